/** What exported projects make of a metric's totals is, to the bit, what the engine makes of them. */
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { randomStream } from '../../engine/ir/random.ts';
import { metricOf } from '../../engine/learn/index.ts';
import { ScoreTable } from '../../engine/learn/scores.ts';
import { metricValue } from '../../engine/learn/totals.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { resolveSettings } from '../../engine/settings.ts';
import { typescript } from '../../engine/targets/typescript/index.ts';
import { CASES } from './cases.ts';

/** What `evaluate` returns, as a function of its totals. */
function valuesIn(source: string): (totals: Totals) => Readonly<Record<string, number | number[][] | null>> {
  const [functions, evaluate] = source.split('/** Rows in a batch. */') as [string, string];
  const returned = /return \{[\s\S]*?\};/.exec(evaluate)![0];
  const { outputText } = ts.transpileModule(functions.replaceAll(/^import .*$/gm, ''), {
    compilerOptions: { target: ts.ScriptTarget.ES2023 },
  });
  const head = 'const costs = { loss: 0 };';
  return new Function('totals', `${outputText}\n${head}\n${returned}`) as ReturnType<typeof valuesIn>;
}
type Totals = Readonly<Record<string, unknown>>;

const cases = CASES.filter(({ document }) => document.training.metrics.length > 0);
describe.each(cases.map((one) => [one.name, one] as const))('%s', (name, { document }) => {
  it('comes to the same', () => {
    const files = typescript.export({ document, checked: checkGraph(document.graph) });
    const source = String(files['src/metrics.ts']);
    const uniform = randomStream(7, name);
    const whole = (below: number): number => Math.floor(below * uniform());
    const classes = name === 'loss-single' || name === 'loss-yes-no' ? 2 : 3;
    const width = name === 'loss-single' || name === 'loss-yes-no' ? 1 : 3;
    /** Totals of each kind as an exported project has them, and as the engine has. */
    const drawn = {
      classes: () => counts(),
      pairs: () => counts(),
      outputs: () => {
        const lists = [1, 1, 1, 1].map(() => [10 * uniform(), 10 * uniform()]);
        const [count, mean, spread, residual] = lists;
        return {
          theirs: count!.map((_, i) => ({
            count: count![i],
            mean: mean![i],
            spread: spread![i],
            residual: residual![i],
          })),
          ours: Float64Array.from(lists.flat()),
        };
      },
      scores: () => {
        const theirs = Array.from({ length: 30 }, () => [
          whole(classes),
          ...Array.from({ length: width }, () => whole(6) - 3),
        ]);
        const ours = new ScoreTable(width, 1000);
        ours.add(theirs.flat());
        return { theirs, ours };
      },
      sums: () => {
        const theirs = Array.from({ length: 4 }, () => 10 * uniform());
        return { theirs, ours: Float64Array.from(theirs) };
      },
    };
    const counts = () => {
      const theirs = Array.from({ length: classes ** 2 }, () => Math.floor(5 * uniform() ** 3));
      return { theirs, ours: Float64Array.from(theirs) };
    };
    const seen = new Map<string, number>();
    const made: Record<string, ReturnType<(typeof drawn)[keyof typeof drawn]>> = {};
    const metrics = document.training.metrics.map(({ type, settings: given }) => {
      const metric = metricOf(type)!;
      const { settings } = resolveSettings(metric.settings, given);
      const count = (seen.get(type) ?? 0) + 1;
      seen.set(type, count);
      const key = count === 1 ? type : `${type}_${count}`;
      const sums = new RegExp(`\\b${key}: \\w[^.]*?totals\\.(\\w+)`).exec(source.split('return {').at(-1)!)![1]!;
      made[sums] ??= drawn[typeof metric.totals === 'string' ? metric.totals : 'sums']();
      return { key, wanted: metricValue(metric, settings, made[sums].ours) };
    });
    const values = valuesIn(source)(
      Object.fromEntries(Object.entries(made).map(([sums, { theirs }]) => [sums, theirs])),
    );
    expect(Object.keys(values)).toEqual(['loss', ...metrics.map(({ key }) => key)]);
    for (const { key, wanted } of metrics)
      expect([values[key]!].flat(2), key).toEqual(wanted instanceof Float64Array ? [...wanted] : [wanted]);
  });
});
