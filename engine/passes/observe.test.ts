import { expect, it } from 'vitest';
import { smallDocument } from '../../test/training/small.ts';
import { documentSchema, FORMAT_VERSION } from '../graph/document.ts';
import { Builder } from '../ir/builder.ts';
import { interpret } from '../ir/interpret.ts';
import { randomStream } from '../ir/random.ts';
import { initialState } from '../train/initial.ts';
import { compile } from './compile.ts';
import { BARS, histogram, observation, SAMPLE, weightObservation, weightStatistics } from './observe.ts';

it('takes the same step, and says what it looked like', () => {
  const model = compile(smallDocument(), { target: { dtype: 'int32', shape: ['N'] } });
  const uniform = randomStream(1, 'observe');
  const feeds = {
    ...Object.fromEntries(initialState(model, 3)),
    ...Object.fromEntries(
      Object.entries(model.scalars({ step: 1, learningRate: 0.01 })).map(([name, value]) => [
        name,
        { shape: [], data: [value] },
      ]),
    ),
    'input:input': { shape: [5, 1, 8, 8], data: Array.from({ length: 320 }, () => uniform() - 0.5) },
    'target:target': { shape: [5], data: [0, 1, 2, 1, 0] },
    '@seed': { shape: [], data: [7] },
  };
  const plain = interpret(model.program('train', 5), feeds);
  const observed = interpret(model.program('observe', 5), feeds);
  for (const [name, { data }] of Object.entries(plain)) expect([...observed[name]!.data], name).toEqual([...data]);

  const { weights, activations } = observation(observed as never);
  const norm = (values: ArrayLike<number>) => Math.sqrt(Array.from(values).reduce((sum, v) => sum + v * v, 0));
  for (const { name } of model.weights.filter(({ trainable }) => trainable)) {
    const [before, after] = [Float32Array.from(feeds[name as keyof typeof feeds].data), plain[name]!.data];
    const said = weights[name]!;
    expect(said.norm).toBeCloseTo(norm(before), 4);
    expect(said.update).toBeCloseTo(norm(before.map((v, i) => Number(after[i]) - v)), 4);
    expect(said.weights).toEqual(histogram(before));
    expect(said.gradients.counts.reduce((a, b) => a + b)).toBe(before.length);
  }
  expect(activations.relu!.zeros).toBeGreaterThan(0.2);
  expect(activations.relu!.zeros).toBeLessThan(0.8);
  expect(Object.keys(activations)).toEqual(['conv', 'norm', 'relu', 'flat', 'drop', 'dense']);
});

/** What is said of a layer behind a dense one that gives its input as it is. */
function saidOf(layer: string, settings: Record<string, unknown>, x: readonly number[]) {
  const document = documentSchema.parse({
    format: 'loom',
    version: FORMAT_VERSION,
    name: 'observed',
    graph: {
      nodes: [
        ['in', 'input', { shape: [1] }],
        ['dense', 'dense', { units: 1, bias: false }],
        ['layer', layer, settings],
      ].map(([id, type, given]) => ({ id, type, settings: given, position: { x: 0, y: 0 } })),
      edges: [
        ['in', 'dense'],
        ['dense', 'layer'],
      ].map(([from, to]) => ({ from: { node: from, port: 'output' }, to: { node: to, port: 'input' } })),
    },
    training: { losses: [{ loss: { type: 'meanSquaredError' } }] },
  });
  const model = compile(document, { target: { dtype: 'float32', shape: ['N', 1] } });
  const numbers = (data: readonly number[]) => ({ shape: [data.length, 1], data });
  const scalars = Object.entries(model.scalars({ step: 1, learningRate: 0.01 })).map(
    ([name, value]) => [name, { shape: [], data: [value] }] as const,
  );
  const feeds = {
    ...Object.fromEntries([...initialState(model, 0), ...scalars]),
    'dense.weight': numbers([1]),
    'input:in': numbers(x),
    'target:target': numbers(x.map(() => 0)),
  };
  return observation(interpret(model.program('observe', x.length), feeds) as never).activations;
}

it('tells moments and exact zeros', () => {
  const x = [-3, 1, 2, 0, 4, 0];
  const [mean, rectified] = [4 / 6, [0, 1, 2, 0, 4, 0]];
  const deviation = (values: readonly number[], middle: number) =>
    Math.sqrt(values.reduce((sum, v) => sum + (v - middle) ** 2, 0) / values.length);
  const { dense, layer } = saidOf('relu', {}, x);
  expect(dense).toEqual({
    mean: expect.closeTo(mean, 6),
    deviation: expect.closeTo(deviation(x, mean), 6),
    zeros: expect.closeTo(2 / 6, 6),
    saturated: 0,
  });
  expect(layer).toEqual({
    mean: expect.closeTo(7 / 6, 6),
    deviation: expect.closeTo(deviation(rectified, 7 / 6), 6),
    zeros: 0.5,
    saturated: 0,
  });
  // far from zero beside their spread
  expect(saidOf('relu', {}, [1000, 1000.5, 1001]).layer!.deviation).toBeCloseTo(Math.sqrt(1 / 6), 6);
});

it('tells saturation of layers that have a range', () => {
  const x = [-9, -0.5, 0, 0.5, 9];
  expect(saidOf('sigmoid', {}, x).layer!.saturated).toBeCloseTo(2 / 5, 6);
  expect(saidOf('tanh', {}, x).layer!.saturated).toBeCloseTo(2 / 5, 6);
  // small numbers of a layer without ends are at no end
  expect(saidOf('relu', {}, [0.001, 0.002, 0.999]).layer!.saturated).toBe(0);
  expect(saidOf('relu6', {}, x).layer!.saturated).toBe(0);
});

it('takes the numbers of a large weight evenly from all its rows and columns', () => {
  const shape = [512, 64, 3, 3];
  const size = 512 * 64 * 9;
  const b = new Builder();
  const weight = b.input('w', 'float32', shape);
  b.output('said', weightObservation(b, weight, weight, weight));
  // each number says where in its kernel it stands
  const taps = Float32Array.from({ length: size }, (_, i) => (i % 9) + 1);
  const said = interpret(b.finish(), { w: { shape, data: [...taps] } }).said!.data;
  const { norm, update, weights } = weightStatistics(Float32Array.from(said, Number));
  expect(norm / Math.sqrt(taps.reduce((sum, v) => sum + v * v, 0))).toBeCloseTo(1, 6);
  expect(update).toBe(0);
  const counts = weights.counts.filter((count) => count > 0);
  expect(counts.length).toBe(9);
  expect(counts.reduce((p, q) => p + q)).toBeLessThanOrEqual(SAMPLE);
  expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
});

it('counts numbers in bars', () => {
  const { limit, counts } = histogram([-2, -1.9, 0.1, 2, Number.NaN, Number.POSITIVE_INFINITY]);
  expect(limit).toBe(2);
  expect(counts).toEqual(Array.from({ length: BARS }, (_, i) => ({ 0: 2, [BARS / 2]: 1, [BARS - 1]: 1 })[i] ?? 0));
  expect(histogram([0, 0]).counts[BARS / 2]).toBe(2);
});
