/** How two columns go together, of counts and moments that somebody else took. */

/** How many rows have a pair of values. */
export interface PairCount {
  readonly a: string | number;
  readonly b: string | number;
  readonly count: number;
}

/** Of counted pairs: mutual information and the entropy of `b` in nats, and Cramér's V (1946) without a correction. */
export function ofPairs(pairs: readonly PairCount[]): { information: number; entropy: number; cramer: number } {
  const [as, bs] = [new Map<string | number, number>(), new Map<string | number, number>()];
  let all = 0;
  for (const { a, b, count } of pairs) {
    as.set(a, (as.get(a) ?? 0) + count);
    bs.set(b, (bs.get(b) ?? 0) + count);
    all += count;
  }
  let information = 0;
  let square = 0;
  for (const { a, b, count } of pairs) {
    const expected = (as.get(a)! / all) * bs.get(b)!;
    information += (count / all) * Math.log(count / expected);
    // chi squared is the sum of observed² / expected, less all
    square += (count / expected) * count;
  }
  let entropy = 0;
  for (const count of bs.values()) entropy -= (count / all) * Math.log(count / all);
  const free = Math.min(as.size, bs.size) - 1;
  return {
    information: Math.max(0, information),
    entropy: Math.max(0, entropy),
    cramer: free > 0 ? Math.min(1, Math.sqrt(Math.max(0, square - all) / (all * free))) : Number.NaN,
  };
}

/** Of the numbers of each class: the correlation ratio (Pearson 1905). `deviation` is that of all the class has. */
export function correlationRatio(
  classes: readonly { readonly count: number; readonly mean: number; readonly deviation: number }[],
): number {
  const there = classes.filter(({ count }) => count > 0);
  const all = there.reduce((sum, { count }) => sum + count, 0);
  const mean = there.reduce((sum, { count, mean }) => sum + count * mean, 0) / all;
  const between = there.reduce((sum, one) => sum + one.count * (one.mean - mean) ** 2, 0);
  const within = there.reduce((sum, { count, deviation }) => sum + count * deviation ** 2, 0);
  return between + within > 0 ? Math.sqrt(between / (between + within)) : Number.NaN;
}
