import { expect, it } from 'vitest';
import { smallDocument } from '../../test/training/small.ts';
import { interpret } from '../ir/interpret.ts';
import { randomStream } from '../ir/random.ts';
import { initialState } from '../train/initial.ts';
import { compile } from './compile.ts';
import { activationStatistics, BARS, weightStatistics } from './observe.ts';

it('takes the same step, and says what it looked like', () => {
  const model = compile(smallDocument(), { target: { dtype: 'int32', shape: ['N'] } });
  const uniform = randomStream(1, 'observe');
  const feeds = {
    ...Object.fromEntries(initialState(model, 3)),
    ...Object.fromEntries(Object.entries(model.scalars({ step: 1, learningRate: 0.01 })).map(([name, value]) => [name, { shape: [], data: [value] }])),
    'input:input': { shape: [5, 1, 8, 8], data: Array.from({ length: 320 }, () => uniform() - 0.5) },
    'target:target': { shape: [5], data: [0, 1, 2, 1, 0] },
    '@seed': { shape: [], data: [7] },
  };
  const plain = interpret(model.program('train', 5), feeds);
  const observed = interpret(model.program('observe', 5), feeds);
  for (const [name, { data }] of Object.entries(plain)) expect([...observed[name]!.data], name).toEqual([...data]);

  const norm = (values: ArrayLike<number>) => Math.sqrt(Array.from(values).reduce((sum, v) => sum + v * v, 0));
  for (const { name } of model.weights.filter(({ trainable }) => trainable)) {
    const [before, after] = [Float32Array.from(feeds[name as keyof typeof feeds].data), plain[name]!.data];
    const said = weightStatistics(observed[`weight:${name}`]!.data);
    expect(said.norm).toBeCloseTo(norm(before), 4);
    expect(said.update).toBeCloseTo(norm(before.map((v, i) => Number(after[i]) - v)), 4);
    expect(said.weights.counts.reduce((a, b) => a + b)).toBe(before.length);
    expect(said.weights.limit).toBeCloseTo(before.reduce((most, v) => Math.max(most, Math.abs(v)), 0), 6);
    const { limit } = said.weights;
    const counts = new Array<number>(BARS).fill(0);
    if (limit > 0) {
      for (const v of before) counts[Math.min(BARS - 1, Math.floor((v / limit + 1) * (BARS / 2)))]!++;
      said.weights.counts.forEach((count, i) => expect(Math.abs(count - counts[i]!), `${name} bar ${i}`).toBeLessThanOrEqual(1));
    }
    expect(said.gradients.counts.reduce((a, b) => a + b)).toBe(before.length);
  }
  const relu = activationStatistics(observed['activation:relu']!.data);
  expect(relu.zeros).toBeGreaterThan(0.2);
  expect(relu.zeros).toBeLessThan(0.8);
  expect(Object.keys(observed).filter((name) => name.startsWith('activation:'))).toEqual(['conv', 'norm', 'relu', 'flat', 'drop', 'dense'].map((node) => `activation:${node}`));
});

it('tells saturation from other ranges', () => {
  expect(activationStatistics([0.5, 0.4, 0.001, 0.999, 0, 0.3, 0.2]).saturated).toBeCloseTo(0.5);
  expect(activationStatistics([0, 0.9, -0.999, 0.999, 0, 0.6, 0.1]).saturated).toBeCloseTo(0.6);
  expect(activationStatistics([0, 2, -3, 5, 0, 0.6, 0.1]).saturated).toBe(0);
});
