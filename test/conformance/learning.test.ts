/** Losses, optimizers, schedules, metrics, initializers, clipping, updates and regularizers against PyTorch and scikit-learn (`make_fixtures.py`). */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentSchema } from '../../engine/graph/document.ts';
import { Builder } from '../../engine/ir/builder.ts';
import { type Feeds, interpret } from '../../engine/ir/interpret.ts';
import type { Program } from '../../engine/ir/program.ts';
import { randomStream } from '../../engine/ir/random.ts';
import { layerOf } from '../../engine/layers/index.ts';
import {
  INITIALIZERS,
  initializerOf,
  LOSSES,
  lossOf,
  METRICS,
  metricOf,
  OPTIMIZERS,
  optimizerOf,
  SCHEDULES,
} from '../../engine/learn/index.ts';
import { meanCost } from '../../engine/learn/losses/common/weighting.ts';
import { scalarsOf } from '../../engine/learn/scalars.ts';
import { Accumulation } from '../../engine/learn/accumulation.ts';
import { metricValue } from '../../engine/learn/totals.ts';
import { compile } from '../../engine/passes/compile.ts';
import { differentiate } from '../../engine/passes/differentiate.ts';
import { resolveSettings } from '../../engine/settings.ts';
import { learningRateAt, observed } from '../../engine/train/rate.ts';
import type { DType } from '../../engine/types/dtype.ts';
import { sizeOf } from '../../engine/types/shape.ts';
import { distance } from './compare.ts';
import { runOnnx } from './onnx-run.ts';

type Given = Record<string, unknown>;
interface Judged {
  readonly type: string;
  readonly settings: Given;
  readonly prediction: number[];
  readonly shape: number[];
  readonly target: number[];
  readonly targetShape: number[];
  readonly dtype: DType;
}
type ByName = Readonly<Record<string, number[]>>;
interface Fixtures {
  readonly optimizers: readonly {
    type: string;
    settings: Given;
    shape?: number[];
    start: number[];
    gradients: number[][];
    weights: number[][];
  }[];
  readonly schedules: readonly {
    type: string;
    settings: Given;
    warmUp: number;
    better: 'higher' | 'lower';
    values: number[];
    rates: number[];
  }[];
  readonly losses: readonly (Judged & { loss: number; gradient: number[] })[];
  /** The value is null where it is not defined. */
  readonly metrics: readonly (Judged & { value: number[] | null })[];
  readonly initializers: readonly {
    type: string;
    settings: Given;
    shape: number[];
    fanIn: number;
    fanOut: number;
    mean: number;
    deviation: number;
    kurtosis?: number;
    low?: number;
    high?: number;
  }[];
  readonly structured: readonly {
    type: string;
    settings: Given;
    shape: number[];
    values?: number[];
    gram?: number[];
    zeros?: number[];
    deviation?: number;
  }[];
  readonly clipping: readonly { type: string; threshold: number; weights: ByName; gradients: ByName; next: ByName }[];
  readonly updates: readonly {
    training: Given & { learningRate: number };
    first: Given;
    second: Given;
    weights: ByName;
    gradients: ByName[];
    next: ByName;
  }[];
  readonly regularization: readonly {
    first: Given;
    second: Given;
    x: number[];
    target: number[];
    weights: ByName;
    loss: number;
    gradients: ByName;
  }[];
}
const fixtures = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'fixtures', 'learning.json'), 'utf8'),
) as Fixtures;

const named = <T extends { type: string; settings: Given }>(list: readonly T[], more: (item: T) => string = () => '') =>
  list.map((item) => [`${item.type} ${JSON.stringify(item.settings)} ${more(item)}`, item] as const);
const shapes = ({ shape, targetShape, dtype }: Judged) => `${shape.join('×')}, ${dtype} ${targetShape.join('×')}`;
const typeOf = (dtype: DType, shape: readonly number[]) => ({ dtype, shape: ['N' as const, ...shape.slice(1)] });

it('has fixtures for all rules of learning', () => {
  const ids = (list: readonly { type: string }[]) => new Set(list.map(({ type }) => type));
  expect(ids(fixtures.losses)).toEqual(new Set(LOSSES.map(({ id }) => id)));
  expect(ids(fixtures.optimizers)).toEqual(new Set(OPTIMIZERS.map(({ id }) => id)));
  expect(ids(fixtures.schedules)).toEqual(new Set(SCHEDULES.map(({ id }) => id)));
  expect(ids(fixtures.metrics)).toEqual(new Set(METRICS.map(({ id }) => id)));
  expect(ids([...fixtures.initializers, ...fixtures.structured])).toEqual(new Set(INITIALIZERS.map(({ id }) => id)));
});

describe.each(named(fixtures.optimizers, ({ shape = [] }) => shape.join('×')))(
  '%s',
  (_, { type, settings: given, shape = [], start, gradients, weights }) => {
    it('takes twenty steps as PyTorch', () => {
      const optimizer = optimizerOf(type)!;
      const { settings, errors } = resolveSettings(optimizer.settings, given);
      expect(errors).toEqual([]);
      const whole = shape.length > 0 ? shape : [start.length];
      let weight: ArrayLike<number> = start;
      const specs = optimizer.slots(settings, whole);
      const slotShapes = Object.fromEntries(specs.map(({ name, shape = whole }) => [name, shape]));
      let slots: Record<string, ArrayLike<number>> = Object.fromEntries(
        specs.map(({ name, start: value }) => [name, new Array<number>(sizeOf(slotShapes[name]!)).fill(value)]),
      );
      const scalarsAt = scalarsOf(optimizer, settings);
      gradients.forEach((gradient, step) => {
        const scalars = scalarsAt({ step: step + 1, learningRate: 0.1 });
        const b = new Builder();
        const inputs = (values: Readonly<Record<string, unknown>>, of: (name: string) => readonly number[]) =>
          Object.fromEntries(Object.keys(values).map((name) => [name, b.input(name, 'float32', of(name))]));
        const next = optimizer.update(
          b,
          {
            weight: b.input('weight', 'float32', whole),
            gradient: b.input('gradient', 'float32', whole),
            slots: inputs(slots, (name) => slotShapes[name]!),
            scalars: inputs(scalars, () => []),
          },
          settings,
        );
        b.output('next', next.weight);
        for (const [name, value] of Object.entries(next.slots)) b.output(name, value);
        const feeds = Object.fromEntries([
          ...Object.entries({ weight, gradient, ...slots }).map(
            ([name, data]) => [name, { shape: slotShapes[name] ?? whole, data }] as const,
          ),
          ...Object.entries(scalars).map(([name, value]) => [name, { shape: [], data: [value] }] as const),
        ]);
        const results = interpret(b.finish(), feeds);
        weight = results.next!.data;
        slots = Object.fromEntries(Object.keys(slots).map((name) => [name, results[name]!.data]));
        expect(distance(weight, weights[step]!), `step ${step + 1}`).toBeLessThan(1e-5);
      });
    });
  },
);

const trainingOf = (training: Given) => documentSchema.parse({ format: 'loom', version: 1, training }).training;

describe.each(named(fixtures.schedules))('%s', (_, { type, settings, warmUp, better, values, rates }) => {
  it('has the learning rates of PyTorch', () => {
    expect(resolveSettings(SCHEDULES.find(({ id }) => id === type)!.settings, settings).errors).toEqual([]);
    const training = trainingOf({ learningRate: 0.5, schedule: { type, settings }, warmUp, epochs: rates.length });
    let memory: readonly number[] | undefined;
    const given = rates.map((_, step) => {
      const rate = learningRateAt(training, { step, epoch: step, stepsPerEpoch: 1, memory });
      if (values.length > 0) memory = observed(training, memory, { value: values[step]!, better });
      return rate;
    });
    expect(distance(given, rates)).toBeLessThan(1e-8);
  });
});

it('counts a schedule in epochs or steps', () => {
  const rates = (unit: string) => {
    const training = trainingOf({
      learningRate: 1,
      schedule: { type: 'step', settings: { every: 2, gamma: 0.5, unit } },
      epochs: 3,
    });
    return Array.from({ length: 9 }, (_, step) =>
      learningRateAt(training, { step, epoch: Math.floor(step / 3), stepsPerEpoch: 3 }),
    );
  };
  expect(rates('steps')).toEqual([1, 1, 0.5, 0.5, 0.25, 0.25, 0.125, 0.125, 0.0625]);
  expect(rates('epochs')).toEqual([1, 1, 1, 1, 1, 1, 0.5, 0.5, 0.5]);
});

describe.each(named(fixtures.losses, shapes))('%s', (_, fixture) => {
  it('has the value and gradient of PyTorch', async () => {
    const loss = lossOf(fixture.type)!;
    const { settings, errors } = resolveSettings(loss.settings, fixture.settings);
    expect(errors).toEqual([]);
    expect(
      loss.accepts(typeOf('float32', fixture.shape), typeOf(fixture.dtype, fixture.targetShape), settings),
    ).toBeUndefined();
    const b = new Builder();
    const prediction = b.input('prediction', 'float32', fixture.shape);
    const value = meanCost(
      b,
      loss.lower(b, prediction, b.input('target', fixture.dtype, fixture.targetShape), settings),
    );
    expect(value.shape).toEqual([]);
    b.output('loss', value);
    b.output('gradient', differentiate(b, value, [prediction])[0]!);
    const program = b.finish();
    const feeds: Feeds = {
      prediction: { shape: fixture.shape, data: fixture.prediction },
      target: { shape: fixture.targetShape, data: fixture.target },
    };
    for (const results of [interpret(program, feeds), await runOnnx(program, feeds)]) {
      expect(distance(results.loss!.data, [fixture.loss])).toBeLessThan(1e-5);
      expect(distance(results.gradient!.data, fixture.gradient, 1e-6)).toBeLessThan(1e-4);
    }
  });
});

describe.each(named(fixtures.metrics, shapes))('%s', (_, fixture) => {
  const metric = metricOf(fixture.type)!;
  const { settings } = resolveSettings(metric.settings, fixture.settings);
  /** By the number of rows. */
  const programs = new Map<number, Program>();
  const counting = ({ prediction, target }: Feeds): Program => {
    const rows = prediction!.shape[0]!;
    const known = programs.get(rows);
    if (known) return known;
    const b = new Builder();
    b.output(
      'sums',
      metric.accumulate(
        b,
        b.input('prediction', 'float32', prediction!.shape),
        b.input('target', fixture.dtype, target!.shape),
        settings,
      ),
    );
    const program = b.finish();
    programs.set(rows, program);
    return program;
  };

  const valueOfParts = (...parts: Parameters<Accumulation['add']>[0][]) => {
    const sums = new Accumulation(metric, settings);
    for (const part of parts) sums.add(part);
    // as a checkpoint keeps it
    const kept = new Accumulation(metric, settings);
    kept.restore(JSON.parse(JSON.stringify(sums.saved)));
    const value = metricValue(metric, settings, kept.totals!);
    return value instanceof Float64Array ? [...value] : value;
  };

  it('has the value of scikit-learn, however the rows are cut into batches', async () => {
    expect(
      metric.accepts(typeOf('float32', fixture.shape), typeOf(fixture.dtype, fixture.targetShape), settings),
    ).toBeUndefined();
    const rows = fixture.shape[0]!;
    const batch = (from: number, count: number) => {
      const part = (data: number[], shape: number[]) => ({
        shape: [count, ...shape.slice(1)],
        data: data.slice((from * data.length) / rows, ((from + count) * data.length) / rows),
      });
      const feeds = {
        prediction: part(fixture.prediction, fixture.shape),
        target: part(fixture.target, fixture.targetShape),
      };
      return { program: counting(feeds), feeds };
    };
    const starts = (metric.among === 'batch' ? [0] : [0, 5, 10]).filter((from) => from < rows);
    const cuts = starts.map((from, i) => [from, (starts[i + 1] ?? rows) - from] as const);
    for (const run of [
      async (one: ReturnType<typeof batch>) => interpret(one.program, one.feeds),
      (one: ReturnType<typeof batch>) => runOnnx(one.program, one.feeds),
    ]) {
      const parts: Awaited<ReturnType<typeof run>>[string][] = [];
      for (const [from, count] of cuts) parts.push((await run(batch(from, count))).sums!);
      const value = valueOfParts(...parts);
      if (fixture.value === null) expect(value).toBeNull();
      else expect(distance([value ?? Number.NaN].flat(), fixture.value)).toBeLessThan(1e-5);
    }
  });

  it('leaves rows out that do not count, whatever stands in them', async () => {
    const { shape, targetShape, dtype, prediction, target } = fixture;
    const rows = shape[0]!;
    const width = (of: readonly number[]) => sizeOf(of) / rows;
    const b = new Builder();
    b.output(
      'sums',
      metric.accumulate(
        b,
        b.input('prediction', 'float32', [rows + 2, ...shape.slice(1)]),
        b.input('target', dtype, [rows + 2, ...targetShape.slice(1)]),
        settings,
        b.not(b.eq(b.input('weights', 'float32', [rows + 2]), 0)),
      ),
    );
    const around = (data: readonly number[], of: readonly number[], value: number) => ({
      shape: [rows + 2, ...of.slice(1)],
      data: [...Array<number>(width(of)).fill(value), ...data, ...Array<number>(width(of)).fill(value)],
    });
    const feeds = {
      prediction: around(prediction, shape, 3),
      target: around(target, targetShape, dtype === 'int32' ? -100 : 7),
      weights: { shape: [rows + 2], data: [0, ...Array<number>(rows).fill(0.5), 0] },
    };
    const whole = { prediction: { shape, data: prediction }, target: { shape: targetShape, data: target } };
    const wanted = valueOfParts(interpret(counting(whole), whole).sums!);
    const program = b.finish();
    for (const { sums } of [interpret(program, feeds), await runOnnx(program, feeds)])
      expect(distance([valueOfParts(sums!) ?? Number.NaN].flat(), [wanted ?? Number.NaN].flat())).toBeLessThan(1e-6);
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'has no value of a network that gives %s, once or always',
    async (value) => {
      for (const data of [fixture.prediction.map(() => value), fixture.prediction.with(0, value)]) {
        const feeds = {
          prediction: { shape: fixture.shape, data },
          target: { shape: fixture.targetShape, data: fixture.target },
        };
        const program = counting(feeds);
        expect(valueOfParts((await runOnnx(program, feeds)).sums!)).toBeNull();
        expect(valueOfParts(interpret(program, feeds).sums!)).toBeNull();
      }
    },
  );
});

describe.each(named(fixtures.initializers, ({ shape }) => shape.join('×')))('%s', (_, fixture) => {
  it('draws from the distribution of PyTorch', () => {
    const initializer = initializerOf(fixture.type)!;
    const { settings, errors } = resolveSettings(initializer.settings, fixture.settings);
    expect(errors).toEqual([]);
    const { mean, deviation, kurtosis, low, high, fanIn, fanOut } = fixture;
    const copies = Math.ceil(200_000 / sizeOf(fixture.shape));
    const draws = initializer.fill(
      { shape: [copies, ...fixture.shape], fanIn, fanOut },
      settings,
      randomStream(1, 'draws'),
    );
    const moment = (power: number) => draws.reduce((sum, v) => sum + (v - mean) ** power, 0) / draws.length;
    const average = draws.reduce((sum, v) => sum + v, 0) / draws.length;
    expect(draws).toHaveLength(copies * sizeOf(fixture.shape));
    expect(Math.abs(average - mean)).toBeLessThanOrEqual(0.01 * deviation + 1e-7);
    expect(Math.abs(Math.sqrt(moment(2)) - deviation)).toBeLessThanOrEqual(0.01 * deviation + 1e-7);
    if (kurtosis !== undefined) expect(Math.abs(moment(4) / moment(2) ** 2 - kurtosis)).toBeLessThan(0.05);
    if (low !== undefined && high !== undefined)
      for (const v of draws)
        if (v < low - 1e-6 || v > high + 1e-6) throw new Error(`${v} is not between ${low} and ${high}`);
  });
});

describe.each(named(fixtures.structured, ({ shape }) => shape.join('×')))(
  '%s',
  (_, { type, settings: given, shape, values, gram, zeros, deviation }) => {
    it('has the structure of PyTorch', () => {
      const initializer = initializerOf(type)!;
      const { settings, errors } = resolveSettings(initializer.settings, given);
      expect(errors).toEqual([]);
      const weight = initializer.fill({ shape, fanIn: 1, fanOut: 1 }, settings, randomStream(1, 'draws'));
      expect(weight).toHaveLength(sizeOf(shape));
      const [rows, columns] = [shape[0]!, weight.length / shape[0]!];
      if (values) expect([...weight]).toEqual(values);
      if (gram) {
        const at =
          rows <= columns
            ? (i: number, k: number) => weight[i * columns + k]!
            : (i: number, k: number) => weight[k * columns + i]!;
        const [count, length] = [Math.min(rows, columns), Math.max(rows, columns)];
        const products = Array.from({ length: count * count }, (_, i) =>
          Array.from({ length }, (_, k) => at(Math.floor(i / count), k) * at(i % count, k)).reduce((a, b) => a + b),
        );
        expect(distance(products, gram)).toBeLessThan(1e-6);
      }
      if (zeros) {
        expect(
          zeros.map(
            (_, column) =>
              Array.from({ length: rows }, (_, row) => weight[row * columns + column]!).filter((value) => value === 0)
                .length,
          ),
        ).toEqual(zeros);
        const others = weight.filter((value) => value !== 0);
        if (others.length > 500)
          expect(
            Math.abs(Math.sqrt(others.reduce((sum, v) => sum + v * v, 0) / others.length) / deviation! - 1),
          ).toBeLessThan(0.1);
      }
    });
  },
);

it('counts fans as PyTorch does', () => {
  const fansOf = (type: string, shape: number[], settings: Given) =>
    layerOf(type)!.weights!(
      [{ dtype: 'float32', shape: ['N', ...shape] }],
      resolveSettings(layerOf(type)!.settings, settings).settings,
    ).weight!;
  for (const { shape, fanIn, fanOut } of fixtures.initializers) {
    const [units, inward, ...kernel] = shape as [number, number, ...number[]];
    const spec =
      kernel.length === 0
        ? fansOf('dense', [inward], { units })
        : fansOf(`conv${kernel.length}d`, [inward, ...kernel.map((k) => k + 1)], { filters: units, kernel });
    expect([spec.shape, spec.fan]).toEqual([shape, [fanIn, fanOut]]);
  }
  // torch.nn.init._calculate_fan_in_and_fan_out of Conv2d(8, 12, (3, 5), groups=4), of its transposed form, and of Conv2d(6, 12, 3, groups=6)
  const kernel = [3, 5];
  expect(fansOf('conv2d', [8, 7, 7], { filters: 12, kernel, groups: 4 }).fan).toEqual([30, 180]);
  expect(fansOf('transposedConv2d', [8, 7, 7], { filters: 12, kernel, groups: 4 }).fan).toEqual([45, 120]);
  expect(fansOf('depthwiseConv2d', [6, 7, 7], { multiplier: 2, kernel: [3, 3] }).fan).toEqual([9, 108]);
});

/** dense 4 -> 3, tanh, dense 3 -> 2, as `network` in the script. */
function network(training: Given, { first = {}, second = {} }: { first?: Given; second?: Given } = {}) {
  const position = { x: 0, y: 0 };
  const chain = ['x', 'first', 'tanh', 'second'];
  const document = documentSchema.parse({
    format: 'loom',
    version: 1,
    graph: {
      nodes: [
        { id: 'x', type: 'input', settings: { shape: [4] }, position },
        { id: 'first', type: 'dense', settings: { units: 3 }, position, ...first },
        { id: 'tanh', type: 'tanh', position },
        { id: 'second', type: 'dense', settings: { units: 2 }, position, ...second },
      ],
      edges: chain
        .slice(1)
        .map((id, i) => ({ from: { node: chain[i]!, port: 'output' }, to: { node: id, port: 'input' } })),
    },
    training: {
      losses: [{ loss: { type: 'crossEntropy' } }],
      optimizer: { type: 'sgd', settings: { momentum: 0 } },
      ...training,
    },
  });
  return compile(document, { target: { dtype: 'int32', shape: ['N'] } });
}
const feed = (data: number[]) => ({ shape: [data.length], data });
const feedsOf = (tensors: ByName, prefix = ''): Feeds =>
  Object.fromEntries(Object.entries(tensors).map(([name, data]) => [prefix + name, feed(data)]));

describe.each(fixtures.clipping.map((fixture) => [`${fixture.type} ${fixture.threshold}`, fixture] as const))(
  'clipping: %s',
  (_, { type, threshold, weights, gradients, next }) => {
    it('steps as PyTorch does', async () => {
      const model = network({ clipping: { type, threshold } });
      const program = model.program('update', 5);
      const feeds = {
        ...feedsOf(weights),
        ...feedsOf(gradients, 'gradient:'),
        ...feedsOf(
          Object.fromEntries(
            Object.entries(model.scalars({ step: 1, learningRate: 0.5 })).map(([name, value]) => [name, [value]]),
          ),
        ),
      };
      for (const results of [interpret(program, feeds), await runOnnx(program, feeds)])
        for (const [name, expected] of Object.entries(next)) {
          const moved = (data: ArrayLike<number>) => expected.map((_, i) => data[i]! - weights[name]![i]!);
          expect(distance(moved(results[name]!.data), moved(expected), 1e-2), name).toBeLessThan(1e-5);
        }
    });
  },
);

const scalarsAt = (model: ReturnType<typeof network>, step: number, learningRate: number) =>
  feedsOf(
    Object.fromEntries(Object.entries(model.scalars({ step, learningRate })).map(([name, value]) => [name, [value]])),
  );

describe.each(
  fixtures.updates.map(
    (fixture) => [JSON.stringify([fixture.training, fixture.first, fixture.second]), fixture] as const,
  ),
)('updates: %s', (_, { training, first, second, weights, gradients, next }) => {
  it('moves the weights as PyTorch does, and only with an update', async () => {
    const model = network(training, { first, second });
    const program = model.program('update', 5);
    for (const run of [
      (feeds: Feeds) => Promise.resolve(interpret(program, feeds)),
      (feeds: Feeds) => runOnnx(program, feeds),
    ]) {
      let state: Feeds = {
        ...feedsOf(weights),
        ...Object.fromEntries(
          model.slots.map(({ name, weight, shape, start }) => [
            name,
            feed(start === 'weight' ? weights[weight]! : Array<number>(sizeOf(shape)).fill(start)),
          ]),
        ),
      };
      for (const [i, given] of gradients.entries()) {
        const results = await run({
          ...state,
          ...feedsOf(given, 'gradient:'),
          // batches of as many rows
          counted: feed([1]),
          ...scalarsAt(model, i + 1, training.learningRate),
        });
        state = Object.fromEntries(
          Object.keys(state).map((name) => [name, feed(Array.from(results[name]!.data, Number))]),
        );
        if (Number(training.accumulation ?? 1) > i + 1)
          expect(state['first.weight']!.data).toEqual(Array.from(Float32Array.from(weights['first.weight']!)));
      }
      for (const [name, expected] of Object.entries(next))
        expect(distance(state[name]!.data, expected), name).toBeLessThan(1e-5);
    }
  });
});

describe.each(
  fixtures.regularization.map((fixture) => [JSON.stringify([fixture.first, fixture.second]), fixture] as const),
)('L1 and L2: %s', (_, { first, second, x, target, weights, loss, gradients }) => {
  it('has the loss and gradients of PyTorch', async () => {
    const program = network({}, { first: { regularization: first }, second: { regularization: second } }).program(
      'gradients',
      5,
    );
    const feeds = { ...feedsOf(weights), 'input:x': feed(x), 'target:target': feed(target) };
    for (const results of [interpret(program, feeds), await runOnnx(program, feeds)]) {
      expect(distance(results.loss!.data, [loss])).toBeLessThan(1e-5);
      for (const [name, expected] of Object.entries(gradients))
        expect(distance(results[`gradient:${name}`]!.data, expected), name).toBeLessThan(1e-4);
    }
  });
});
