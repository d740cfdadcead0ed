/** Losses whose samples, rows or elements count unequally, and several losses at once, against PyTorch (`make_weighting_fixtures.py`). */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentSchema } from '../../engine/graph/document.ts';
import { Builder } from '../../engine/ir/builder.ts';
import { type Feeds, interpret } from '../../engine/ir/interpret.ts';
import { LOSSES, lossOf } from '../../engine/learn/index.ts';
import { expectSampleWeights, meanCost } from '../../engine/learn/losses/common/weighting.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { checkTraining, compile } from '../../engine/passes/compile.ts';
import { differentiate } from '../../engine/passes/differentiate.ts';
import { resolveSettings } from '../../engine/settings.ts';
import type { DType } from '../../engine/types/dtype.ts';
import type { TensorType } from '../../engine/types/tensor.ts';
import { distance } from './compare.ts';
import { runOnnx } from './onnx-run.ts';
import { wordProblem } from '../../engine/problems.ts';

type Numbers = Readonly<Record<string, number[]>>;
interface Weighted {
  readonly type: string;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly prediction: number[];
  readonly shape: number[];
  readonly target: number[];
  readonly targetShape: number[];
  readonly dtype: DType;
  readonly weights: number[];
  readonly weightsShape: number[];
  readonly loss: number;
  readonly gradient: number[];
}
const fixtures = JSON.parse(readFileSync(path.join(import.meta.dirname, 'fixtures', 'weighting.json'), 'utf8')) as {
  readonly weighted: readonly Weighted[];
  readonly several: readonly {
    readonly shares: number[];
    readonly x: number[];
    readonly targets: Numbers;
    readonly weights: Numbers;
    readonly loss: number;
    readonly gradients: Numbers;
  }[];
};
const batched = (dtype: DType, shape: readonly number[]): TensorType => ({ dtype, shape: ['N', ...shape.slice(1)] });

it('has fixtures for every loss that weighs its samples', () => {
  expect(new Set(fixtures.weighted.map(({ type }) => type))).toEqual(
    new Set(LOSSES.filter(({ costs }) => costs !== 'batch').map(({ id }) => id)),
  );
});

function program({ type, settings: given, shape, targetShape, dtype }: Weighted, weightsShape?: readonly number[]) {
  const loss = lossOf(type)!;
  const b = new Builder();
  const prediction = b.input('prediction', 'float32', shape);
  const cost = loss.lower(
    b,
    prediction,
    b.input('target', dtype, targetShape),
    resolveSettings(loss.settings, given).settings,
    weightsShape && b.input('weights', 'float32', weightsShape),
  );
  const value = meanCost(b, cost);
  b.output('loss', value);
  b.output('gradient', differentiate(b, value, [prediction])[0]!);
  return b.finish();
}

describe.each(
  fixtures.weighted.map(
    (one) =>
      [
        `${one.type} ${JSON.stringify(one.settings)} ${one.shape.join('×')}, weights ${one.weightsShape.join('×')}`,
        one,
      ] as const,
  ),
)('%s', (_, fixture) => {
  const { type, shape, prediction, target, targetShape, weights, weightsShape } = fixture;
  const feeds: Feeds = { prediction: { shape, data: prediction }, target: { shape: targetShape, data: target } };

  it('has the value and gradient of PyTorch', async () => {
    expect(
      expectSampleWeights(lossOf(type)!, batched('float32', shape), batched('float32', weightsShape)),
    ).toBeUndefined();
    const weighted = program(fixture, weightsShape);
    const given = { ...feeds, weights: { shape: weightsShape, data: weights } };
    for (const results of [interpret(weighted, given), await runOnnx(weighted, given)]) {
      expect(distance(results.loss!.data, [fixture.loss])).toBeLessThan(1e-5);
      expect(distance(results.gradient!.data, fixture.gradient, 1e-6)).toBeLessThan(1e-4);
    }
  });

  it('is the plain loss where all count alike, and 0 where none counts', () => {
    const evenly = (value: number) =>
      interpret(program(fixture, weightsShape), {
        ...feeds,
        weights: { shape: weightsShape, data: weights.map(() => value) },
      });
    const plain = interpret(program(fixture), feeds);
    for (const name of ['loss', 'gradient'])
      expect(distance(evenly(0.7)[name]!.data, plain[name]!.data, 1e-6)).toBeLessThan(1e-5);
    expect([evenly(0).loss!.data[0], ...evenly(0).gradient!.data].every((x) => Math.abs(Number(x)) === 0)).toBe(true);
  });
});

const position = { x: 0, y: 0 };
const three = (shares: readonly number[]) =>
  documentSchema.parse({
    format: 'loom',
    version: 1,
    graph: {
      nodes: [
        { id: 'x', type: 'input', settings: { shape: [4] }, position },
        { id: 'body', type: 'dense', settings: { units: 3 }, position },
        { id: 'bend', type: 'tanh', position },
        ...[
          ['kind', 3],
          ['place', 2],
          ['there', 1],
        ].map(([id, units]) => ({ id, type: 'dense', settings: { units }, position })),
      ],
      edges: [
        ['x', 'body'],
        ['body', 'bend'],
        ['bend', 'kind'],
        ['bend', 'place'],
        ['bend', 'there'],
      ].map(([from, to]) => ({ from: { node: from, port: 'output' }, to: { node: to, port: 'input' } })),
    },
    training: {
      losses: [
        { output: 'kind', target: 'kind', loss: { type: 'crossEntropy' }, weight: shares[0] },
        {
          output: 'place',
          target: 'place',
          loss: { type: 'meanSquaredError' },
          weight: shares[1],
          sampleWeights: 'counts',
        },
        { output: 'there', target: 'there', loss: { type: 'binaryCrossEntropy' }, weight: shares[2] },
      ],
    },
  });
const TARGETS: Readonly<Record<string, TensorType>> = {
  kind: batched('int32', [6]),
  place: batched('float32', [6, 2]),
  there: batched('int32', [6]),
  counts: batched('int32', [6]),
};

describe.each(fixtures.several.map((one) => [one.shares.join(', '), one] as const))(
  'three losses with the weights %s',
  (_, { shares, x, targets, weights, loss, gradients }) => {
    it('have the sum and the gradients of PyTorch, through what they share too', async () => {
      const model = compile(three(shares), TARGETS);
      expect(model.targets.map(({ name }) => name)).toEqual([
        'target:kind',
        'target:place',
        'target:there',
        'target:counts',
      ]);
      const gradient = model.program('gradients', 6);
      const data: Numbers = {
        ...weights,
        'input:x': x,
        ...Object.fromEntries(Object.entries(targets).map(([key, values]) => [`target:${key}`, values])),
      };
      const feeds = Object.fromEntries(
        gradient.inputs.map(({ name, value: { shape } }) => [name, { shape, data: data[name]! }]),
      );
      for (const results of [interpret(gradient, feeds), await runOnnx(gradient, feeds)]) {
        expect(distance(results.loss!.data, [loss])).toBeLessThan(1e-5);
        for (const [name, expected] of Object.entries(gradients))
          expect(distance(results[`gradient:${name}`]!.data, expected, 1e-6), name).toBeLessThan(1e-4);
      }
    });
  },
);

it('says which weights do not fit, and where there are none', () => {
  const document = three([1, 1, 1]);
  const said = (targets: typeof TARGETS, of = document) =>
    checkTraining(of, checkGraph(of.graph), targets).map(wordProblem);
  expect(said(TARGETS)).toEqual([]);
  expect(said({ ...TARGETS, counts: batched('float32', [6, 3]) })).toEqual([
    'Mean squared error needs sample weights of one number a sample, or 2 of them. It receives N×3.',
  ]);
  const pairs = {
    ...document,
    training: {
      ...document.training,
      losses: [
        {
          output: 'place',
          target: 'kind',
          loss: { type: 'triplet', settings: {} },
          weight: 1,
          sampleWeights: 'counts',
        },
      ],
    },
  };
  expect(said(TARGETS, pairs)).toEqual([
    expect.stringContaining(
      'Triplet needs no sample weights: Triplet compares the samples of a batch with each other.',
    ),
  ]);
});
