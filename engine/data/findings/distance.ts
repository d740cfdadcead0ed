/** How far two distributions lie apart, and how far they would by chance. */

/** The greatest distance of the two cumulative distributions (Smirnov 1939). NaN are left out; NaN where one has none. */
export function smirnov(a: ArrayLike<number>, b: ArrayLike<number>): number {
  const [x, y] = [a, b].map((values) =>
    Float64Array.from(values)
      .filter((value) => !Number.isNaN(value))
      .sort(),
  ) as [Float64Array, Float64Array];
  let [i, j, most] = [0, 0, 0];
  while (i < x.length && j < y.length) {
    const at = Math.min(x[i]!, y[j]!);
    while (i < x.length && x[i] === at) i++;
    while (j < y.length && y[j] === at) j++;
    most = Math.max(most, Math.abs(i / x.length - j / y.length));
  }
  return x.length === 0 || y.length === 0 ? Number.NaN : most;
}

/** Half the sum of the differences of the shares that classes have: 0 where all are alike, 1 where none is in both. */
export function difference(a: readonly number[], b: readonly number[]): number {
  const [all, others] = [a, b].map((counts) => counts.reduce((sum, count) => sum + count, 0)) as [number, number];
  return a.reduce((sum, count, i) => sum + Math.abs(count / all - b[i]! / others), 0) / 2;
}

/** What Smirnov's distance of so many rows of one distribution exceeds in one of 10,000 cases. */
export const chance = (a: number, b: number): number => Math.sqrt(-Math.log(0.5e-4) / 2) * Math.sqrt((a + b) / (a * b));
