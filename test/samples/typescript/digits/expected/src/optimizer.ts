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
  const sum = tf.add(tf.mul(slots.momentum, 0.9), gradient);
  return {
    weight: tf.sub(weight, tf.mul(sum, rate)),
    slots: { momentum: sum },
  };
}

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
    this.#weights.forEach((weight, i) =>
      tf.tidy(() => {
        const slots = this.#slots[i]!;
        const next = update(
          weight.read(),
          gradients[weight.name] ?? tf.zerosLike(weight.read()),
          slots,
        );
        weight.write(next.weight);
        slots.momentum.assign(next.slots.momentum);
      }),
    );
  }
}
