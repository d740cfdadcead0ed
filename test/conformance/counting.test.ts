/** One loss for the same rows, however they are cut: what counts, counts once, and what does not count, nowhere (`make_counting_fixtures.py`). */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentSchema } from '../../engine/graph/document.ts';
import { interpret } from '../../engine/ir/interpret.ts';
import { METRICS } from '../../engine/learn/index.ts';
import { engineOf } from '../../engine/node/devices/engines.ts';
import { compile, type TargetTypes } from '../../engine/passes/compile.ts';
import type { ProgramKind } from '../../engine/passes/compiled.ts';
import type { Tensors } from '../../engine/train/engine.ts';
import { initialState } from '../../engine/train/initial.ts';
import { Totals } from '../../engine/train/metrics.ts';
import type { DType } from '../../engine/types/dtype.ts';
import { type Tensor, tensor } from '../../engine/types/tensor.ts';
import { resolveSettings } from '../../engine/settings.ts';
import { distance } from './compare.ts';

interface Case {
  readonly name: string;
  readonly losses: readonly { readonly output: string }[];
  readonly l2: number;
  readonly x: number[];
  readonly targets: Readonly<Record<string, { readonly dtype: DType; readonly data: (number | null)[] }>>;
  readonly weights: Readonly<Record<string, number[]>>;
  readonly loss: number;
  readonly gradients: Readonly<Record<string, number[]>>;
}
const cases = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'fixtures', 'counting.json'), 'utf8'),
) as readonly Case[];
const ROWS = 11;
const width = (data: readonly unknown[]): number => data.length / ROWS;
const position = { x: 0, y: 0 };

function modelOf({ losses, l2, targets }: Case, accumulation: number) {
  const outputs = losses.map(({ output }) => output);
  const document = documentSchema.parse({
    format: 'loom',
    version: 1,
    graph: {
      nodes: [
        { id: 'x', type: 'input', settings: { shape: [4] }, position },
        ...outputs.map((id) => ({
          id,
          type: 'dense',
          settings: { units: 3 },
          position,
          ...(l2 > 0 && id === outputs[0] && { regularization: { l1: 0, l2 } }),
        })),
      ],
      edges: outputs.map((id) => ({ from: { node: 'x', port: 'output' }, to: { node: id, port: 'input' } })),
    },
    training: {
      losses,
      accumulation,
      learningRate: 1,
      optimizer: { type: 'sgd', settings: { momentum: 0 } },
    },
  });
  const types: TargetTypes = Object.fromEntries(
    Object.entries(targets).map(([key, { dtype, data }]) => [
      key,
      { dtype, shape: width(data) === 1 ? ['N'] : ['N', width(data)] },
    ]),
  );
  return { document, model: compile(document, types) };
}

function feedsOf({ x, targets }: Case, from: number, count: number): Record<string, Tensor> {
  const part = (dtype: DType, data: readonly (number | null)[]) =>
    tensor(
      dtype,
      width(data) === 1 ? [count] : [count, width(data)],
      data.slice(from * width(data), (from + count) * width(data)).map((value) => value ?? Number.NaN),
    );
  return {
    'input:x': part('float32', x),
    ...Object.fromEntries(
      Object.entries(targets).map(([key, { dtype, data }]) => [`target:${key}`, part(dtype, data)]),
    ),
  };
}

type Model = ReturnType<typeof modelOf>['model'];
/** Runs programs of a model, and says what its weights are. */
interface Runner {
  run(kind: ProgramKind, batch: number, feeds: Tensors): Promise<Tensors>;
  read(): Promise<ReadonlyMap<string, Tensor>>;
}

function interpreter(model: Model, state: ReadonlyMap<string, Tensor>): Promise<Runner> {
  const now = new Map(state);
  return Promise.resolve({
    run: (kind, batch, feeds) => {
      const results = interpret(model.program(kind, batch), { ...Object.fromEntries(now), ...feeds });
      for (const name of now.keys()) if (results[name]) now.set(name, results[name] as unknown as Tensor);
      return Promise.resolve(results as unknown as Tensors);
    },
    read: () => Promise.resolve(now),
  });
}
const ENGINES = [
  ['the interpreter', interpreter],
  [
    'ONNX Runtime',
    (model: Model, state: ReadonlyMap<string, Tensor>) =>
      engineOf('onnx').open(model, state, { device: 'cpu', threads: 1 }),
  ],
  [
    'TensorFlow.js',
    (model: Model, state: ReadonlyMap<string, Tensor>) =>
      engineOf('tfjs').open(model, state, { device: 'wasm', threads: 1 }),
  ],
] as const;

/** The loss of all rows in evaluation and in training, and the step that all batches make together. */
async function cutBy(one: Case, sizes: readonly number[], open: (typeof ENGINES)[number][1]) {
  const { document, model } = modelOf(one, sizes.length);
  const state = new Map(initialState(model, 0));
  for (const [name, data] of Object.entries(one.weights))
    state.set(name, tensor('float32', state.get(name)!.shape, data));
  const runner = await open(model, state);
  const losses: number[] = [];
  for (const kind of ['evaluate', 'train'] as const) {
    const totals = new Totals(document.training);
    let from = 0;
    for (const [i, count] of sizes.entries()) {
      const scalars = Object.entries(model.scalars({ step: i + 1, learningRate: 1 })).map(([name, value]) => [
        name,
        tensor('float32', [], [value]),
      ]);
      const results = await runner.run(kind, count, {
        ...feedsOf(one, from, count),
        ...(kind === 'train' && Object.fromEntries(scalars)),
      });
      expect(Number.isFinite(results.loss!.data[0]!)).toBe(true);
      totals.add(results);
      from += count;
    }
    losses.push(totals.values().loss!);
  }
  const after = await runner.read();
  return {
    losses,
    steps: Object.entries(one.weights).map(([name, data]) => data.map((value, i) => value - after.get(name)!.data[i]!)),
  };
}

const check = (one: Case, { losses, steps }: Awaited<ReturnType<typeof cutBy>>): void => {
  for (const loss of losses) expect(distance([loss], [one.loss])).toBeLessThan(1e-5);
  for (const [i, [name, gradient]] of Object.entries(one.gradients).entries())
    expect(distance(steps[i]!, gradient, 1e-2), name).toBeLessThan(1e-4);
};

describe.each(cases.map((one) => [one.name, one] as const))('%s', (_, one) => {
  it.each(ENGINES)('is one loss and one step on %s', async (_, open) => {
    for (const sizes of [[11], [4, 4, 3], Array<number>(11).fill(1)]) check(one, await cutBy(one, sizes, open));
  });
});

it('is one loss and one step for any rows and any cut', async () => {
  const cut = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 3, maxLength: 11 }).map((sizes) => {
    const ends = sizes.map((_, i) =>
      Math.min(
        ROWS,
        sizes.slice(0, i + 1).reduce((a, b) => a + b),
      ),
    );
    return ends.concat(ROWS).flatMap((end, i) => (end > (ends[i - 1] ?? 0) ? [end - (ends[i - 1] ?? 0)] : []));
  });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...cases),
      fc.infiniteStream(fc.nat(ROWS - 1)),
      cut,
      async (one, stream, sizes) => {
        // some of the rows, in any order, some of them several times
        const rows = Array.from({ length: ROWS }, () => stream.next().value as number);
        const drawn = <T>(data: readonly T[]): T[] =>
          rows.flatMap((row) => data.slice(row * width(data), (row + 1) * width(data)));
        const other: Case = {
          ...one,
          x: drawn(one.x),
          targets: Object.fromEntries(
            Object.entries(one.targets).map(([key, { dtype, data }]) => [key, { dtype, data: drawn(data) }]),
          ),
        };
        const whole = await cutBy(other, [ROWS], interpreter);
        const parts = await cutBy(other, sizes, interpreter);
        if (whole.losses.every(Number.isNaN)) expect(parts.losses.every(Number.isNaN)).toBe(true);
        else expect(distance(parts.losses, whole.losses)).toBeLessThan(1e-5);
        parts.steps.forEach((step, i) => expect(distance(step, whole.steps[i]!, 1e-2)).toBeLessThan(1e-4));
      },
    ),
    { numRuns: 25, seed: 1 },
  );
});

describe.each([
  ['numbers', tensor('float32', [4, 3], [1, 2, 3, Number.NaN, Number.NaN, Number.NaN, 0, 1, -1, 2, 0.5, 1])],
  ['labels', tensor('int32', [4], [2, 0, 1, 2])],
] as const)('metrics of %s', (_, target) => {
  const type = { dtype: target.dtype, shape: ['N', ...target.shape.slice(1)] } as const;
  const prediction = { dtype: 'float32', shape: ['N', 3] } as const;
  const metrics = METRICS.filter(
    (metric) => !metric.accepts(prediction, type, resolveSettings(metric.settings, {}).settings),
  ).map(({ id }) => ({ type: id }));
  const document = documentSchema.parse({
    format: 'loom',
    version: 1,
    graph: {
      nodes: [
        { id: 'x', type: 'input', settings: { shape: [2] }, position },
        { id: 'y', type: 'dense', settings: { units: 3 }, position },
      ],
      edges: [{ from: { node: 'x', port: 'output' }, to: { node: 'y', port: 'input' } }],
    },
    training: {
      losses: [
        {
          target: 'target',
          loss: { type: target.dtype === 'int32' ? 'crossEntropy' : 'meanSquaredError' },
          sampleWeights: 'counts',
        },
      ],
      metrics,
    },
  });
  const model = compile(document, { target: type, counts: { dtype: 'float32', shape: ['N'] } });
  const state = new Map(initialState(model, 0));

  it.each(ENGINES)('hold nothing of a row that weighs 0 on %s, though it is NaN', async (_, open) => {
    expect(metrics.length).toBeGreaterThan(3);
    const runner = await open(model, state);
    const evaluate = async (x: number) =>
      runner.run('evaluate', 4, {
        'input:x': tensor('float32', [4, 2], [1, 2, x, x, -1, 0.5, 0.3, 2]),
        'target:target': target,
        'target:counts': tensor('float32', [4], [1, 0, 2, 1]),
      });
    const [spoilt, whole] = [await evaluate(Number.NaN), await evaluate(1)];
    metrics.forEach(({ type: metric }, i) => {
      expect([...spoilt[`metric:${i}`]!.data], metric).toEqual([...whole[`metric:${i}`]!.data]);
      expect([...whole[`metric:${i}`]!.data].some(Number.isNaN), metric).toBe(false);
    });
  });
});
