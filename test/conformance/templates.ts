/** What the template tests share: the reference networks' fixtures, and weights by the formula of `make_template_fixtures.py`. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { hashName, streamKey, uniformAt } from '../../engine/ir/random.ts';
import { onnxEngine } from '../../engine/node/onnx/engine.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { takesLabels } from '../../engine/learn/comparison.ts';
import { lossOf } from '../../engine/learn/index.ts';
import { compile } from '../../engine/passes/compile.ts';
import { initialState } from '../../engine/train/initial.ts';
import { sizeOf } from '../../engine/types/shape.ts';
import { type Tensor, tensor, type TensorType } from '../../engine/types/tensor.ts';
import { templateOf } from '../../templates/index.ts';

type Settings = Readonly<Record<string, unknown>>;
export interface ReferenceShapes {
  readonly template: string;
  readonly settings: Settings;
  readonly reference: string;
  readonly parameters: number;
  readonly weights: Readonly<Record<string, readonly number[]>>;
}
export interface ReferenceNumbers {
  readonly template: string;
  readonly settings: Settings;
  readonly long: boolean;
  readonly input: readonly number[];
  /** For token inputs: one past the largest. */
  readonly tokens?: number;
  /** For the tokens or whole numbers of a second input: one past the largest; they are zeros where left out. */
  readonly second?: number;
  readonly output: readonly number[];
  /** Every `step`th logit. */
  readonly step: number;
  readonly logits: readonly number[];
  readonly largest: number;
  readonly loss?: number;
  /** Of the labels that the loss is of; as many as the last axis of the output where left out. */
  readonly classes?: number;
  readonly gradients?: Readonly<Record<string, ReferenceGradient>>;
}
interface ReferenceGradient {
  /** The root of the sum of squares. */
  readonly size: number;
  /** With the formula's numbers, one for each value. */
  readonly product: number;
  readonly largest: number;
  /** Every so manyth, so that there are a dozen. */
  readonly values: readonly number[];
}

export const FIXTURES = path.join(import.meta.dirname, 'fixtures');
interface References {
  readonly shapes: readonly ReferenceShapes[];
  readonly numbers: readonly ReferenceNumbers[];
}
const ofTemplate = (file: string) =>
  JSON.parse(gunzipSync(readFileSync(path.join(FIXTURES, 'templates', file))).toString()) as References;
const files = readdirSync(path.join(FIXTURES, 'templates')).sort().map(ofTemplate);
export const references: References = {
  shapes: files.flatMap(({ shapes }) => shapes),
  numbers: files.flatMap(({ numbers }) => numbers),
};

function uniform(name: string, shape: readonly number[], formula: (u: number) => number): Float32Array {
  const key = streamKey(1, hashName(name));
  const data = new Float32Array(sizeOf(shape));
  for (let i = 0; i < data.length; i++) data[i] = formula(uniformAt(key, i));
  return data;
}
const numbersOf = (name: string, shape: readonly number[]): Tensor => ({
  dtype: 'float32',
  shape,
  data: uniform(name, shape, (u) => 4 * u - 2),
});
export const inputOf = (shape: readonly number[]): Tensor => numbersOf('x', shape);

/** Whole numbers: tokens, classes, or how far a diffusion has come. */
function wholeOf(name: string, dtype: TensorType['dtype'], shape: readonly number[], below: number): Tensor {
  const data = uniform(name, shape, (u) => Math.floor(u * below));
  return dtype === 'int32' ? { dtype, shape, data: Int32Array.from(data) } : { dtype: 'float32', shape, data };
}

/** A weight by the formula, as the references have it. */
export function weightFor(name: string, shape: readonly number[]): Tensor {
  const bound = Math.sqrt(5 / sizeOf(shape.slice(1)));
  const formula = name.endsWith('running_var')
    ? (u: number) => 0.5 + u
    : name.endsWith('running_mean')
      ? (u: number) => 0.4 * u - 0.2
      : shape.length > 1
        ? (u: number) => (2 * u - 1) * bound
        : name.endsWith('weight')
          ? (u: number) => 0.8 + 0.4 * u
          : (u: number) => 0.2 * u - 0.1;
  return { dtype: 'float32', shape, data: uniform(name, shape, formula) };
}

/** How far the template is from its reference: the largest difference of a logit over the largest logit, and of a gradient over the tensor's largest, or over its size as a whole. */
export async function distance({
  template,
  settings,
  input,
  tokens,
  second,
  output,
  step,
  logits,
  largest,
  gradients,
  loss,
  classes = output.at(-1)!,
}: ReferenceNumbers): Promise<{ logits: number; gradients: number; loss: number }> {
  const document = templateOf(template)!.make(settings);
  const checked = checkGraph(document.graph);
  const batch = input[0]!;
  const judge = lossOf(document.training.losses[0]!.loss.type)!;
  const labelled = judge.compares === 'identities' ? output.slice(0, 1) : output.slice(0, -1);
  const model = compile(
    document,
    {
      target: takesLabels(judge)
        ? { dtype: 'int32', shape: ['N', ...labelled.slice(1)] }
        : { dtype: 'float32', shape: ['N', ...output.slice(1)] },
    },
    checked,
  );
  const state = initialState(model, 0);
  for (const { name, shape } of model.weights) state.set(name, weightFor(name, shape));
  const x = inputOf(input);
  const session = await onnxEngine.open(model, state, { device: 'cpu', threads: 1 });
  try {
    const feed: Tensor = tokens === undefined ? x : wholeOf('x', 'int32', input, tokens);
    // a second input: segments, what was written so far, or the step of a diffusion
    const more = model.inputs.slice(1).map(({ name, type: { dtype, shape } }) => {
      const whole = [batch, ...(shape.slice(1) as number[])];
      return [name, second === undefined ? tensor(dtype, whole) : wholeOf('y', dtype, whole, second)];
    });
    const given = { [model.inputs[0]!.name]: feed, ...Object.fromEntries(more) };
    const results = await session.run('predict', batch, given);
    const { shape, data } = results[`output:${document.training.losses[0]!.output ?? model.outputs[0]!.node!}`]!;
    if (shape.join() !== output.join())
      throw new Error(`${template} gives ${shape.join('×')}, its reference ${output.join('×')}`);
    const far = logits.reduce((most, logit, i) => Math.max(most, Math.abs(data[i * step]! - logit)), 0) / largest;
    if (!gradients) return { logits: far, gradients: 0, loss: 0 };
    const found = await session.run('gradients', batch, {
      ...given,
      'target:target': takesLabels(judge) ? wholeOf('t', 'int32', labelled, classes) : numbersOf('t', output),
    });
    let worst = 0;
    for (const [name, { size, product, largest, values }] of Object.entries(gradients)) {
      const { data } = found[`gradient:${name}`]!;
      const along = uniform(`r/${name}`, [data.length], (u) => 2 * u - 1);
      let [squares, dot] = [0, 0];
      for (let i = 0; i < data.length; i++) {
        squares += data[i]! ** 2;
        dot += data[i]! * along[i]!;
      }
      const step = Math.max(1, Math.floor(data.length / 12));
      const apart = Math.max(...values.map((value, i) => Math.abs(data[i * step]! - value)));
      // a bias before a norm, or of an attention's keys, has no gradient but for rounding
      const least = 1e-4;
      worst = Math.max(
        worst,
        Math.abs(Math.sqrt(squares) - size) / Math.max(size, least),
        Math.abs(dot - product) / Math.max(size, least),
        apart / Math.max(largest, least),
      );
    }
    return { logits: far, gradients: worst, loss: Math.abs(found.loss!.data[0]! - loss!) / loss! };
  } finally {
    await session.close();
  }
}
