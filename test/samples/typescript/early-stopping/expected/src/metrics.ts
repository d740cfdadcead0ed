/** How good the network is on rows that it does not learn from: loss and metrics. */
import * as tf from "@tensorflow/tfjs";
import { readBatch, type Split } from "./data.ts";
import { type Fits } from "./inputs.ts";
import { costsOf, Totals } from "./losses.ts";
import { run } from "./model.ts";

/** What Accuracy adds up: right, count. */
function accuracySums(prediction: tf.Tensor, target: tf.Tensor): tf.Tensor {
  const batch = prediction.shape[0]!;
  const concat = tf.concat(
    [
      tf.reshape(
        tf.sum(tf.cast(tf.equal(tf.argMax(prediction, 1), target), "float32")),
        [1],
      ),
      tf.fill([1], batch, "float32"),
    ],
    0,
  );
  return tf.add(concat, tf.sum(tf.mul(prediction, 0)));
}

/** How often each class (row) was taken for each other (column), row by row. */
function confusion(prediction: tf.Tensor, target: tf.Tensor): tf.Tensor {
  const batch = prediction.shape[0]!;
  const eq = tf.equal(
    tf.reshape(target, [batch, 1]),
    tf.broadcastTo(tf.range(0, 10, 1, "int32").reshape([-1]), [10]),
  );
  const eq_2 = tf.equal(
    tf.reshape(tf.argMax(prediction, 1), [batch, 1]),
    tf.broadcastTo(tf.range(0, 10, 1, "int32").reshape([-1]), [10]),
  );
  const reshape = tf.reshape(
    tf.matMul(tf.cast(eq, "float32"), tf.cast(eq_2, "float32"), true, false),
    [100],
  );
  return tf.add(reshape, tf.sum(tf.mul(prediction, 0)));
}

/** The totals of a square matrix as its rows. */
function rowsOf(totals: readonly number[]): number[][] {
  const classes = Math.sqrt(totals.length);
  return Array.from({ length: classes }, (_, c) =>
    totals.slice(c * classes, (c + 1) * classes),
  );
}

/** Null where a metric is not defined: nothing counts, or outputs are not finite. */
const defined = (value: number): number | null =>
  Number.isFinite(value) ? value : null;

/** Null where outputs are not finite. */
const matrix = (totals: readonly number[]): number[][] | null =>
  totals.every(Number.isFinite) ? rowsOf(totals) : null;

/** Accuracy. Share of right answers. */
const accuracy = ([right, count]: readonly number[]): number => right! / count!;

/** Rows in a batch. */
const BATCH = 500;

export function evaluate(model: tf.LayersModel, split: Split, fits: Fits) {
  const costs = new Totals();
  const totals = { accuracySums: [] as number[], confusion: [] as number[] };
  for (let start = 0; start < split.rows.length; start += BATCH)
    tf.tidy(() => {
      const rows = split.rows.subarray(start, start + BATCH);
      const { inputs, targets } = readBatch(split, rows, fits);
      const results = run(model, inputs);
      costs.add(costsOf(model, results, targets));
      add(totals.accuracySums, accuracySums(results[0], targets.target));
      add(totals.confusion, confusion(results[0], targets.target));
    });
  return {
    loss: costs.loss,
    accuracy: defined(accuracy(totals.accuracySums)),
    confusionMatrix: matrix(totals.confusion),
  };
}

/** Adds the numbers of a batch to the totals. */
function add(totals: number[], sums: tf.Tensor): void {
  sums.dataSync().forEach((value, i) => (totals[i] = (totals[i] ?? 0) + value));
}
