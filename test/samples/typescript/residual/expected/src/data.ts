/** The data: read from its files, dealt out into splits, and brought into the form that the network wants. */
import * as tf from '@tensorflow/tfjs';
import { type Numbers, readNpz, take } from './arrays.ts';
import { permutation, randomStream } from './random.ts';
import { applyAll, type Fits, type Step, step, type Tensor, fitAll, scale, standardize } from './transforms.ts';

export type { Fits } from './transforms.ts';

/** Its columns, raw. */
export interface Table {
  image: Numbers;
  class: Numbers;
  size: Numbers;
}

/** Rows of a table. */
export interface Split {
  table: Table;
  rows: Int32Array;
}

export interface Targets {
  class: tf.Tensor;
  'how large': tf.Tensor;
}

function readTables(): { train: Table; test?: Table | undefined } {
  const arrays = readNpz('data.npz');
  /** x_train and x_test are the two parts of the column x; beside an array x they are a column "x_train". */
  const training = (column: string) =>
    [column, `${column}_train`, `${column}train`].find((name) => arrays[name]) ?? column;
  const testing = (name: string) =>
    name.endsWith('train') ? name.replace(/train$/, 'test') : arrays[`${name}_train`] ? '' : `${name}_test`;
  const [train0, train1, train2] = [arrays[training('image')], arrays[training('class')], arrays[training('size')]];
  const [test0, test1, test2] = [arrays[testing(training('image'))], arrays[testing(training('class'))], arrays[testing(training('size'))]];
  if (!train0 || !train1 || !train2) throw new Error('data.npz lacks one of the arrays image, class, size.');
  const test = test0 && test1 && test2 ? { image: test0, class: test1, size: test2 } : undefined;
  return { train: { image: train0, class: train1, size: train2 }, test };
}

/** Reads the data and deals its rows out; the same seed always deals the same. */
export function openData(): { train: Split; validation: Split; test: Split; fits: Fits } {
  const { train, test } = readTables();
  const order = permutation(train.image.shape[0]!, randomStream(0, 'split'));
  const testing = 0;
  const validating = 0;
  const part = (start: number, end?: number): Split => ({ table: train, rows: order.slice(start, end).sort() });
  const splits = { train: part(testing + validating), validation: part(testing, testing + validating), test: test ? { table: test, rows: Int32Array.from({ length: test.image.shape[0]! }, (_, i) => i) } : part(0, testing) };
  return { ...splits, fits: fitTransforms(splits.train) };
}

/** What is done with the values of each, in this order. */
const STEPS: Readonly<Record<string, readonly Step[]>> = {
  'input:in': [step(scale, { divisor: 2, subtract: 0.1, divide: 3 }), step(standardize, { per: 'channel' })],
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
export function inputsOf([in2]: [Numbers], fits: Fits): tf.Tensor[] {
  return tf.tidy(() => [
    tf.transpose(tensorOf(stepped('input:in', rawOf(in2, 'float32', [2, 8, 8]), fits), 'float32', [2, 8, 8]), [0, 2, 3, 1]),
  ]);
}

/** Rows of a split as the network and its losses want them. */
export function readBatch({ table }: Split, rows: ArrayLike<number>, fits: Fits): { inputs: tf.Tensor[]; targets: Targets } {
  const inputs = inputsOf([take(table.image, rows)], fits);
  return { inputs, targets: { class: tensorOf(take(table.class, rows), 'int32'), 'how large': tensorOf(take(table.size, rows), 'float32', [1]) } };
}

/** Rows a piece at a time. */
function* pieces(rows: Int32Array, read: (some: Int32Array) => Tensor): Generator<Tensor> {
  for (let start = 0; start < rows.length; start += 1024) yield read(rows.subarray(start, start + 1024));
}

/** What the steps learn from the training rows. */
function fitTransforms({ table, rows }: Split): Fits {
  const fits: Fits = {};
  fits['input:in'] = fitAll(STEPS['input:in']!, () => pieces(rows, (some) => rawOf(take(table.image, some), 'float32', [2, 8, 8])));
  return fits;
}
