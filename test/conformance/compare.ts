/** How far two lists of numbers are apart. */

/** The largest difference, as a share of the largest expected size or of `least` where that is larger. Where a NaN or an infinity is not matched: Infinity. */
export function distance(actual: ArrayLike<number>, expected: ArrayLike<number>, least = 1e-3): number {
  if (actual.length !== expected.length) return Number.POSITIVE_INFINITY;
  let largest = least;
  let worst = 0;
  for (let i = 0; i < expected.length; i++) {
    const [a, e] = [Number(actual[i]), expected[i]!];
    if (Number.isFinite(e)) largest = Math.max(largest, Math.abs(e));
    if (Object.is(a, e)) continue;
    const off = Math.abs(a - e);
    if (!Number.isFinite(off)) return Number.POSITIVE_INFINITY;
    worst = Math.max(worst, off);
  }
  return worst / largest;
}

/** Same numbers, bit for bit; all NaNs are one. */
export const sameBits = (a: ArrayLike<number>, b: ArrayLike<number>): boolean =>
  a.length === b.length && Array.from(a).every((v, i) => Object.is(v, b[i]));
