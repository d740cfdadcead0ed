/** How good the network is on rows that it does not learn from: loss and metrics. */
import * as tf from "@tensorflow/tfjs";
import { readBatch, type Split } from "./data.ts";
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

/** Null where a metric is not defined: nothing counts, or outputs are not finite. */
const defined = (value: number): number | null =>
  Number.isFinite(value) ? value : null;

/** Accuracy. Share of right answers. */
const accuracy = ([right, count]: readonly number[]): number => right! / count!;

/** Rows in a batch. */
const BATCH = 500;

export function evaluate(model: tf.LayersModel, split: Split) {
  const costs = new Totals();
  const totals = { accuracySums: [] as number[] };
  for (let start = 0; start < split.rows.length; start += BATCH)
    tf.tidy(() => {
      const rows = split.rows.subarray(start, start + BATCH);
      const { inputs, targets } = readBatch(split, rows);
      const results = run(model, inputs);
      costs.add(costsOf(model, results, targets));
      add(totals.accuracySums, accuracySums(results[0], targets.target));
    });
  return { loss: costs.loss, accuracy: defined(accuracy(totals.accuracySums)) };
}

/** Adds the numbers of a batch to the totals. */
function add(totals: number[], sums: tf.Tensor): void {
  sums.dataSync().forEach((value, i) => (totals[i] = (totals[i] ?? 0) + value));
}
