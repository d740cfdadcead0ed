/** SGD: Steps down the gradient; momentum keeps some of the last direction. */
import * as tf from "@tensorflow/tfjs";

const LEARNING_RATE = 0.01;

/** What is remembered of each weight, and the value that it starts with. */
const START = { momentum: 0 };
type Slot = keyof typeof START;

/** The next value of a weight and of what is remembered of it. */
function update(
  weight: tf.Tensor,
  gradient: tf.Tensor,
  slots: Record<Slot, tf.Tensor>,
): { weight: tf.Tensor; slots: Record<Slot, tf.Tensor> } {
  const rate = LEARNING_RATE;
  const sum = tf.add(gradient, tf.mul(weight, 0.01));
  const sum_2 = tf.add(tf.mul(slots.momentum, 0.9), sum);
  return {
    weight: tf.sub(weight, tf.mul(tf.add(sum, tf.mul(sum_2, 0.9)), rate)),
    slots: { momentum: sum_2 },
  };
}

/** A norm that is not finite counts as the largest number, so that one gradient spoils its own weight and not all of them. */
const known = (norm: tf.Tensor): tf.Tensor =>
  tf.where(tf.less(norm, Infinity), norm, 3.4028234663852886e38);

/** What all gradients are scaled down by where their norm together is above 0.5 (Pascanu et al. 2013). */
function clippingFactor(gradients: readonly tf.Tensor[]): tf.Tensor {
  const norm = known(
    tf.sqrt(
      tf.addN(
        gradients.map((gradient) => tf.tidy(() => tf.sum(tf.square(gradient)))),
      ),
    ),
  );
  return tf.minimum(tf.div(0.5, tf.add(norm, 1e-6)), 1);
}
const clip = (gradient: tf.Tensor, factor: tf.Tensor): tf.Tensor =>
  tf.mul(gradient, factor);

export class Optimizer {
  readonly #weights: readonly tf.LayerVariable[];
  readonly #slots: readonly Record<Slot, tf.Variable>[];

  constructor(model: tf.LayersModel) {
    this.#weights = model.trainableWeights;
    const make = (shape: tf.Shape, slot: Slot) =>
      tf.tidy(() =>
        tf.variable(tf.fill(shape as number[], START[slot]), false),
      );
    this.#slots = this.#weights.map(({ shape }) => ({
      momentum: make(shape, "momentum"),
    }));
  }

  /** Takes one step: moves every weight by its gradient. */
  step(gradients: tf.NamedTensorMap): void {
    const factor = tf.tidy(() =>
      clippingFactor(
        this.#weights.flatMap(({ name }) => gradients[name] ?? []),
      ),
    );
    this.#weights.forEach((weight, i) =>
      tf.tidy(() => {
        const gradient = gradients[weight.name] ?? tf.zerosLike(weight.read());
        const slots = this.#slots[i]!;
        const next = update(weight.read(), clip(gradient, factor), slots);
        weight.write(next.weight);
        slots.momentum.assign(next.slots.momentum);
      }),
    );
    factor.dispose();
  }
}
