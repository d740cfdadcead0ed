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
  const logs = tf.logSoftmax(prediction);
  const sum = tf.add(
    tf.mul(
      tf.neg(tf.reshape(pick(logs, tf.reshape(target, [batch, 1])), [batch])),
      0.9,
    ),
    tf.mul(tf.neg(tf.mean(logs, [1])), 0.1),
  );
  return { sum: tf.sum(sum), weight: batch };
}

/** Huber. Squared for small errors, linear for large ones. */
function huber(prediction: tf.Tensor, target: tf.Tensor): Cost {
  const batch = prediction.shape[0]!;
  const magnitude = tf.abs(tf.sub(prediction, target));
  const chosen = tf.where(
    tf.less(magnitude, 0.5),
    tf.mul(tf.mul(magnitude, magnitude), 0.5),
    tf.mul(tf.sub(magnitude, 0.25), 0.5),
  );
  return { sum: tf.sum(chosen), weight: batch };
}

/** So many times the cost. */
const times = (share: number, { sum, weight }: Cost): Cost => ({
  sum: tf.mul(sum, share),
  weight,
});

/** What a batch costs by each loss, and what its layers add. */
export function costsOf(
  model: tf.LayersModel,
  [sizeOfIt, digit]: Outputs,
  targets: Targets,
): Cost[] {
  const rows = digit.shape[0]!;
  return [
    crossEntropy(digit, targets.class),
    times(0.3, huber(sizeOfIt, targets["how large"])),
    {
      sum: tf.mul(
        tf.addN(model.layers.flatMap((layer) => layer.calculateLosses())),
        rows,
      ),
      weight: rows,
    },
  ];
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
