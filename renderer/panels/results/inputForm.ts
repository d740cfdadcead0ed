import { sizeOf } from '../../../engine/types/shape.ts';
import type { RunModel } from './model.ts';

/** How a person gives a network what it is asked about. */
export type InputForm = 'diffusion' | 'continuation' | 'drawing' | 'picture' | 'text' | 'values' | 'series' | 'row';

/** Rows with no more values than this can be typed. */
const MOST_TYPED = 64;

/**
 * A diffusion draws pictures of its own, a text is continued or answered, square pictures in grey are drawn, texts and few
 * values typed; of all else a row of the data is chosen.
 */
export function inputFormOf({ fields, writes, draws }: Pick<RunModel, 'fields' | 'writes' | 'draws'>): InputForm {
  const [first, ...others] = fields;
  if (!first) return 'row';
  if (draws) return 'diffusion';
  if (writes) return 'continuation';
  const { kind, shape, classes } = first.column;
  const alone = others.length === 0;
  if (alone && kind === 'image') return shape[0] === 1 && shape[1] === shape[2] ? 'drawing' : 'picture';
  if (alone && kind === 'tokens' && classes) return 'text';
  if (alone && kind === 'number' && shape.length > 1) return 'series';
  // a picture stands beside what is typed
  const isTyped = fields.every(({ column }) => ['number', 'category', 'text', 'image'].includes(column.kind));
  const values = fields.reduce((sum, { column }) => sum + (column.kind === 'image' ? 0 : sizeOf(column.shape)), 0);
  return isTyped && values > 0 && values <= MOST_TYPED ? 'values' : 'row';
}
