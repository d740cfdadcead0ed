/** Raw rows as the network reads them, and its answers as they are in the data. It reads no files: a page runs it, too. */
import * as tf from "@tensorflow/tfjs";
import type { Numbers } from "./arrays.ts";
import {
  applyAll,
  type Step,
  step,
  type Tensor,
  type Fits,
  scale,
  standardize,
} from "./transforms.ts";

export type { Fits } from "./transforms.ts";

/** What is done with the values of each, in this order. */
export const STEPS: Readonly<Record<string, readonly Step[]>> = {
  "input:in": [
    step(scale, { divisor: 2, subtract: 0.1, divide: 3 }),
    step(standardize, { per: "channel" }),
  ],
};

/** Rows as the steps take them: a copy, for they may change what they are given. */
export function rawOf(
  { shape: [rows, ...own], data }: Numbers,
  dtype: Tensor["dtype"] = "float32",
  shape = own,
): Tensor {
  return {
    dtype,
    shape: [rows!, ...shape],
    data: dtype === "int32" ? Int32Array.from(data) : Float32Array.from(data),
  };
}

/** Rows after their steps. */
export const stepped = (key: string, raw: Tensor, fits: Fits): Tensor =>
  applyAll(STEPS[key]!, raw, fits[key]);

/** Numbers as a tensor whose rows have this shape, or their own. */
export function tensorOf(
  { shape: [rows, ...own], data }: Numbers,
  dtype: "float32" | "int32",
  shape = own,
): tf.Tensor {
  return tf.tensor(
    dtype === "int32" ? Int32Array.from(data) : Float32Array.from(data),
    [rows!, ...shape],
    dtype,
  );
}

/** What the network reads, from raw values: one array for each input. */
export function inputsOf([in2]: [Numbers], fits: Fits): tf.Tensor[] {
  return tf.tidy(() => [
    tf.transpose(
      tensorOf(
        stepped("input:in", rawOf(in2, "float32", [2, 8, 8]), fits),
        "float32",
        [2, 8, 8],
      ),
      [0, 2, 3, 1],
    ),
  ]);
}
