/** What a device must get right before it is called good: one training step of a small network, as the reference interpreter has it. */
import { type Document, documentSchema, FORMAT_VERSION } from '../../graph/document.ts';
import { interpret } from '../../ir/interpret.ts';
import { normalFrom, randomStream } from '../../ir/random.ts';
import { DEFAULT_LOSS } from '../../learn/index.ts';
import { compile } from '../../passes/compile.ts';
import type { Device, Engine } from '../../train/engine.ts';
import { initialState } from '../../train/initial.ts';
import { type Tensor, tensor } from '../../types/tensor.ts';
import { phrase, verbatim } from '../../phrases.ts';

export type SelfTest = NonNullable<Device['selfTest']>;

const TARGETS = { target: { dtype: 'int32', shape: ['N'] } } as const;
/** Of the largest number of each tensor. */
const TOLERANCE = 1e-4;
/** How long the speed is measured, in seconds. */
const MEASURE = 0.4;

/** A chain of layers with cross-entropy at its end, trained by momentum. */
function chain(layers: readonly (readonly [type: string, settings?: Record<string, unknown>])[]): Document {
  const nodes = layers.map(([type, settings = {}], i) => ({
    id: `${type}_${i}`,
    type,
    settings,
    position: { x: 0, y: 0 },
  }));
  return documentSchema.parse({
    format: 'loom',
    version: FORMAT_VERSION,
    name: 'Self-test',
    graph: {
      nodes,
      edges: nodes
        .slice(1)
        .map(({ id }, i) => ({ from: { node: nodes[i]!.id, port: 'output' }, to: { node: id, port: 'input' } })),
    },
    data: {},
    training: {
      losses: [{ target: 'target', loss: { type: DEFAULT_LOSS } }],
      optimizer: { type: 'sgd', settings: { momentum: 0.9 } },
      learningRate: 0.05,
    },
  });
}
// no bias before batch norm: its gradient is rounding alone
const NETWORK = chain([
  ['input', { shape: [2, 9, 9] }],
  ['conv2d', { filters: 6, kernel: [3, 3], bias: false }],
  ['batchNorm'],
  ['maxPool2d'],
  ['relu'],
  ['flatten'],
  ['dense', { units: 10 }],
  ['dropout', { rate: 0.25 }],
  ['tanh'],
  ['dense', { units: 4 }],
]);
/** 2 · 256 · 1024² operations of one product. */
const PRODUCT = chain([
  ['input', { shape: [1024] }],
  ['dense', { units: 1024 }],
]);
const [ROWS, OPERATIONS] = [256, 2 * 256 * 1024 * 1024];

/** Throws where the device cannot be opened or a program does not run on it. */
export async function selfTest(engine: Engine, device: string, threads: number): Promise<SelfTest> {
  const wrong = await difference(engine, device, threads);
  if (!(wrong.size < TOLERANCE))
    return {
      passed: false,
      message: phrase('step-differs', { size: verbatim(wrong.size.toExponential(0)), where: verbatim(wrong.where) }),
    };
  const gflops = await speed(engine, device, threads);
  return {
    passed: true,
    gflops,
    message: phrase('step-agrees', { speed: verbatim(gflops.toFixed(gflops < 10 ? 1 : 0)) }),
  };
}

/** The largest difference after one training step, relative to the largest number of its tensor. */
async function difference(engine: Engine, device: string, threads: number): Promise<{ size: number; where: string }> {
  const model = compile(NETWORK, TARGETS);
  const state = initialState(model, 1);
  const normal = normalFrom(randomStream(1, 'self-test'));
  const step: Record<string, Tensor> = {
    [model.inputs[0]!.name]: tensor('float32', [5, 2, 9, 9], Float32Array.from({ length: 5 * 162 }, normal)),
    'target:target': tensor('int32', [5], [0, 3, 1, 2, 3]),
    '@seed': tensor('int32', [], [7]),
    ...Object.fromEntries(
      Object.entries(model.scalars({ step: 1, learningRate: 0.05 })).map(([name, value]) => [
        name,
        tensor('float32', [], [value]),
      ]),
    ),
  };
  const expected = interpret(
    model.program('train', 5),
    { ...Object.fromEntries(state), ...step },
    { precision: 'float64' },
  );
  const session = await engine.open(model, state, { device, threads });
  try {
    const found = { ...(await session.run('train', 5, step)), ...Object.fromEntries(await session.read()) };
    let worst = { size: 0, where: '' };
    for (const [name, { data }] of Object.entries(expected)) {
      const largest = data.reduce((top, value) => Math.max(top, Math.abs(value)), 1e-3);
      const size = data.reduce((top, value, i) => Math.max(top, Math.abs(value - found[name]!.data[i]!) / largest), 0);
      if (!(size <= worst.size)) worst = { size, where: name };
    }
    return worst;
  } finally {
    await session.close();
  }
}

/** Billions of operations a second in a matrix product, with what it costs to bring the rows in and out. */
async function speed(engine: Engine, device: string, threads: number): Promise<number> {
  const model = compile(PRODUCT, TARGETS);
  const session = await engine.open(model, initialState(model, 1), { device, threads });
  try {
    const feeds = { [model.inputs[0]!.name]: tensor('float32', [ROWS, 1024]) };
    await session.run('predict', ROWS, feeds);
    let best = Number.POSITIVE_INFINITY;
    for (const until = performance.now() + MEASURE * 1000; performance.now() < until; ) {
      const start = performance.now();
      await session.run('predict', ROWS, feeds);
      best = Math.min(best, performance.now() - start);
    }
    return OPERATIONS / best / 1e6;
  } finally {
    await session.close();
  }
}
