/** What a rule of the ONNX pass is called with, and nodes that many rules write. */
import type { ConvParams, Window } from '../../ir/prims.ts';
import type { Equation, Value } from '../../ir/program.ts';
import type { Shape } from '../../types/shape.ts';
import type { ModelWriter } from './model.ts';

export interface NodeContext {
  readonly m: ModelWriter;
  /** Names and values of the operands. */
  readonly x: readonly string[];
  readonly values: readonly Value[];
  readonly outputs: readonly Value[];
}

/** Equations that are written together with the one that reads them, and how. */
export interface Fusion {
  readonly taken: readonly Equation[];
  /** The names of the results; of one by itself. */
  write(m: ModelWriter, names: ReadonlyMap<Value, string>): string | readonly string[];
}

export const transpose = (m: ModelWriter, x: string, perm: readonly number[]): string =>
  m.node('Transpose', [x], { perm });
export const reshape = (m: ModelWriter, x: string, to: Shape): string => m.node('Reshape', [x, m.ints(to)]);
export const scalar = (m: ModelWriter, value: number): string => m.constant('float32', [], [value]);

export const windowAttributes = ({ stride, padding, dilation }: Window) => ({
  strides: stride,
  pads: [...padding.map(([before]) => before), ...padding.map(([, after]) => after)],
  dilations: dilation,
});
export const convAttributes = (params: ConvParams) => ({ ...windowAttributes(params), group: params.groups });
