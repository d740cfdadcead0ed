/** The data: read from its files, and dealt out into splits. */
import * as tf from "@tensorflow/tfjs";
import { type Numbers, readNpz, take } from "./arrays.ts";
import { inputsOf, rawOf, STEPS, tensorOf } from "./inputs.ts";
import { permutation, randomStream } from "./random.ts";
import { type Fits, fitAll, type Tensor } from "./transforms.ts";

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
  "how large": tf.Tensor;
}

function readTables(): { train: Table; test?: Table | undefined } {
  const arrays = readNpz("data.npz");
  /** x_train and x_test are the two parts of the column x; beside an array x they are a column "x_train". */
  const training = (column: string) =>
    [column, `${column}_train`, `${column}train`].find(
      (name) => arrays[name],
    ) ?? column;
  const testing = (name: string) =>
    name.endsWith("train")
      ? name.replace(/train$/, "test")
      : arrays[`${name}_train`]
        ? ""
        : `${name}_test`;
  const [train0, train1, train2] = [
    arrays[training("image")],
    arrays[training("class")],
    arrays[training("size")],
  ];
  const [test0, test1, test2] = [
    arrays[testing(training("image"))],
    arrays[testing(training("class"))],
    arrays[testing(training("size"))],
  ];
  if (!train0 || !train1 || !train2)
    throw new Error("data.npz lacks one of the arrays image, class, size.");
  const test =
    test0 && test1 && test2
      ? { image: test0, class: test1, size: test2 }
      : undefined;
  return { train: { image: train0, class: train1, size: train2 }, test };
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
  const validating = 0;
  const part = (start: number, end?: number): Split => ({
    table: train,
    rows: order.slice(start, end).sort(),
  });
  const splits = {
    train: part(testing + validating),
    validation: part(testing, testing + validating),
    test: test
      ? {
          table: test,
          rows: Int32Array.from({ length: test.image.shape[0]! }, (_, i) => i),
        }
      : part(0, testing),
  };
  return { ...splits, fits: fitTransforms(splits.train) };
}

/** Rows of a split as the network and its losses want them. */
export function readBatch(
  { table }: Split,
  rows: ArrayLike<number>,
  fits: Fits,
): { inputs: tf.Tensor[]; targets: Targets } {
  const inputs = inputsOf([take(table.image, rows)], fits);
  return {
    inputs,
    targets: {
      class: tensorOf(take(table.class, rows), "int32"),
      "how large": tensorOf(take(table.size, rows), "float32", [1]),
    },
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
  fits["input:in"] = fitAll(STEPS["input:in"]!, () =>
    pieces(rows, (some) =>
      rawOf(take(table.image, some), "float32", [2, 8, 8]),
    ),
  );
  return fits;
}
