import { expect, test } from 'vitest';
import { filesOfTable } from '../../../test/training/files-of-table.ts';
import { Pipeline } from '../../data/pipeline.ts';
import { documentSchema } from '../../graph/document.ts';
import { tensor } from '../../types/tensor.ts';
import { baselinesOf, foretellersOf } from './baselines.ts';
import { ForecastWindows } from './forecasts.ts';

const MONTHS = 40;
const dates = Array.from({ length: MONTHS }, (_, month) => Date.UTC(2000, month) / 86_400_000);
const column = { distinct: 2 * MONTHS, missing: 0, whole: false } as const;
/** Of two places: one counts up by ones, the other by tens. */
const FILES = filesOfTable([
  { ...column, name: 'when', kind: 'date', values: [...dates, ...dates] },
  {
    ...column,
    name: 'place',
    kind: 'category',
    classes: ['here', 'there'],
    values: [...dates.map(() => 0), ...dates.map(() => 1)],
  },
  { ...column, name: 'y', kind: 'number', values: [...dates.map((_, i) => i), ...dates.map((_, i) => 10 * i)] },
]);
const DOCUMENT = documentSchema.parse({
  format: 'loom',
  version: 1,
  graph: {
    nodes: [
      { id: 'x', type: 'input', settings: { shape: [4, 1] }, position: { x: 0, y: 0 } },
      { id: 'flat', type: 'flatten', settings: {}, position: { x: 0, y: 72 } },
      { id: 'out', type: 'dense', settings: { units: 2 }, position: { x: 0, y: 144 } },
    ],
    edges: [
      { from: { node: 'x', port: 'output' }, to: { node: 'flat', port: 'input' } },
      { from: { node: 'flat', port: 'output' }, to: { node: 'out', port: 'input' } },
    ],
  },
  data: {
    dataset: {
      type: 'series',
      settings: { file: 'a.csv', time: 'when', target: 'y', group: 'place', length: 4, horizon: 2, lead: 1 },
    },
    inputs: { x: { column: 'past', transforms: [] } },
    targets: { y: { column: 'future', transforms: [{ type: 'standardize', settings: {} }] } },
    split: { method: 'order', validation: 0, test: 0.3 },
  },
  training: { losses: [{ target: 'y', loss: { type: 'meanSquaredError' } }] },
});

test('windows are gone through by series as time goes, with the nearest baseline, in the units of the data', async () => {
  const data = await Pipeline.open(DOCUMENT, FILES);
  const foretellers = foretellersOf(DOCUMENT, data)!;
  const baselines = baselinesOf(DOCUMENT, data, 'test', foretellers)!;
  const windows = new ForecastWindows(DOCUMENT, data, 'test', foretellers, baselines);
  const all = windows.place(null, 0).total;
  expect(all).toBe(data.splits.test.rows.length);
  const second = windows.place(1, 1);
  // as many as here, and past the last is the last
  expect([windows.place(0, 0).total, second.total]).toEqual([all / 2, all / 2]);
  expect(windows.place(1, 1e6).at).toBe(all / 2 - 1);
  const truth = data.read(data.splits.test, Int32Array.of(second.row))['target:y']!;
  const shown = windows.window(second, tensor('float32', [1, 2], truth.data as Float32Array));
  const first = MONTHS - 7 - (all / 2 - 2);
  expect(shown).toMatchObject({
    groups: [
      { number: 0, name: 'here', windows: all / 2 },
      { number: 1, name: 'there', windows: all / 2 },
    ],
    group: 1,
    at: 1,
    isDate: true,
    lead: 1,
    past: [0, 1, 2, 3].map((step) => 10 * (first + step)),
    truth: [5, 6].map((step) => 10 * (first + step)),
    times: [0, 1, 2, 3, 5, 6].map((step) => dates[first + step]),
    baseline: { id: 'linear' },
  });
  shown.prediction.forEach((value, step) => expect(value).toBeCloseTo(shown.truth[step]!, 3));
  // two straight lines: least squares has them both
  shown.baseline!.values.forEach((value, step) => expect(value).toBeCloseTo(shown.truth[step]!, 3));
});
