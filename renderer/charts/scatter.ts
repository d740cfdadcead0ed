/** Where the points of a scatter lie: both axes have the same bounds, so that what is right lies on the diagonal. */
import type { Scatter } from '../../engine/train/reports/evaluation.ts';

/** From the left and from the top, each from 0 to 1. */
export interface Place {
  readonly x: number;
  readonly y: number;
}

/** The least and the greatest number, with a little room. */
export function boundsOf({ truths, predictions }: Scatter): readonly [low: number, high: number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const values of [truths, predictions])
    for (const value of values) if (Number.isFinite(value)) [low, high] = [Math.min(low, value), Math.max(high, value)];
  if (low > high) return [0, 1];
  const room = 0.03 * (high - low) || Math.abs(low) || 1;
  return [low - room, high + room];
}

/** Each point; what is no number lies at the edge that it went beyond. */
export function placedIn({ truths, predictions }: Scatter, [low, high]: readonly [number, number]): readonly Place[] {
  const share = (value: number) => Math.min(1, Math.max(0, (value - low) / (high - low))) || 0;
  return truths.map((truth, i) => ({ x: share(truth), y: 1 - share(predictions[i]!) }));
}

/** The nearest point's index; undefined where there is none. */
export function nearest(points: readonly Place[], x: number, y: number): number | undefined {
  let [best, least] = [-1, Number.POSITIVE_INFINITY];
  for (const [i, point] of points.entries()) {
    const distance = (point.x - x) ** 2 + (point.y - y) ** 2;
    if (distance < least) [best, least] = [i, distance];
  }
  return best < 0 ? undefined : best;
}
