import { expect, test } from 'vitest';
import { filesOfTable } from '../../../test/training/files-of-table.ts';
import { Pipeline } from '../../data/pipeline.ts';
import { type Document, documentSchema } from '../../graph/document.ts';
import { tensor } from '../../types/tensor.ts';
import { baselinesOf, NetworkErrors } from './baselines.ts';
import { comparisonLines, notBeaten } from './baselineText.ts';
import { word } from '../../texts/index.ts';

const [LENGTH, HORIZON, LEAD] = [14, 3, 1];
const STEPS = Array.from({ length: 200 }, (_, i) => i);
const noise = (i: number) => ((i * 7919) % 101) / 101 - 0.5;
const column = { distinct: 200, missing: 0, whole: false, kind: 'number' } as const;
const FILES = filesOfTable([
  { ...column, name: 't', whole: true, values: STEPS },
  { ...column, name: 'y', values: STEPS.map((i) => 0.05 * i + 3 * Math.sin((2 * Math.PI * i) / 12) + noise(i)) },
  { ...column, name: 'z', values: STEPS.map((i) => Math.cos(i / 5) + ((i * 104729) % 97) / 97) },
]);

function documentOf(transforms: readonly { type: string; settings: Record<string, never> }[]): Document {
  return documentSchema.parse({
    format: 'loom',
    version: 1,
    graph: {
      nodes: [
        { id: 'x', type: 'input', settings: { shape: [LENGTH, 2] }, position: { x: 0, y: 0 } },
        { id: 'flat', type: 'flatten', settings: {}, position: { x: 0, y: 72 } },
        { id: 'out', type: 'dense', settings: { units: HORIZON }, position: { x: 0, y: 144 } },
      ],
      edges: [
        { from: { node: 'x', port: 'output' }, to: { node: 'flat', port: 'input' } },
        { from: { node: 'flat', port: 'output' }, to: { node: 'out', port: 'input' } },
      ],
    },
    data: {
      dataset: {
        type: 'series',
        settings: { file: 'a.csv', time: 't', target: 'y', length: LENGTH, horizon: HORIZON, lead: LEAD },
      },
      inputs: { x: { column: 'past', transforms: [] } },
      targets: { y: { column: 'future', transforms } },
      split: { method: 'order', validation: 0, test: 0.3 },
    },
    training: { losses: [{ target: 'y', loss: { type: 'meanSquaredError' } }] },
  });
}

/** The first 120 windows to learn from, and 50 of those behind them to judge. */
async function opened(document: Document): Promise<Pipeline> {
  const data = await Pipeline.open(document, FILES);
  const rowsOf = (from: number, count: number) => Int32Array.from({ length: count }, (_, i) => from + i);
  const { train, test } = data.splits;
  const splits = {
    ...data.splits,
    train: { ...train, rows: rowsOf(0, 120) },
    test: { ...test, rows: rowsOf(130, 50) },
  };
  return Object.defineProperty(data, 'splits', { value: splits });
}

test('what needs no network is as far off as numpy says: last value, season, and numpy.linalg.lstsq', async () => {
  const document = documentOf([]);
  const baselines = baselinesOf(document, await opened(document), 'test')!;
  expect(baselines.map(({ id, season }) => [id, season])).toEqual([
    ['last', undefined],
    ['season', 12],
    ['linear', undefined],
  ]);
  const found = baselines.flatMap(({ meanAbsoluteError, rootMeanSquaredError }) => [
    meanAbsoluteError,
    rootMeanSquaredError,
  ]);
  const wanted = [2.6703480815887453, 3.0423812585978256, 0.6112871281305949, 0.702902531090547];
  [...wanted, 0.12616542079014967, 0.17704475737475261].forEach((value, i) => expect(found[i]).toBeCloseTo(value, 5));
});

test('a network’s errors are in the units of the data, whatever its target was made of', async () => {
  const document = documentOf([{ type: 'standardize', settings: {} }]);
  const data = await opened(document);
  const { table, rows } = data.splits.test;
  const truth = table.read('future', rows).data as Float32Array;
  const feeds = data.read(data.splits.test, rows);
  const off = new NetworkErrors(document, { outputs: [{ node: 'out' }] as never }, data.fits);
  const deviations = data.fits['target:y']![0]!.deviation as number[];
  const meanOf = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length;
  // half a standardized unit off everywhere
  const said = feeds['target:y']!.data.map((value: number) => value + 0.5);
  off.add({ rows, feeds }, { 'readout:out': tensor('float32', [rows.length, HORIZON], said as Float32Array) });
  expect(truth.length).toBe(150);
  expect(off.mean!.meanAbsoluteError).toBeCloseTo(meanOf(deviations) / 2, 4);
  expect(off.mean!.rootMeanSquaredError).toBeCloseTo(Math.sqrt(meanOf(deviations.map((one) => one ** 2))) / 2, 4);
});

test('a network that is no better than one of them is told so', () => {
  const errors = (of: number) => ({ meanAbsoluteError: of, rootMeanSquaredError: of });
  const comparison = (network: number) => ({
    split: 'test' as const,
    windows: 9,
    network: errors(network),
    baselines: [
      { id: 'last' as const, ...errors(2) },
      { id: 'season' as const, season: 12, ...errors(1) },
    ],
  });
  expect(notBeaten(comparison(0.5))).toBeUndefined();
  expect(notBeaten(comparison(3))!.id).toBe('season');
  expect(comparisonLines(comparison(1.5)).map(word).at(-1)).toBe(
    'No better than what needs no network: One season before (12 steps).',
  );
});
