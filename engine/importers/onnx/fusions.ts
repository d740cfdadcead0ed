/** Several nodes of a model that are one layer: what exporters take apart is put together again. */
import type { Op } from './read.ts';
import { product } from './ops/products.ts';
import { conv } from './ops/windows.ts';
import { kindOf, sizeIn } from './tensors.ts';
import type { Translator } from './translator.ts';
import type { Value } from './values.ts';

export interface Fused {
  /** The nodes that it stands for. */
  readonly ops: readonly Op[];
  readonly values: readonly (readonly [name: string, value: Value])[];
}
/** Who reads a value. */
export type Readers = (name: string) => readonly Op[];

/** What begins at a node and is one layer; undefined where it is just this node. */
export function fuse(op: Op, t: Translator, readers: Readers): Fused | undefined {
  if (op.domain !== '') return undefined;
  if (op.type === 'MatMul') return withOffsets(op, t, readers);
  if (op.type === 'Conv') return withBias(op, t, readers);
  return undefined;
}

const only = (readers: Readers, op: Op): Op | undefined => {
  const list = readers(op.outputs[0]!);
  return list.length === 1 ? list[0] : undefined;
};

/** A product with known weights and offsets behind it: Dense with a bias. */
function withOffsets(op: Op, t: Translator, readers: Readers): Fused | undefined {
  const sum = only(readers, op);
  if (sum?.type !== 'Add') return undefined;
  const other = sum.inputs.find((name) => name !== op.outputs[0]);
  const [a, b, c] = [t.value(op.inputs[0]), t.value(op.inputs[1]), t.there(other)];
  if (!a || a.known || !b?.known || b.shape.length !== 2 || !c?.known) return undefined;
  if (c.shape.length !== 1 || sizeIn(c.shape) !== b.shape[1] || kindOf(c.type) !== 'float') return undefined;
  return { ops: [op, sum], values: [[sum.outputs[0]!, product(op, t, a, b, c)]] };
}

/** A convolution and the number that is added to each of its maps: its bias. */
function withBias(op: Op, t: Translator, readers: Readers): Fused | undefined {
  const sum = only(readers, op);
  if (sum?.type !== 'Add' || op.inputs[2]) return undefined;
  const other = sum.inputs.find((name) => name !== op.outputs[0]);
  const [x, w, c] = [t.value(op.inputs[0]), t.value(op.inputs[1]), t.there(other)];
  if (!x || x.known || !w?.known || !c?.known || kindOf(c.type) !== 'float') return undefined;
  const rank = w.shape.length;
  const aligned = [...Array<number>(Math.max(0, rank - c.shape.length)).fill(1), ...c.shape];
  const isPerMap = aligned.length === rank && aligned.every((size, axis) => size === (axis === 1 ? w.shape[0] : 1));
  if (!isPerMap) return undefined;
  return { ops: [op, sum], values: [[sum.outputs[0]!, conv(op, t, [x, w, c]) as Value]] };
}
