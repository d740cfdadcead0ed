/** What exported projects make of a metric's totals is, to the bit, what the engine makes of them. */
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../engine/ir/random.ts';
import { metricOf } from '../../engine/learn/index.ts';
import { metricValue } from '../../engine/learn/totals.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { resolveSettings } from '../../engine/settings.ts';
import { typescript } from '../../engine/targets/typescript/index.ts';
import { CASES } from './cases.ts';

/** What `evaluate` returns, as a function of its totals. */
function valuesIn(source: string): (totals: Totals) => Readonly<Record<string, number | number[][]>> {
  const [functions, evaluate] = source.split('/** Rows in a batch. */') as [string, string];
  const returned = /return \{[\s\S]*?\};/.exec(evaluate)![0];
  const { outputText } = ts.transpileModule(functions.replaceAll(/^import .*$/gm, ''), {
    compilerOptions: { target: ts.ScriptTarget.ES2023 },
  });
  const head = 'const [loss, split] = [0, { rows: { length: 1 } }];';
  return new Function('totals', `${outputText}\n${head}\n${returned}`) as ReturnType<typeof valuesIn>;
}
type Totals = Readonly<Record<string, readonly number[]>>;

const cases = CASES.filter(({ document }) => document.training.metrics.length > 0);
describe.each(cases.map((one) => [one.name, one] as const))('%s', (name, { document }) => {
  it('comes to the same', () => {
    const files = typescript.export({ document, checked: checkGraph(document.graph) });
    const source = String(files['src/metrics.ts']);
    const uniform = randomStream(7, name);
    const classes = name === 'loss-single' || name === 'loss-yes-no' ? 2 : 3;
    const seen = new Map<string, number>();
    const made: Record<string, number[]> = {};
    const metrics = document.training.metrics.map(({ type, settings: given }) => {
      const metric = metricOf(type)!;
      const { settings } = resolveSettings(metric.settings, given);
      const count = (seen.get(type) ?? 0) + 1;
      seen.set(type, count);
      const key = count === 1 ? type : `${type}_${count}`;
      const sums = new RegExp(`\\b${key}: \\w[^.]*?totals\\.(\\w+)`).exec(source.split('return {').at(-1)!)![1]!;
      const scores = (classes === 2 ? 2 : 2 * classes) * Number(settings.bins);
      const length = metric.totals === 'scores' ? scores : typeof metric.totals === 'string' ? classes ** 2 : 4;
      made[sums] ??= Array.from({ length }, () =>
        typeof metric.totals === 'string' ? Math.floor(5 * uniform() ** 3) : 10 * uniform(),
      );
      return { key, wanted: metricValue(metric, settings, Float64Array.from(made[sums])) };
    });
    const values = valuesIn(source)(made);
    expect(Object.keys(values)).toEqual(['loss', ...metrics.map(({ key }) => key)]);
    for (const { key, wanted } of metrics)
      expect([values[key]!].flat(2), key).toEqual(typeof wanted === 'number' ? [wanted] : [...wanted]);
  });
});
