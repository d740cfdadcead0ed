/** What tells the places of a sequence apart: waves, turns of the queries and keys, and a penalty on distance. */
import type { Builder } from '../../ir/builder.ts';
import type { Value } from '../../ir/program.ts';
import { choice, number } from '../../settings.ts';
import { partOf } from './sequences.ts';

export const baseSetting = number({
  label: 'Base',
  default: 10000,
  min: 1,
  exclusiveMin: true,
  doc: 'The slowest wave is about this many times slower than the fastest.',
});
export const pairsSetting = choice(['neighbours', 'halves'], {
  label: 'Pairs',
  default: 'neighbours',
  doc: 'Which features belong together: each with the one beside it, or each of the first half with its like in the second.',
  names: { neighbours: 'Neighbours', halves: 'Halves' },
});
export type Pairs = 'neighbours' | 'halves';

/** The angle of each pair of features at each place: length × pairs. The first is at `place`, which is 0 where left out. */
function angles(b: Builder, length: number, pairs: number, width: number, base: number, place?: Value): Value {
  const frequency = b.exp(b.mul(b.iota([pairs], 0, 'float32'), (-2 * Math.log(base)) / width));
  const places = b.iota([length, 1], 0, 'float32');
  return b.mul(place ? b.add(places, place) : places, frequency);
}

/** Two values for each pair, put back into the order of the features. */
function paired(b: Builder, first: Value, second: Value, pairs: Pairs): Value {
  const axis = first.shape.length - 1;
  if (pairs === 'halves') return b.concat([first, second], axis);
  const apart = (x: Value) => b.reshape(x, [...x.shape, 1]);
  return b.reshape(b.concat([apart(first), apart(second)], axis + 1), first.shape.with(axis, 2 * first.shape[axis]!));
}

/** Sine and cosine waves, length × width (Vaswani et al. 2017). An odd width lacks the last cosine. */
export function waves(b: Builder, length: number, width: number, base: number, pairs: Pairs, place?: Value): Value {
  const angle = angles(b, length, Math.ceil(width / 2), width, base, place);
  return partOf(b, paired(b, b.sin(angle), b.cos(angle), pairs), 1, 0, width);
}

/** Turns each pair of the features of x [..., length, width] by its angle (Su et al. 2021); the width is even. */
export function turned(b: Builder, x: Value, base: number, pairs: Pairs, place?: Value): Value {
  const [length, width] = x.shape.slice(-2) as [number, number];
  const angle = angles(b, length, width / 2, width, base, place);
  const [sin, cos] = [b.sin(angle), b.cos(angle)];
  const axis = x.shape.length - 1;
  const half = (index: 0 | 1): Value => {
    if (pairs === 'halves') return partOf(b, x, axis, (index * width) / 2, ((index + 1) * width) / 2);
    const split = b.reshape(x, [...x.shape.slice(0, -1), width / 2, 2]);
    return b.reshape(partOf(b, split, axis + 1, index, index + 1), x.shape.with(axis, width / 2));
  };
  const [p, q] = [half(0), half(1)];
  return paired(b, b.sub(b.mul(p, cos), b.mul(q, sin)), b.add(b.mul(q, cos), b.mul(p, sin)), pairs);
}

/**
 * The slope of each head: powers of 2^(-8/heads); where heads is no power of two, those of the next smaller one and,
 * between them, of the next larger (Press et al. 2022).
 */
export function slopes(heads: number): number[] {
  const powers = (count: number) => Array.from({ length: count }, (_, i) => 2 ** ((-8 * (i + 1)) / count));
  const whole = 2 ** Math.floor(Math.log2(heads));
  return [
    ...powers(whole),
    ...powers(2 * whole)
      .filter((_, i) => i % 2 === 0)
      .slice(0, heads - whole),
  ];
}

/** How far queries are from keys; queries × keys. */
export const distances = (b: Builder, queries: number, keys: number): Value =>
  b.abs(b.sub(b.iota([queries, 1], 0, 'float32'), b.iota([1, keys], 1, 'float32')));

/** What is added to the scores of each head: minus its slope times the distance; heads × queries × keys. */
export function distancePenalty(b: Builder, heads: number, distance: Value): Value {
  return b.mul(
    distance,
    b.constant(
      slopes(heads).map((slope) => -slope),
      [heads, 1, 1],
    ),
  );
}

/**
 * The number of the bucket for a key so many places behind its query (Raffel et al. 2020): half of the buckets are for exact distances,
 * the rest grow with the logarithm up to the farthest. In single precision, as PyTorch rounds where two buckets meet.
 */
export function bucketOf(
  behind: number,
  { buckets, farthest, bothWays }: { readonly buckets: number; readonly farthest: number; readonly bothWays: boolean },
): number {
  const own = bothWays ? Math.floor(buckets / 2) : buckets;
  const first = bothWays && behind > 0 ? own : 0;
  const distance = bothWays ? Math.abs(behind) : Math.max(-behind, 0);
  const exact = Math.floor(own / 2);
  if (distance < exact) return first + distance;
  const { fround, log } = Math;
  const share = fround(fround(log(fround(distance / exact))) / fround(log(farthest / exact)));
  return first + Math.min(exact + Math.trunc(fround(share * (own - exact))), own - 1);
}
