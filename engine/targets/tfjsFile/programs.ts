/** The programs beside an exported model: what loads it, what predicts with it, what holds it to the engine. */
import type { ModelForm } from '../define.ts';
import { DIFFERENCE, HAS_ROWS } from '../typescript/programs/comparing.ts';

/** What differs between the forms of a model. */
interface FormWords {
  /** The type of a loaded model. */
  readonly type: string;
  /** How a page reads it. */
  readonly read: string;
  /** Of `loadModel`, from the parts of the file to the model. */
  readonly load: string;
  /** Of `run`, with its head. */
  readonly run: string;
}
const WORDS: Readonly<Record<ModelForm, FormWords>> = {
  graph: {
    type: 'tf.GraphModel',
    read: 'tf.loadGraphModel',
    load: `const { modelTopology, weightsManifest, signature, userDefinedMetadata } = JSON.parse(read('model.json').toString()) as ModelJson;
  const bytes = weightsManifest.flatMap(({ paths }) => paths.map(read));
  const weightData = Uint8Array.from(Buffer.concat(bytes)).buffer;
  const weightSpecs = weightsManifest.flatMap(({ weights }) => weights);
  const model = await tf.loadGraphModel(tf.io.fromMemory({ modelTopology, weightSpecs, weightData, signature: signature! }));`,
    run: `export function run(model: tf.GraphModel, { outputs }: Metadata, inputs: tf.Tensor[]): tf.Tensor[] {
  const made = model.execute(
    Object.fromEntries(model.inputs.map(({ name }, i) => [name, inputs[i]!])),
    outputs.map(({ name }) => name),
  );
  return [made].flat();
}`,
  },
  layers: {
    type: 'tf.LayersModel',
    read: 'tf.loadLayersModel',
    load: `const { modelTopology, weightsManifest, userDefinedMetadata } = JSON.parse(read('model.json').toString()) as ModelJson;
  // without a list of weights they start as TensorFlow.js starts them
  const bytes = weightsManifest?.flatMap(({ paths }) => paths.map(read));
  const weightSpecs = weightsManifest?.flatMap(({ weights }) => weights);
  const weights = bytes && weightSpecs && { weightSpecs, weightData: Uint8Array.from(Buffer.concat(bytes)).buffer };
  const model = await tf.loadLayersModel(tf.io.fromMemory({ modelTopology, ...weights }));`,
    run: `export function run(model: tf.LayersModel, { inputs: about }: Metadata, inputs: tf.Tensor[]): tf.Tensor[] {
  // the model takes the channels of pictures last
  const last = (rank: number) => [0, ...Array.from({ length: rank - 2 }, (_, axis) => axis + 2), 1];
  const placed = inputs.map((x, i) => (about[i]!.channelsLast ? tf.transpose(x, last(x.rank)) : x));
  return [model.predict(placed.length === 1 ? placed[0]! : placed)].flat();
}`,
  },
};

/** `load.ts`: the model's files in Node.js; a page needs the library alone. */
export const loadSource = (form: ModelForm): string => {
  const { type, read, load, run } = WORDS[form];
  return `/** The model of this folder in Node.js. In a page \`${read}('model.json')\` reads the same files. */
import { readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';

interface ModelJson extends Omit<tf.io.ModelJSON, 'userDefinedMetadata' | 'weightsManifest'> {
  weightsManifest${form === 'layers' ? '?' : ''}: tf.io.WeightsManifestConfig;
  userDefinedMetadata: Metadata;
}
/** What the model reads and says. */
export interface Metadata {
  /**
   * What a sample of each input looks like before \`run\`, whether the model takes its channels last, and what is done to a raw row of it, in
   * this order, with what was learned from the training rows.
   */
  inputs: { name: string; shape: number[]; channelsLast?: true; transforms: Step[] }[];
  /** What the classes of each output are called; null where they have no names. */
  outputs: { name: string; classes: string[] | null }[];
}
export interface Step {
  type: string;
  settings: Record<string, number | string>;
  fit: Record<string, number | number[]>;
}

const read = (file: string): Buffer => readFileSync(new URL(file, import.meta.url));

export async function loadModel(): Promise<{ model: ${type}; metadata: Metadata }> {
  ${load}
  return { model, metadata: userDefinedMetadata };
}

/** What the model makes of a tensor for each of its inputs, in the outputs' order. */
${run}
`;
};

export const PREDICT = `/** npm start -- ROWS.npy ...: a NumPy file of raw rows for each input; without files the rows of sample/. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { readNpy } from './formats.ts';
import { loadModel, run, type Step } from './load.ts';

/** A transform, in the words of TensorFlow.js; channels stand before height and width. */
function applied(x: tf.Tensor, { type, settings, fit }: Step): tf.Tensor {
  const number = (name: string, usual: number) => Number(settings[name] ?? usual);
  if (type === 'scale') return tf.div(tf.sub(tf.div(x, number('divisor', 255)), number('subtract', 0)), number('divide', 1));
  if (type === 'oneHot') return tf.oneHot(tf.cast(x, 'int32'), number('classes', 10));
  if (type !== 'standardize')
    throw new Error(\`This program does not do \${type}: prepare the rows, and run the model on them.\`);
  const [, ...row] = x.shape;
  const each = settings.per === 'value' || row.length === 1;
  const shape = settings.per === 'column' ? row.map(() => 1) : each ? row : row.map((dim, i) => (i === 0 ? dim : 1));
  const learned = (name: string) => tf.reshape(tf.tensor([fit[name]!].flat()), shape);
  return tf.div(tf.sub(x, learned('mean')), learned('deviation'));
}

const { model, metadata } = await loadModel();
const samples = existsSync('sample') ? readdirSync('sample').map((file) => \`sample/\${file}\`) : [];
const files = process.argv.length > 2 ? process.argv.slice(2) : samples;
if (files.length !== metadata.inputs.length) {
  console.error(\`A file of rows is needed for each of \${metadata.inputs.map(({ name }) => name).join(', ')}.\`);
  process.exit(2);
}
const inputs = metadata.inputs.map(({ transforms, shape: wanted }, i) => {
  const { shape, data } = readNpy(readFileSync(files[i]!));
  const { dtype } = model.inputs[i]!;
  const prepared = transforms.reduce(applied, tf.tensor(Float32Array.from(data), [...shape]));
  return tf.cast(tf.reshape(prepared, [shape[0]!, ...wanted]), dtype);
});
run(model, metadata, inputs).forEach((output, i) => {
  const { name, classes } = metadata.outputs[i]!;
  console.log(\`\${name}: \${output.shape.join('×')}\`);
  const rows = tf.reshape(output, [output.shape[0]!, -1]).arraySync() as number[][];
  rows.slice(0, 10).forEach((row, at) => {
    const best = classes?.[row.indexOf(Math.max(...row))];
    const numbers = row.slice(0, 10).map((value) => value.toFixed(4));
    console.log(\`  row \${at + 1}: \${numbers.join(' ')}\${best === undefined ? '' : \`; most likely \${best}\`}\`);
  });
});
`;

export const PARITY = `/** Holds the model to Layerloom, which wrote it: npm run parity. The same rows through both; parity.json says what came out. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as tf from '@tensorflow/tfjs';
import { readNpy } from './formats.ts';
import { loadModel, run } from './load.ts';

interface Expected {
  batch: number;
  inputs: string[];
  outputs: { name: string; file: string; allowed: number }[];
}

${DIFFERENCE}
${HAS_ROWS}const { batch, inputs, outputs } = JSON.parse(readFileSync('parity/expected.json', 'utf8')) as Expected;
const { model, metadata } = await loadModel();
const rows = inputs.map((file, i) => {
  const { shape, data } = readNpy(readFileSync(file));
  const { dtype } = model.inputs[i]!;
  const [all = 1, ...row] = shape;
  const numbers = data.subarray(0, (data.length / all) * batch);
  return tf.tensor(dtype === 'int32' ? Int32Array.from(numbers) : Float32Array.from(numbers), [batch, ...row], dtype);
});
const compared = run(model, metadata, rows).map((output, i) => {
  const { name, file, allowed } = outputs[i]!;
  return { name, difference: differenceOf(output.dataSync(), readNpy(readFileSync(file)).data), allowed };
});
const passed = compared.every(({ difference, allowed }) => difference <= allowed);
const report = {
  status: passed ? 'passed' : 'failed',
  with: \`TensorFlow.js \${tf.version_core} (\${tf.getBackend()})\`,
  rows: batch,
  outputs: compared,
  loss: null,
};
writeFileSync('parity.json', \`\${JSON.stringify(report, null, 2)}\\n\`);
console.log(JSON.stringify(report, null, 2));
if (!passed) process.exitCode = 1;
`;
