/** Functions of `src/metrics.ts` that formulas call, and what turns totals into the lists that they speak of (`learn/totals.ts`). */

/** By what they are called; each stands before those that name it. */
const HELPERS: Readonly<Record<string, string>> = {
  sum: 'const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);',
  share: `/** 0 where there is nothing to count. */
const share = (a: number, b: number): number => (b === 0 ? 0 : a / b);`,
  mean: 'const mean = (values: readonly number[]): number => share(sum(values), values.length);',
  rowsOf: `/** The totals of a square matrix as its rows. */
function rowsOf(totals: readonly number[]): number[][] {
  const classes = Math.sqrt(totals.length);
  return Array.from({ length: classes }, (_, c) => totals.slice(c * classes, (c + 1) * classes));
}`,
  Counts: `/** How often a class was right, chosen and true. */
interface Counts {
  right: number;
  chosen: number;
  actual: number;
}`,
  perClass: `function perClass(totals: readonly number[]): Counts[] {
  const rows = rowsOf(totals);
  return rows.map((row, c) => ({ right: row[c]!, chosen: sum(rows.map((other) => other[c]!)), actual: sum(row) }));
}`,
  Pair: `/** How often a true class and a choice met, how often each of them was, and how many classes lie between. */
interface Pair {
  count: number;
  actual: number;
  chosen: number;
  distance: number;
}`,
  perPair: `function perPair(totals: readonly number[]): Pair[] {
  const counts = perClass(totals);
  return rowsOf(totals).flatMap((row, i) =>
    row.map((count, j) => ({ count, actual: counts[i]!.actual, chosen: counts[j]!.chosen, distance: Math.abs(i - j) })),
  );
}`,
  Scores: `/** Rows of a class and of others with the same score, from the highest score to the lowest, and what they have come to so far. */
interface Scores {
  steps: { own: number; other: number; ownUpTo: number; allUpTo: number }[];
  positives: number;
  negatives: number;
}`,
  scoresOf: `function scoresOf(totals: readonly number[], c: number, bins: number): Scores {
  const steps: Scores['steps'] = [];
  let [positives, negatives] = [0, 0];
  for (let bin = bins - 1; bin >= 0; bin--) {
    const [own, other] = [totals[(2 * c + 1) * bins + bin]!, totals[2 * c * bins + bin]!];
    if (own + other === 0) continue;
    positives += own;
    negatives += other;
    steps.push({ own, other, ownUpTo: positives, allUpTo: positives + negatives });
  }
  return { steps, positives, negatives };
}`,
  overClasses: `/** The mean over those of the classes that have rows of both kinds. */
function overClasses(totals: readonly number[], classes: readonly number[], bins: number, value: (scores: Scores) => number): number {
  const scores = classes.map((c) => scoresOf(totals, c, bins));
  return mean(scores.filter(({ positives, negatives }) => positives > 0 && negatives > 0).map(value));
}`,
};

/** Those that the code calls, and those that they call, in their order. */
export function metricHelpersFor(code: string): string[] {
  const needed = new Set<string>();
  const visit = (text: string): void => {
    const bare = text.replaceAll(/\/\*\*.*?\*\//gs, '');
    for (const [name, source] of Object.entries(HELPERS)) {
      // a type is named, a function is called
      const named = new RegExp(/^[A-Z]/.test(name) ? `\\b${name}\\b` : `\\b${name}\\(`).test(bare);
      if (!named || needed.has(name)) continue;
      needed.add(name);
      visit(source);
    }
  };
  visit(code);
  return Object.entries(HELPERS).flatMap(([name, source]) => (needed.has(name) ? [source] : []));
}
