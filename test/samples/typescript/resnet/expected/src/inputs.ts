/** Raw rows as the network reads them, and its answers as they are in the data. It reads no files: a page runs it, too. */
import * as tf from "@tensorflow/tfjs";
import type { Numbers } from "./arrays.ts";

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
export function inputsOf([input1]: [Numbers]): tf.Tensor[] {
  return tf.tidy(() => [
    tf.transpose(
      tf.div(
        tf.sub(tf.div(tensorOf(input1, "float32", [3, 32, 32]), 255), 0.45),
        0.225,
      ),
      [0, 2, 3, 1],
    ),
  ]);
}
