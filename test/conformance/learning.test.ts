/** Losses and twenty steps of each optimizer against PyTorch's values (`make_fixtures.py`). */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Builder } from '../../engine/ir/builder.ts';
import { interpret } from '../../engine/ir/interpret.ts';
import { LOSSES, lossOf, OPTIMIZERS, optimizerOf } from '../../engine/learn/index.ts';
import { differentiate } from '../../engine/passes/differentiate.ts';
import { resolveSettings } from '../../engine/settings.ts';

interface Fixtures {
  optimizers: { type: string; settings: Record<string, unknown>; start: number[]; gradients: number[][]; weights: number[][] }[];
  losses: { type: string; settings: Record<string, unknown>; prediction: number[]; shape: number[]; target: number[]; targetShape: number[]; dtype: 'int32' | 'float32'; loss: number; gradient: number[] }[];
}
const fixtures = JSON.parse(readFileSync(path.join(import.meta.dirname, 'fixtures', 'learning.json'), 'utf8')) as Fixtures;

const worst = (actual: ArrayLike<number>, expected: readonly number[]): number => {
  const largest = Math.max(...expected.map(Math.abs));
  return Math.max(...expected.map((v, i) => Math.abs(v - actual[i]!))) / largest;
};

it('has fixtures for every loss and optimizer', () => {
  expect(new Set(fixtures.losses.map(({ type }) => type))).toEqual(new Set(LOSSES.map(({ id }) => id)));
  expect(new Set(fixtures.optimizers.map(({ type }) => type))).toEqual(new Set(OPTIMIZERS.map(({ id }) => id)));
});

describe.each(fixtures.optimizers.map((f) => [`${f.type} ${JSON.stringify(f.settings)}`, f] as const))('%s', (_, { type, settings: given, start, gradients, weights }) => {
  it('takes twenty steps as PyTorch', () => {
    const optimizer = optimizerOf(type)!;
    const { settings, errors } = resolveSettings(optimizer.settings, given);
    expect(errors).toEqual([]);
    const shape = [start.length];
    let weight: ArrayLike<number> = start;
    let slots: Record<string, ArrayLike<number>> = Object.fromEntries(optimizer.slots(settings).map(({ name, start: value }) => [name, start.map(() => value)]));
    gradients.forEach((gradient, step) => {
      const scalars = optimizer.scalars({ step: step + 1, learningRate: 0.1 }, settings);
      const b = new Builder();
      const inputs = (values: Readonly<Record<string, unknown>>, of: readonly number[]) => Object.fromEntries(Object.keys(values).map((name) => [name, b.input(name, 'float32', of)]));
      const next = optimizer.update(b, { weight: b.input('weight', 'float32', shape), gradient: b.input('gradient', 'float32', shape), slots: inputs(slots, shape), scalars: inputs(scalars, []) }, settings);
      b.output('next', next.weight);
      for (const [name, value] of Object.entries(next.slots)) b.output(name, value);
      const feeds = Object.fromEntries([
        ...Object.entries({ weight, gradient, ...slots }).map(([name, data]) => [name, { shape, data }] as const),
        ...Object.entries(scalars).map(([name, value]) => [name, { shape: [], data: [value] }] as const),
      ]);
      const results = interpret(b.finish(), feeds);
      weight = results.next!.data;
      slots = Object.fromEntries(Object.keys(slots).map((name) => [name, results[name]!.data]));
      expect(worst(weight, weights[step]!), `step ${step + 1}`).toBeLessThan(1e-5);
    });
  });
});

describe.each(fixtures.losses.map((f) => [`${f.type} ${JSON.stringify(f.settings)} ${f.dtype}`, f] as const))('%s', (_, fixture) => {
  it('has the value and gradient of PyTorch', () => {
    const loss = lossOf(fixture.type)!;
    const { settings } = resolveSettings(loss.settings, fixture.settings);
    const b = new Builder();
    const prediction = b.input('prediction', 'float32', fixture.shape);
    const target = b.input('target', fixture.dtype, fixture.targetShape);
    const value = loss.lower(b, prediction, target, settings);
    b.output('loss', value);
    b.output('gradient', differentiate(b, value, [prediction])[0]!);
    const results = interpret(b.finish(), { prediction: { shape: fixture.shape, data: fixture.prediction }, target: { shape: fixture.targetShape, data: fixture.target } });
    expect(worst(results.loss!.data, [fixture.loss])).toBeLessThan(1e-5);
    expect(worst(results.gradient!.data, fixture.gradient)).toBeLessThan(1e-4);
  });
});
