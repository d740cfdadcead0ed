import { sizeOf } from '../../../engine/types/shape.ts';
import type { RunModel } from './model.ts';

/** How a person gives a network what it is asked about. */
export type InputForm = 'drawing' | 'picture' | 'numbers' | 'row';

/** Rows with no more numbers than this can be typed. */
const MOST_TYPED = 16;

/** Square pictures in grey can be drawn, few numbers typed; of all else a row of the data is chosen. */
export function inputFormOf({ inputs }: Pick<RunModel, 'inputs'>): InputForm {
  if (inputs.length !== 1) return 'row';
  const { kind, shape } = inputs[0]!.column;
  if (kind === 'image') return shape[0] === 1 && shape[1] === shape[2] ? 'drawing' : 'picture';
  return sizeOf(shape) <= MOST_TYPED ? 'numbers' : 'row';
}
