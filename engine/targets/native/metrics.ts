/** `src/metrics.ts` of an exported project: loss and metrics over a whole split, of the sums that the network's own program gives. */
import type { Document } from '../../graph/document.ts';
import type { Metric } from '../../learn/define.ts';
import { classesOf } from '../../learn/metrics/common/classification.ts';
import type { CheckedGraph } from '../../passes/check.ts';
import { judgedOutput } from '../../passes/compile.ts';
import type { CompiledModel } from '../../passes/compiled.ts';
import { sizeOf } from '../../types/shape.ts';
import { numberText } from '../literals.ts';
import { printedMetrics, TOTALS } from '../typescript/learning/metrics.ts';
import { merging, metricHelpersFor } from '../typescript/learning/metric-helpers.ts';
import { Writer } from '../writer.ts';

type Gathering = keyof typeof GATHERING;

/** Functions that make what batches give one. */
const GATHERING = {
  add: `/** Adds the numbers of a batch to the totals. */
function add(totals: number[], { data }: Values): void {
  data.forEach((value, i) => (totals[i] = (totals[i] ?? 0) + value));
}`,
  merge: merging('Values', 'rowsIn(moments)'),
  collect: `/** Keeps the rows of a batch that count. */
function collect(rows: number[][], batch: Values): void {
  for (const row of rowsIn(batch)) if (row[0]! >= 0) rows.push(row);
}`,
} as const;
const ROWS_IN = `const rowsIn = ({ shape, data }: Values): number[][] => {
  const width = data.length / shape[0]!;
  return Array.from({ length: shape[0]! }, (_, row) => Array.from(data.subarray(row * width, (row + 1) * width)));
};`;

const gatheringOf = ({ totals }: Metric): Gathering =>
  totals === 'scores' ? 'collect' : totals === 'outputs' ? 'merge' : 'add';

/** `batch`: rows that are judged at a time. */
export function metricsSource(
  document: Document,
  checked: CheckedGraph,
  model: CompiledModel,
  { fits, batch }: { readonly fits: boolean; readonly batch: number },
): string {
  const evaluate = model.program('evaluate', 1);
  const judged = (loss: number) => checked.nodes.get(judgedOutput(document, checked, loss) as string)!.outputs[0]!;
  const gathering: Gathering[] = [];
  const metrics = printedMetrics(document.training, {
    classes: (loss) => classesOf(judged(loss).shape),
    of(metric) {
      const i = gathering.length;
      gathering.push(gatheringOf(metric));
      const sums = evaluate.outputs.find(({ name }) => name === `metric:${i}`)!.value;
      return { name: `metric${i}`, length: sizeOf(sums.shape) };
    },
  });
  const sources = metrics.map(({ source }) => source).filter((source) => source !== '');
  const used = [...new Set(gathering)].map((name) => GATHERING[name]);
  const w = new Writer().doc('How good the network is on rows that it does not learn from.');
  w.line("import { readBatch, type Split } from './data.ts';");
  if (fits) w.line("import type { Fits } from './inputs.ts';");
  w.line("import type { Network, Values } from './network.ts';").line();
  if (used.join('').includes('rowsIn(')) w.text(ROWS_IN).line();
  for (const helper of metricHelpersFor([...sources, ...metrics.map(({ value }) => value), ...used].join('\n')))
    w.text(helper).line();
  for (const source of [...used, ...sources]) w.text(source).line();
  w.text(COSTS).line();
  w.line('/** Rows in a batch. */')
    .line(`const BATCH = ${numberText(batch)};`)
    .line();
  const parameters = `network: Network, split: Split${fits ? ', fits: Fits' : ''}`;
  w.block(`export async function evaluate(${parameters}) {`, () => {
    w.line('const costs = new Totals();');
    const totals = gathering.map((one, i) => `metric${i}: [] as ${TOTALS[one]}`);
    if (totals.length > 0) w.line(`const totals = { ${totals.join(', ')} };`);
    w.block('for (const rows of network.batches(split.rows, BATCH)) {', () => {
      w.line(`const results = await network.evaluate(readBatch(split, rows${fits ? ', fits' : ''}));`);
      w.line("costs.add(results['costs']!);");
      gathering.forEach((one, i) => w.line(`${one}(totals.metric${i}, results['metric:${i}']!);`));
    });
    w.line(`return { loss: costs.loss${metrics.map(({ key, value }) => `, ${key}: ${value}`).join('')} };`);
  });
  return w.toString();
}

const COSTS = `/** Adds up what rows cost, and how much they count. */
export class Totals {
  readonly #costs: number[] = [];

  add({ data }: Values): void {
    data.forEach((value, i) => (this.#costs[i] = (this.#costs[i] ?? 0) + value));
  }

  /** The loss of all rows, however they were cut into batches; NaN where nothing counts. */
  get loss(): number {
    const costs = this.#costs;
    const means = costs.flatMap((cost, i) => (i % 2 === 0 && costs[i + 1]! > 0 ? [cost / costs[i + 1]!] : []));
    return means.length === 0 ? Number.NaN : means.reduce((a, b) => a + b);
  }
}`;
