import { describe, expect, it } from 'vitest';
import { setLanguage } from '../../../engine/texts/index.ts';
import { BARS } from '../../../engine/passes/observe.ts';
import { type StatisticsSample, noStatistics, samplesUpTo, withSample } from '../../state/runs/statistics.ts';
import { COLUMNS, columnTitle } from './columns.ts';
import { firstNotFinite, oddityText, rowsOf } from './rows.ts';

const bars = { limit: 1, counts: Array<number>(BARS).fill(1) };
const sample = (step: number, numbers: Partial<StatisticsSample['weights'][string]> = {}): StatisticsSample => ({
  event: 'statistics',
  step,
  weights: {
    'dense.weight': {
      norm: step,
      gradient: 0.5,
      update: 0.1,
      ratio: 0.001,
      weights: bars,
      gradients: bars,
      ...numbers,
    },
  },
  activations: {
    relu: { mean: 0.5, deviation: 1, zeros: 0.99, saturated: 0 },
    dense: { mean: 0, deviation: 1, zeros: 0, saturated: 0 },
  },
});

describe('statistics of the layers in a run', () => {
  it('keep every number, and of the histograms so many that they never fill the memory', () => {
    let statistics = noStatistics();
    for (let step = 1; step <= 1000; step++)
      statistics = withSample(withSample(statistics, sample(step)), sample(step));
    expect([...statistics.curves.get('dense.weight')!.norm!.values]).toEqual(
      Array.from({ length: 1000 }, (_, i) => i + 1),
    );
    expect(statistics.samples.length).toBeLessThanOrEqual(128);
    expect(statistics.samples.map(({ step }) => step)).toEqual(
      Array.from({ length: statistics.samples.length }, (_, i) => 1 + i * statistics.every),
    );
    expect(statistics.newest?.step).toBe(1000);
    // what was done behind a checkpoint is done again
    const again = withSample(samplesUpTo(statistics, 500), sample(501, { norm: 7 }));
    expect([...again.curves.get('dense.weight')!.norm!.values].slice(498)).toEqual([499, 500, 7]);
    expect(again.samples.every(({ step }) => step <= 501)).toBe(true);
  });

  it('are a table of layers with their weights behind them, which says what is odd', () => {
    const rows = rowsOf(sample(1, { gradient: 0 }));
    expect(rows.map(({ kind, title }) => `${kind} ${title}`)).toEqual(['layer relu', 'layer dense', 'weight .weight']);
    expect(oddityText(rows[0]!.cells.zeros!.oddity!)).toBe('Nearly all outputs are zero.');
    expect(oddityText(rows[2]!.cells.gradient!.oddity!)).toMatch(/nothing is learned/);
    expect(firstNotFinite(rows)).toBeUndefined();
    expect(firstNotFinite(rowsOf(sample(1, { norm: null as never })))?.name).toBe('dense.weight');
  });

  it('have a Chinese title for each quantity', () => {
    setLanguage('zh-CN');
    const titles = COLUMNS.map(columnTitle);
    setLanguage('en');
    expect(titles.filter((title) => !/\p{Script=Han}/u.test(title))).toEqual([]);
  });
});
