/** What transforms of pictures take: columns whose last two axes are height and width. */
import { named, type Phrase, phrase } from '../../../phrases.ts';
import type { Shape } from '../../../types/shape.ts';
import type { Column } from '../../define.ts';

export interface Unfit {
  readonly expected: Phrase;
  readonly received: Phrase;
}

/** Pictures, masks of class numbers, and numbers that lie as these do. */
export const hasPlaces = ({ kind, shape }: Column): boolean =>
  (kind === 'category' && shape.length === 2) || ((kind === 'image' || kind === 'number') && shape.length === 3);

export const unfit = ({ kind }: Column): Unfit => ({
  expected: phrase('pictures-or-masks'),
  received: named(`columns.${kind}`, kind),
});

/** The same with other places. */
export const placedAnew = (column: Column, height: number, width: number): Column => ({
  ...column,
  shape: [...column.shape.slice(0, -2), height, width],
});

/** Of stacked rows: how many planes there are, and the size of each. */
export function planesOf(shape: Shape): { readonly planes: number; readonly height: number; readonly width: number } {
  const [height, width] = shape.slice(-2) as [number, number];
  return { planes: shape.slice(0, -2).reduce((a, b) => a * b, 1), height, width };
}
