/** What training does to batch norm's running statistics: moves them, leaves them as they are, averages them beside the weights. */
import { expect, it } from 'vitest';
import { type Document, documentSchema } from '../graph/document.ts';
import { interpret } from '../ir/interpret.ts';
import { stateNames } from '../ir/program.ts';
import { initialState } from '../train/initial.ts';
import { tensor } from '../types/tensor.ts';
import { compile } from './compile.ts';

const ROWS = 4;
const EPSILON = 1e-5;
const MOMENTUM = 0.1;
const LEARNING_RATE = 0.1;
const X = [3, -1, 0.5, 2, 8, 1, -4, 2];
const STATE = ['norm.running_mean', 'norm.running_var'] as const;

/** Batch norm and a dense layer on two features; `norm`: what the node has besides. */
const network = (norm: object, training: Partial<Document['training']> = {}): Document =>
  documentSchema.parse({
    format: 'loom',
    version: 1,
    graph: {
      nodes: [
        { id: 'x', type: 'input', settings: { shape: [2] } },
        { id: 'norm', type: 'batchNorm', ...norm },
        { id: 'out', type: 'dense', settings: { units: 1 } },
      ].map((node) => ({ position: { x: 0, y: 0 }, ...node })),
      edges: [
        { from: { node: 'x', port: 'output' }, to: { node: 'norm', port: 'input' } },
        { from: { node: 'norm', port: 'output' }, to: { node: 'out', port: 'input' } },
      ],
    },
    training: { losses: [{ loss: { type: 'meanSquaredError' } }], ...training },
  });

/** A model with its state, whose statistics are those of earlier rows. */
function start(document: Document) {
  const model = compile(document, { target: { dtype: 'float32', shape: ['N', 1] } });
  const given = new Map([
    ['norm.running_mean', tensor('float32', [2], [0.5, -0.25])],
    ['norm.running_var', tensor('float32', [2], [4, 0.25])],
  ]);
  const state: Record<string, { shape: readonly number[]; data: ArrayLike<number> }> = Object.fromEntries(
    initialState(model, 1, given),
  );
  const feeds = { 'input:x': tensor('float32', [ROWS, 2], X), 'target:target': tensor('float32', [ROWS, 1]) };
  const run = (kind: 'train' | 'evaluate', step = 1) => {
    const program = model.program(kind, ROWS);
    const scalars = Object.entries(model.scalars({ step, learningRate: LEARNING_RATE })).map(([name, value]) => [
      name,
      tensor('float32', [], [value]),
    ]);
    const results = interpret(
      program,
      { ...state, ...feeds, ...Object.fromEntries(scalars) },
      { precision: 'float64' },
    );
    for (const name of stateNames(program)) state[name] = results[name]!;
    return results;
  };
  return { model, state, run };
}
const numbers = (of: { readonly data: ArrayLike<number> } | undefined): number[] => Array.from(of!.data);

it('moves them by each batch, also where the weights are frozen', () => {
  const { state, run } = start(network({ frozen: true }));
  const weight = numbers(state['norm.weight']);
  run('train');
  const column = [0, 1].map((c) => [0, 1, 2, 3].map((row) => X[2 * row + c]!));
  const means = column.map((values) => values.reduce((a, b) => a + b) / ROWS);
  const unbiased = column.map((values, c) => values.reduce((sum, v) => sum + (v - means[c]!) ** 2, 0) / (ROWS - 1));
  [0.5, -0.25].forEach((before, c) =>
    expect(numbers(state['norm.running_mean'])[c]).toBeCloseTo((1 - MOMENTUM) * before + MOMENTUM * means[c]!, 6),
  );
  [4, 0.25].forEach((before, c) =>
    expect(numbers(state['norm.running_var'])[c]).toBeCloseTo((1 - MOMENTUM) * before + MOMENTUM * unbiased[c]!, 5),
  );
  expect(numbers(state['norm.weight'])).toEqual(weight);
});

it.each([{ frozen: true }, {}])('normalizes by them and leaves them where they are frozen, with %o', (besides) => {
  const { model, state, run } = start(network({ ...besides, frozenStatistics: true }));
  const before = STATE.map((name) => numbers(state[name]));
  const output = Array.from({ length: ROWS }, (_, row) =>
    [0.5, -0.25].reduce((sum, mean, c) => {
      const normal = (X[2 * row + c]! - mean) / Math.sqrt([4, 0.25][c]! + EPSILON);
      return sum + normal * numbers(state['out.weight'])[c]!;
    }, 0),
  );
  const loss = output.reduce((sum, y) => sum + y * y, 0) / ROWS;
  expect(numbers(run('evaluate').loss)[0]).toBeCloseTo(loss, 6);
  expect(numbers(run('train').loss)[0]).toBeCloseTo(loss, 6);
  for (let step = 2; step < 6; step++) run('train', step);
  expect(STATE.map((name) => numbers(state[name]))).toEqual(before);
  expect(model.weights.map(({ trainable }) => trainable)).toEqual([
    ...Array.from({ length: 2 }, () => !('frozen' in besides)),
    false,
    false,
    true,
    true,
  ]);
});

it('averages them as the weights are averaged, from what they begin with', () => {
  const averaging = { type: 'exponential', decay: 0.8, start: 1, every: 1 } as const;
  const { state, run } = start(network({}, { averaging, accumulation: 2 }));
  const names = [...STATE, 'out.weight'];
  for (const name of names) expect(numbers(state[`${name}/average`])).toEqual(numbers(state[name]));
  let averages = names.map((name) => numbers(state[name]));
  for (let step = 1; step <= 8; step++) {
    run('train', step);
    const share = step % 2 === 1 ? 0 : step / 2 <= 2 ? 1 : 0.2;
    averages = averages.map((values, i) =>
      values.map((value, k) => (1 - share) * value + share * numbers(state[names[i]!])[k]!),
    );
  }
  names.forEach((name, i) =>
    numbers(state[`${name}/average`]).forEach((value, k) => expect(value, name).toBeCloseTo(averages[i]![k]!, 7)),
  );
});

it('has no average for those that stay as they are', () => {
  const { model } = start(network({ frozenStatistics: true }, { averaging: { type: 'exponential' } as never }));
  expect(model.slots.map(({ name }) => name).filter((name) => name.includes('running'))).toEqual([]);
});
