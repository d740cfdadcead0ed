/** The data: read from its files, and dealt out into splits. */
import * as tf from "@tensorflow/tfjs";
import { type Numbers, readNpy, take } from "./arrays.ts";
import { inputsOf, tensorOf } from "./inputs.ts";
import { permutation, randomStream } from "./random.ts";

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

function readTables(): { train: Table } {
  // one row a sample, raw values, channels before height and width
  return {
    train: {
      image: readNpy("data/image.npy"),
      label: readNpy("data/label.npy"),
    },
  };
}

/** Reads the data and deals its rows out; the same seed always deals the same. */
export function openData(): { train: Split; validation: Split; test: Split } {
  const { train } = readTables();
  const order = permutation(train.image.shape[0]!, randomStream(0, "split"));
  const testing = Math.floor(order.length * 0.1);
  const validating = Math.floor((order.length - testing) * 0.1);
  const part = (start: number, end?: number): Split => ({
    table: train,
    rows: order.slice(start, end).sort(),
  });
  const splits = {
    train: part(testing + validating),
    validation: part(testing, testing + validating),
    test: part(0, testing),
  };
  return splits;
}

/** Rows of a split as the network and its loss want them. */
export function readBatch(
  { table }: Split,
  rows: ArrayLike<number>,
): { inputs: tf.Tensor[]; targets: Targets } {
  const inputs = inputsOf([take(table.image, rows)]);
  return {
    inputs,
    targets: { target: tensorOf(take(table.label, rows), "int32") },
  };
}
