/**
 * TensorFlow.js computes what the interpreter computes: random calls of every primitive and every layer's example forward, our own
 * gradient programs, and the gradients that core derives by itself from the forward half.
 */
import * as tf from '@tensorflow/tfjs-core';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Feeds, interpret } from '../../engine/ir/interpret.ts';
import type { Program } from '../../engine/ir/program.ts';
import { formatProgram } from '../../engine/ir/text.ts';
import type { Layer, LayerExample } from '../../engine/layers/define.ts';
import { LAYERS } from '../../engine/layers/index.ts';
import { startNative } from '../../engine/node/tfjs/native.ts';
import { startWasm } from '../../engine/node/tfjs/wasm.ts';
import { simplify } from '../../engine/passes/simplify.ts';
import { runProgram } from '../../engine/targets/tfjs/run.ts';
import { nativeHome } from '../native-library.ts';
import { effort } from './effort.ts';
import { layerProgram } from './layer-program.ts';
import { PRIMITIVES, randomCall } from './primitives.ts';

const native = await nativeHome();
const START: Readonly<Record<string, () => Promise<unknown>>> = {
  wasm: startWasm,
  cpu: () => tf.setBackend('cpu'),
  ...(native.folder && { tensorflow: async () => startNative(native.folder!, 1) }),
};
const DATA = { float32: Float32Array, int32: Int32Array, bool: Uint8Array };

const tensorsOf = ({ inputs }: Program, feeds: Feeds): Record<string, tf.Tensor> =>
  Object.fromEntries(
    inputs.map(({ name, value: { dtype, shape } }) => [
      name,
      tf.tensor(DATA[dtype].from(feeds[name]!.data), [...shape], dtype),
    ]),
  );

/** `least` is the size below which numbers are not told apart any finer. */
function expectClose(
  actual: tf.Tensor,
  { data, shape }: { data: Float64Array; shape: readonly number[] },
  name: string,
  least: number,
): void {
  expect(actual.shape, name).toEqual([...shape]);
  const values = actual.dataSync();
  // the loss is a sum of up to a thousand numbers around 1 that may cancel
  const largest = data.reduce((top, v) => Math.max(top, Math.abs(v)), name === 'loss' ? 10 : least);
  const worst = data.reduce((top, v, i) => Math.max(top, Math.abs(v - Number(values[i]))), 0);
  // native TensorFlow approximates exponentials a little more coarsely; a gradient through several normalizations rounds more often
  expect(worst / largest, name).toBeLessThan(tf.getBackend() === 'tensorflow' || name.startsWith('d ') ? 3e-5 : 1e-5);
}

interface Call {
  readonly program: Program;
  readonly feeds: Feeds;
  readonly names: readonly string[];
}
interface Judged extends Call {
  readonly forward: Program;
  readonly expected: ReturnType<typeof interpret>;
}

/** What every backend is asked, and what it shall answer. */
function judged({ program: made, feeds, names }: Call): Judged {
  const program = simplify(made);
  const forward = simplify({ ...made, outputs: made.outputs.filter(({ name }) => name === 'loss') });
  return { program, forward, feeds, names, expected: interpret(program, feeds, { precision: 'float64' }) };
}
const examples = new Map<LayerExample, Judged>();
const judgedExample = (layer: Layer, example: LayerExample): Judged => {
  const found = examples.get(example) ?? judged(layerProgram(layer, example));
  examples.set(example, found);
  return found;
};

async function compare(
  backend: string,
  { program, forward, feeds, names, expected }: Judged,
  least = 1e-3,
): Promise<void> {
  await START[backend]!();
  await tf.setBackend(backend);
  const before = tf.memory().numTensors;
  const inputs = tensorsOf(program, feeds);
  const results = runProgram(program, inputs);
  for (const { name } of program.outputs) expectClose(results[name]!, expected[name]!, name, least);
  if (names.length > 0) {
    const { value, grads } = tf.engine().gradients(
      () => runProgram(forward, inputs).loss!,
      names.map((name) => inputs[name]!),
      undefined,
      true,
    );
    expectClose(value, expected.loss!, 'loss', least);
    // where core finds no path to the loss, the gradient is zero
    names.forEach((name, i) =>
      expectClose(grads[i] ?? tf.zerosLike(inputs[name]!), expected[`d ${name}`]!, `d ${name}`, least),
    );
    tf.dispose([value, ...grads.filter(Boolean)]);
  }
  tf.dispose([Object.values(results), Object.values(inputs)]);
  expect(tf.memory().numTensors - before, 'tensors that leaked').toBeLessThanOrEqual(names.length);
}

it.skipIf(native.folder)(`runs on native TensorFlow (skipped: ${native.reason})`, () => {});

describe.each(Object.keys(START))('on the backend %s', (backend) => {
  describe.each(LAYERS.filter(({ examples }) => examples.length > 0).map((layer) => [layer.id, layer] as const))(
    '%s',
    (_, layer) => {
      it.each(layer.examples.map((example) => [JSON.stringify(example.settings ?? {}), example] as const))(
        '%s',
        (_, example) => compare(backend, judgedExample(layer, example)),
      );
    },
  );
  it.each(PRIMITIVES)('the primitive %s', (prim) =>
    fc.assert(
      fc.asyncProperty(fc.gen(), fc.integer({ min: 0, max: 1e6 }), async (g, seed) => {
        const call = randomCall(prim, g, seed);
        try {
          // TensorFlow.js does not differentiate the gradient of max pooling
          await compare(backend, judged(prim === 'maxPoolGrad' ? { ...call, names: [] } : call), 1);
        } catch (error) {
          throw new Error(`${(error as Error).message}\n${formatProgram(call.program)}`, { cause: error });
        }
      }),
      effort(12, 200),
    ),
  );
});
