/** AdamW: Adam with weight decay apart from the gradient. */
import * as tf from "@tensorflow/tfjs";

const LEARNING_RATE = 0.001;

/** What is remembered of each weight, and the value that it starts with. */
const START = { m: 0, v: 0 };
type Slot = keyof typeof START;

/** The next value of a weight and of what is remembered of it. */
function update(
  weight: tf.Tensor,
  gradient: tf.Tensor,
  slots: Record<Slot, tf.Tensor>,
  step: number,
): { weight: tf.Tensor; slots: Record<Slot, tf.Tensor> } {
  const rate = LEARNING_RATE / (1 - 0.9 ** step);
  const root = 1 / Math.sqrt(1 - 0.999 ** step);
  const keep = 1 - LEARNING_RATE * 0.01;
  const sum = tf.add(tf.mul(slots.m, 0.9), tf.mul(gradient, 0.1));
  const sum_2 = tf.add(
    tf.mul(slots.v, 0.999),
    tf.mul(tf.mul(gradient, gradient), 0.001),
  );
  const difference = tf.sub(
    tf.mul(weight, keep),
    tf.div(tf.mul(sum, rate), tf.add(tf.mul(tf.sqrt(sum_2), root), 1e-8)),
  );
  return { weight: difference, slots: { m: sum, v: sum_2 } };
}

/** Keeps every element of a gradient between -1 and 1. */
const clip = (gradient: tf.Tensor): tf.Tensor =>
  tf.clipByValue(gradient, -1, 1);

export class Optimizer {
  readonly #weights: readonly tf.LayerVariable[];
  #step = 0;
  readonly #slots: readonly Record<Slot, tf.Variable>[];

  constructor(model: tf.LayersModel) {
    this.#weights = model.trainableWeights;
    const make = (shape: tf.Shape, slot: Slot) =>
      tf.tidy(() =>
        tf.variable(tf.fill(shape as number[], START[slot]), false),
      );
    this.#slots = this.#weights.map(({ shape }) => ({
      m: make(shape, "m"),
      v: make(shape, "v"),
    }));
  }

  /** Takes one step: moves every weight by its gradient. */
  step(gradients: tf.NamedTensorMap): void {
    this.#step++;
    this.#weights.forEach((weight, i) =>
      tf.tidy(() => {
        const gradient = gradients[weight.name] ?? tf.zerosLike(weight.read());
        const slots = this.#slots[i]!;
        const next = update(weight.read(), clip(gradient), slots, this.#step);
        weight.write(next.weight);
        slots.m.assign(next.slots.m);
        slots.v.assign(next.slots.v);
      }),
    );
  }
}
