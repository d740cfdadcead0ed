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
  Output: `/** Of an output: how many targets count, their mean, how far they spread about it, and what is left of that. */
interface Output {
  count: number;
  mean: number;
  spread: number;
  residual: number;
}`,
  Scores: `/** Rows of a class and of others with the same score, from the highest score to the lowest, and what they have come to so far. */
interface Scores {
  steps: { own: number; other: number; ownUpTo: number; allUpTo: number }[];
  positives: number;
  negatives: number;
}`,
  logOdds: `/** Of a class against all others. A single logit is that of class 1. */
function logOdds(logits: readonly number[], c: number): number {
  if (logits.length === 1) return c === 1 ? logits[0]! : -logits[0]!;
  const others = logits.filter((_, i) => i !== c);
  const highest = others.reduce((a, b) => Math.max(a, b));
  return logits[c]! - highest - Math.log(sum(others.map((logit) => Math.exp(logit - highest))));
}`,
  scoresOf: `function scoresOf(rows: readonly number[][], c: number): Scores {
  const scores = rows.map(([truth, ...logits]) => ({ own: truth === c, score: logOdds(logits, c) })).sort((a, b) => b.score - a.score);
  const steps: Scores['steps'] = [];
  let [positives, negatives, last] = [0, 0, Number.NaN];
  for (const { own, score } of scores) {
    if (score !== last) steps.push({ own: 0, other: 0, ownUpTo: 0, allUpTo: 0 });
    last = score;
    const step = steps.at(-1)!;
    if (own) step.own = step.own + 1;
    else step.other = step.other + 1;
    if (own) positives++;
    else negatives++;
    step.ownUpTo = positives;
    step.allUpTo = positives + negatives;
  }
  return { steps, positives, negatives };
}`,
  overClasses: `/** The mean over classes. One without a value counts as \`missing\` says, or not at all. */
function overClasses(rows: readonly number[][], classes: readonly number[], value: (scores: Scores) => number, missing?: number): number {
  if (!rows.every((row) => row.every(Number.isFinite))) return Number.NaN;
  const values = classes.map((c) => value(scoresOf(rows, c)));
  const defined = values.filter(Number.isFinite);
  if (values.length === 1 || defined.length === 0) return values[0]!;
  return mean(missing === undefined ? defined : values.map((one) => (Number.isNaN(one) ? missing : one)));
}`,
  defined: `/** Null where a metric is not defined: nothing counts, or outputs are not finite. */
const defined = (value: number): number | null => (Number.isFinite(value) ? value : null);`,
  matrix: `/** Null where outputs are not finite. */
const matrix = (totals: readonly number[]): number[][] | null => (totals.every(Number.isFinite) ? rowsOf(totals) : null);`,
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

/** Merges moments of a type, whose rows an expression gives. */
export const merging = (
  type: string,
  rows: string,
): string => `/** Merges the targets of a batch with those before (Chan et al. 1983): nothing cancels, however far from zero they are. */
function merge(outputs: Output[], moments: ${type}): void {
  const [count, least, average, sum, squares, residual] = ${rows};
  count!.forEach((added, i) => {
    const output = (outputs[i] ??= { count: 0, mean: 0, spread: 0, residual: 0 });
    if (added === 0) return;
    const all = output.count + added;
    const away = least![i]! + average![i]! + sum![i]! / added - output.mean;
    output.spread += Math.max(0, squares![i]! - sum![i]! ** 2 / added) + (away ** 2 * output.count * added) / all;
    output.mean += (away * added) / all;
    output.residual += residual![i]!;
    output.count = all;
  });
}`;

/** Functions that make what batches give one, by what they add to. */
export const GATHERING = {
  add: `/** Adds the numbers of a batch to the totals. */
function add(totals: number[], sums: tf.Tensor): void {
  sums.dataSync().forEach((value, i) => (totals[i] = (totals[i] ?? 0) + value));
}`,
  merge: merging('tf.Tensor', 'moments.arraySync() as number[][]'),
  collect: `/** Keeps the rows of a batch that count. */
function collect(rows: number[][], batch: tf.Tensor): void {
  for (const row of batch.arraySync() as number[][]) if (row[0]! >= 0) rows.push(row);
}`,
} as const;
