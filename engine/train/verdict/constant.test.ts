import { expect, it } from 'vitest';
import { interpreterEngine } from '../../../test/training/interpreter-engine.ts';
import { type Document, documentSchema } from '../../graph/document.ts';
import { compile } from '../../passes/compile.ts';
import { type Tensor, tensor } from '../../types/tensor.ts';
import { ConstantAnswers } from './constant.ts';

type Training = Pick<Document['training'], 'losses' | 'metrics'>;

/** What the best answer that never changes gets of such an output on these targets, which come in two batches. */
async function constantOf(
  shape: number[],
  targets: Readonly<Record<string, Tensor>>,
  training: { readonly loss: string; readonly settings?: object; readonly weighted?: boolean },
  ...metrics: readonly (string | Training['metrics'][number])[]
) {
  const document = documentSchema.parse({
    format: 'loom',
    version: 1,
    graph: {
      nodes: [
        { id: 'x', type: 'input', settings: { shape }, position: { x: 0, y: 0 } },
        shape.length < 3
          ? { id: 'out', type: 'dense', settings: { units: shape.at(-1) }, position: { x: 0, y: 72 } }
          : { id: 'out', type: 'prelu', settings: {}, position: { x: 0, y: 72 } },
      ],
      edges: [{ from: { node: 'x', port: 'output' }, to: { node: 'out', port: 'input' } }],
    },
    training: {
      losses: [
        {
          loss: { type: training.loss, settings: training.settings ?? {} },
          ...(training.weighted && { sampleWeights: 'weights' }),
        },
      ],
      metrics: metrics.map((metric) => (typeof metric === 'string' ? { type: metric } : metric)),
    },
  });
  const types = Object.entries(targets).map(
    ([
      key,
      {
        dtype,
        shape: [, ...each],
      },
    ]) => [key, { dtype, shape: ['N', ...each] }],
  );
  const model = compile(document, Object.fromEntries(types));
  const session = await interpreterEngine.open(model, new Map(), { device: 'cpu', threads: 1 });
  const rows = Object.values(targets)[0]!.shape[0]!;
  const constant = new ConstantAnswers(document, model, rows);
  const half = Math.ceil(rows / 2);
  for (const [from, to] of [
    [0, half],
    [half, rows],
  ] as const) {
    const feeds = Object.entries(targets).map(
      ([
        key,
        {
          dtype,
          shape: [, ...each],
          data,
        },
      ]) => {
        const size = data.length / rows;
        return [
          `target:${key}`,
          tensor(dtype, [to - from, ...each], [...data.subarray(from * size, to * size)] as number[]),
        ];
      },
    );
    constant.add({
      rows: Int32Array.from({ length: to - from }, (_, i) => from + i),
      feeds: Object.fromEntries(feeds),
    });
  }
  return constant.metrics(session);
}

const labels = (shape: number[], data: number[]) => ({ target: tensor('int32', shape, data) });
const numbers = (shape: number[], data: number[]) => ({ target: tensor('float32', shape, data) });
const entropy = (...shares: number[]) => -shares.reduce((sum, share) => sum + share * Math.log(share), 0);

it('guesses the most frequent class', async () => {
  const found = await constantOf(
    [3],
    labels([5], [2, 0, 2, 2, 1]),
    { loss: 'crossEntropy' },
    'accuracy',
    'balancedAccuracy',
  );
  expect(found!.accuracy).toBeCloseTo(3 / 5, 6);
  expect(found!.balancedAccuracy).toBeCloseTo(1 / 3, 6);
  expect(found!.loss).toBeCloseTo(entropy(3 / 5, 1 / 5, 1 / 5), 5);
});

it('reads classes from one-hot rows', async () => {
  const found = await constantOf([2], numbers([3, 2], [0, 1, 1, 0, 0, 1]), { loss: 'crossEntropy' }, 'accuracy');
  expect(found!.accuracy).toBeCloseTo(2 / 3, 6);
});

it('counts the places of sequences and of maps, and the next tokens of a text', async () => {
  const sequence = await constantOf(
    [4, 3],
    labels([2, 4], [0, 1, 1, 2, 1, 1, 0, 1]),
    { loss: 'crossEntropy' },
    'accuracy',
    'perplexity',
  );
  expect(sequence!.accuracy).toBeCloseTo(5 / 8, 6);
  expect(sequence!.perplexity).toBeCloseTo(Math.exp(entropy(2 / 8, 5 / 8, 1 / 8)), 4);
  const map = await constantOf(
    [2, 2, 3],
    labels([2, 2, 2], [0, 0, 0, 2, 0, 1, 0, 0]),
    { loss: 'crossEntropy' },
    'accuracy',
    'iou',
  );
  expect(map!.accuracy).toBeCloseTo(6 / 8, 6);
  expect(map!.iou).toBeCloseTo(6 / 8 / 3, 6);
});

it('leaves out the ignored label, and padding where only a metric ignores it', async () => {
  const target = labels([2, 4], [1, 2, 0, 0, 2, 0, 0, 0]);
  const ignoring = await constantOf(
    [4, 3],
    target,
    { loss: 'crossEntropy', settings: { ignore: true, ignored: 0 } },
    'accuracy',
  );
  expect(ignoring!.accuracy).toBeCloseTo(2 / 3, 6);
  const padded = await constantOf([4, 3], target, { loss: 'crossEntropy' }, 'accuracy', 'tokenAccuracy');
  expect(padded!.accuracy).toBeCloseTo(5 / 8, 6);
  expect(padded!.tokenAccuracy).toBeCloseTo(2 / 3, 6);
});

it('leaves out rows that weigh nothing', async () => {
  const found = await constantOf(
    [2],
    { ...labels([4], [1, 0, 0, 0]), weights: tensor('float32', [4], [1, 0, 0, 1]) },
    { loss: 'crossEntropy', weighted: true },
    'accuracy',
  );
  expect(found!.accuracy).toBeCloseTo(1 / 2, 6);
});

it('answers yes or no, for each output by itself', async () => {
  const found = await constantOf(
    [1],
    numbers([5, 1], [1, 1, 0, 1, 1]),
    { loss: 'binaryCrossEntropy' },
    'accuracy',
    'rocAuc',
  );
  expect(found!.accuracy).toBeCloseTo(4 / 5, 6);
  expect(found!.rocAuc).toBeCloseTo(1 / 2, 6);
  expect(found!.loss).toBeCloseTo(entropy(4 / 5, 1 / 5), 5);
  const mask = await constantOf(
    [4],
    numbers([2, 4], [1, 0, 0, 0, 1, 1, 0, 0]),
    { loss: 'dice' },
    { type: 'iou', settings: { mask: true } },
  );
  // the first output alone would be 2 of 3
  expect(mask!.iou).toBeCloseTo(2 / 3, 6);
});

it('guesses the mean of each output, or the median where that is nearer', async () => {
  const found = await constantOf(
    [2],
    numbers([4, 2], [0, 1, 0, 1, 0, 1, 8, 5]),
    { loss: 'meanSquaredError' },
    'r2',
    'meanSquaredError',
    'meanAbsoluteError',
  );
  expect(found!.r2).toBeCloseTo(0, 6);
  expect(found!.meanSquaredError).toBeCloseTo((48 + 12) / 8, 4);
  expect(found!.meanAbsoluteError).toBeCloseTo((8 + 4) / 8, 5);
});

it('gives the logarithm of the mean count to a loss that reads logarithms', async () => {
  const found = await constantOf([1], numbers([2, 1], [1, 3]), { loss: 'poisson' });
  expect(found!.loss).toBeCloseTo(2 - 2 * Math.log(2), 5);
});

it('knows no such answer where samples are only compared with each other', async () => {
  expect(await constantOf([2], labels([4], [0, 1, 0, 1]), { loss: 'triplet' })).toBeNull();
});
