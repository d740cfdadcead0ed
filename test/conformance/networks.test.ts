/** Whole networks take twenty training steps as PyTorch does (`make_network_fixtures.py`), on ONNX Runtime and TensorFlow.js, and gather running statistics as it does. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Document, documentSchema } from '../../engine/graph/document.ts';
import { hashName, streamKey, uniformAt } from '../../engine/ir/random.ts';
import { engineOf } from '../../engine/node/devices/engines.ts';
import { compile } from '../../engine/passes/compile.ts';
import { initialState } from '../../engine/train/initial.ts';
import { gatherStatistics } from '../../engine/train/statistics.ts';
import { allocate } from '../../engine/types/dtype.ts';
import { sizeOf } from '../../engine/types/shape.ts';
import type { Tensor } from '../../engine/types/tensor.ts';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { DEVICE } from './onnx-run.ts';

const fixtures = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'fixtures', 'networks.json'), 'utf8'),
) as Record<string, { losses: number[]; norms: Record<string, number>; statistics?: Record<string, number> }>;

function numbers(
  name: string,
  dtype: 'float32' | 'int32',
  shape: readonly number[],
  formula: (u: number) => number,
): Tensor {
  const key = streamKey(1, hashName(name));
  const data = allocate(dtype, sizeOf(shape));
  for (let i = 0; i < data.length; i++) data[i] = formula(uniformAt(key, i));
  return { dtype, shape, data };
}

/** [id, type, settings, ids of what feeds it, more about the node]; a chain where these are left out. */
type Line = readonly [id: string, type: string, settings?: object, from?: readonly string[], more?: object];
function network(lines: readonly Line[], training: object): Document {
  const position = { x: 0, y: 0 };
  return documentSchema.parse({
    format: 'loom',
    version: 1,
    graph: {
      nodes: lines.map(([id, type, settings = {}, , more = {}]) => ({ id, type, settings, position, ...more })),
      edges: lines.flatMap(([id, , , from], i) =>
        (from ?? (i === 0 ? [] : [lines[i - 1]![0]])).map((source) => ({
          from: { node: source, port: 'output' },
          to: { node: id, port: (from?.length ?? 1) > 1 ? 'inputs' : 'input' },
        })),
      ),
    },
    training: { losses: [{ loss: { type: 'crossEntropy' } }], ...training },
  });
}

const conv = (filters: number, size: number, more: object = {}) => ({
  filters,
  kernel: [size, size],
  bias: false,
  padding: 'explicit',
  explicitPadding: [(size - 1) / 2, (size - 1) / 2],
  ...more,
});
const halved = { stride: [2, 2] };
const EACH_STEP = { steps: 1 };
interface Case {
  readonly document: Document;
  readonly batch: number;
  readonly input: readonly number[];
  readonly tokens?: number;
  readonly classes: number;
  readonly labels: readonly number[];
  readonly learningRate: number;
}
const digits = mnistCnn();
const CASES: Readonly<Record<string, Case>> = {
  digits: { document: digits, batch: 8, input: [1, 28, 28], classes: 10, labels: [], learningRate: 0.05 },
  residual: {
    document: network(
      [
        ['x', 'input', { shape: [3, 8, 8] }],
        ['stem', 'conv2d', conv(8, 3)],
        ['norm_0', 'batchNorm'],
        ['relu_0', 'relu'],
        ['conv_1', 'conv2d', conv(12, 3, halved)],
        ['norm_1', 'batchNorm'],
        ['relu_1', 'relu'],
        ['conv_2', 'conv2d', conv(12, 3, { groups: 3 })],
        ['norm_2', 'batchNorm'],
        ['skip', 'conv2d', conv(12, 1, halved), ['relu_0']],
        ['norm_3', 'batchNorm'],
        ['sum', 'add', {}, ['norm_2', 'norm_3']],
        ['relu_2', 'relu', {}, ['sum']],
        ['pool', 'globalPool2d'],
        ['head', 'dense', { units: 5 }],
      ],
      {
        losses: [{ loss: { type: 'crossEntropy', settings: { labelSmoothing: 0.1 } } }],
        optimizer: { type: 'adam', settings: { weightDecay: 0.01 } },
      },
    ),
    batch: 6,
    input: [3, 8, 8],
    classes: 5,
    labels: [],
    learningRate: 0.01,
  },
  video: {
    document: network(
      [
        ['x', 'input', { shape: [3, 2, 5, 6] }],
        ['conv', 'conv2d', conv(4, 3, { border: 'reflect' }), undefined, EACH_STEP],
        ['norm', 'batchNorm', {}, undefined, EACH_STEP],
        ['relu', 'relu'],
        ['seen', 'globalPool2d', {}, undefined, EACH_STEP],
        ['rnn', 'lstm', { units: 6 }],
        ['head', 'dense', { units: 3 }],
      ],
      { optimizer: { type: 'rmsprop', settings: {} } },
    ),
    batch: 4,
    input: [3, 2, 5, 6],
    classes: 3,
    labels: [],
    learningRate: 0.005,
  },
  text: {
    document: network(
      [
        ['x', 'input', { shape: [7], values: 'int32' }],
        ['embedding', 'embedding', { vocabulary: 20, width: 6 }],
        ['first', 'dense', { units: 8 }],
        ['norm', 'layerNorm'],
        ['gelu', 'gelu'],
        ['second', 'dense', { units: 8 }, ['first']],
        ['tanh', 'tanh'],
        ['both', 'concatenate', { axis: -1 }, ['gelu', 'tanh']],
        ['head', 'dense', { units: 4 }, ['both']],
      ],
      {
        optimizer: { type: 'adamW', settings: { weightDecay: 0.1 } },
        clipping: { type: 'globalNorm', threshold: 0.5 },
      },
    ),
    batch: 5,
    input: [7],
    tokens: 20,
    classes: 4,
    labels: [7],
    learningRate: 0.02,
  },
};

describe.each(Object.entries(CASES))(
  '%s',
  (name, { document, batch, input, tokens, classes, labels, learningRate }) => {
    it.each([
      ['onnx', DEVICE],
      ['tfjs', 'wasm'],
    ] as const)('trains as PyTorch on %s %s', async (engine, device) => {
      const model = compile(document, { target: { dtype: 'int32', shape: ['N', ...labels] } });
      const state = initialState(model, 0);
      for (const { name: weight, shape, role } of model.weights) {
        if (role === 'state') continue;
        const bound = shape.length > 1 ? 1 / Math.sqrt(sizeOf(shape.slice(1))) : 0.3;
        const one = weight.includes('norm') && weight.endsWith('weight') ? 1 : 0;
        state.set(
          weight,
          numbers(`${name}/${weight}`, 'float32', shape, (u) => one + bound * (2 * u - 1)),
        );
      }
      const session = await engineOf(engine).open(model, state, { device, threads: 1 });
      const source = model.inputs[0]!.name;
      try {
        const losses: number[] = [];
        for (let step = 0; step < 20; step++) {
          const scalars = Object.entries(model.scalars({ step: step + 1, learningRate })).map(
            ([scalar, value]): [string, Tensor] => [
              scalar,
              { dtype: 'float32', shape: [], data: Float32Array.of(value) },
            ],
          );
          const x = numbers(
            `${name}/x${step % 3}`,
            tokens ? 'int32' : 'float32',
            [batch, ...input],
            tokens ? (u) => Math.floor(u * tokens) : (u) => 4 * u - 2,
          );
          const t = numbers(`${name}/t${step % 3}`, 'int32', [batch, ...labels], (u) => Math.floor(u * classes));
          const results = await session.run('train', batch, {
            ...Object.fromEntries(scalars),
            [source]: x,
            'target:target': t,
          });
          losses.push(results.loss!.data[0]!);
        }
        const { losses: expected, norms, statistics = {} } = fixtures[name]!;
        losses.forEach((loss, step) =>
          expect(Math.abs(loss / expected[step]! - 1), `loss of step ${step + 1}`).toBeLessThan(1e-4),
        );
        const after = await session.read();
        for (const [weight, norm] of Object.entries(norms)) {
          const { data } = after.get(weight)!;
          expect(Math.abs(Math.hypot(...data) - norm) / norm, weight).toBeLessThan(1e-3);
        }
        let given = 0;
        const batches = {
          start: () => (given = 0),
          next: () =>
            given < 3
              ? {
                  rows: Int32Array.from({ length: batch }, (_, i) => i),
                  feeds: { [source]: numbers(`${name}/x${given++}`, 'float32', [batch, ...input], (u) => 4 * u - 2) },
                }
              : null,
        };
        const gathered = await gatherStatistics({
          model,
          session,
          source: batches,
          training: { batchSize: batch, lastBatch: 'keep' },
          seed: () => ({ dtype: 'int32', shape: [], data: Int32Array.of(0) }),
          breathe: () => Promise.resolve(),
        });
        expect([...gathered.keys()].sort()).toEqual(Object.keys(statistics).sort());
        for (const [state, norm] of Object.entries(statistics))
          expect(
            Math.abs(Math.hypot(...gathered.get(state)!.data) - norm) / norm,
            `${state} as update_bn`,
          ).toBeLessThan(1e-3);
      } finally {
        await session.close();
      }
    });
  },
);
