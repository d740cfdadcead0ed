/** What training makes small. */
import * as tf from "@tensorflow/tfjs";
import type { Targets } from "./data.ts";
import type { Outputs } from "./model.ts";

/** The element of each row whose place is given: x [..., classes], places [..., 1] to [..., 1]. */
const pick = (x: tf.Tensor, places: tf.Tensor): tf.Tensor =>
  tf.sum(
    tf.mul(x, tf.oneHot(tf.squeeze(places, [-1]), x.shape.at(-1)!)),
    -1,
    true,
  );

/** What rows cost in all, and how much they count: batches add up, and the loss is the one divided by the other. */
export interface Cost {
  readonly sum: tf.Tensor;
  readonly weight: tf.Tensor | number;
}

/** Cross-entropy. For choosing one class of several. Reads the raw outputs (logits) and applies softmax itself; labels are class numbers or one-hot rows. Class weights divide by what the rows weigh together for class numbers, by their number for one-hot rows, as PyTorch does. */
function crossEntropy(prediction: tf.Tensor, target: tf.Tensor): Cost {
  const batch = prediction.shape[0]!;
  const neg = tf.neg(
    tf.reshape(
      pick(tf.logSoftmax(prediction), tf.reshape(target, [batch, 1])),
      [batch],
    ),
  );
  return { sum: tf.sum(neg), weight: batch };
}

/** What a batch costs by each loss. */
export function costsOf(
  _model: tf.LayersModel,
  [fc]: Outputs,
  targets: Targets,
): Cost[] {
  return [crossEntropy(fc, targets.target)];
}

/** The loss of a batch; 0 where nothing counts. */
export const lossOf = (costs: readonly Cost[]): tf.Scalar =>
  tf.addN(
    costs.map(({ sum, weight }) =>
      typeof weight === "number"
        ? tf.div(sum, weight)
        : tf.where(
            tf.greater(weight, 0),
            tf.div(sum, tf.maximum(weight, 1e-30)),
            0,
          ),
    ),
  ) as tf.Scalar;

/** Adds up the costs of batches. */
export class Totals {
  readonly #sums: number[] = [];
  readonly #weights: number[] = [];

  add(costs: readonly Cost[]): void {
    costs.forEach(({ sum, weight }, i) => {
      this.#sums[i] = (this.#sums[i] ?? 0) + sum.dataSync()[0]!;
      this.#weights[i] =
        (this.#weights[i] ?? 0) +
        (typeof weight === "number" ? weight : weight.dataSync()[0]!);
    });
  }

  /** The loss of all rows, however they were cut into batches; NaN where nothing counts. */
  get loss(): number {
    const means = this.#sums.flatMap((sum, i) =>
      this.#weights[i]! > 0 ? [sum / this.#weights[i]!] : [],
    );
    return means.length === 0 ? Number.NaN : means.reduce((a, b) => a + b);
  }
}
