import { describe, expect, it } from 'vitest';
import { BARS } from '../../../engine/passes/observe.ts';
import { type Look, noLooks, upTo, withLook } from '../../state/runs/statistics.ts';
import { firstNotFinite, rowsOf } from './rows.ts';

const bars = { limit: 1, counts: Array<number>(BARS).fill(1) };
const look = (step: number, numbers: Partial<Look['weights'][string]> = {}): Look => ({
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

describe('looks into the steps of a run', () => {
  it('keep every number, and of the histograms so many that they never fill the memory', () => {
    let looks = noLooks();
    for (let step = 1; step <= 1000; step++) looks = withLook(withLook(looks, look(step)), look(step));
    expect([...looks.curves.get('dense.weight')!.norm!.values]).toEqual(Array.from({ length: 1000 }, (_, i) => i + 1));
    expect(looks.kept.length).toBeLessThanOrEqual(128);
    expect(looks.kept.map(({ step }) => step)).toEqual(
      Array.from({ length: looks.kept.length }, (_, i) => 1 + i * looks.every),
    );
    expect(looks.newest?.step).toBe(1000);
    // what was done behind a checkpoint is done again
    const again = withLook(upTo(looks, 500), look(501, { norm: 7 }));
    expect([...again.curves.get('dense.weight')!.norm!.values].slice(498)).toEqual([499, 500, 7]);
    expect(again.kept.every(({ step }) => step <= 501)).toBe(true);
  });

  it('are a table of layers with their weights behind them, which says what is odd', () => {
    const rows = rowsOf(look(1, { gradient: 0 }));
    expect(rows.map(({ kind, title }) => `${kind} ${title}`)).toEqual(['layer relu', 'layer dense', 'weight .weight']);
    expect(rows[0]!.cells.zeros?.oddity).toBe('Nearly all outputs are zero.');
    expect(rows[2]!.cells.gradient?.oddity).toMatch(/nothing is learned/);
    expect(firstNotFinite(rows)).toBeUndefined();
    expect(firstNotFinite(rowsOf(look(1, { norm: null as never })))?.name).toBe('dense.weight');
  });
});
