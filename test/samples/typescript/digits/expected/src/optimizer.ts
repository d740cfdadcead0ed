/** SGD: Steps down the gradient; momentum keeps some of the last direction. */
import * as tf from '@tensorflow/tfjs';

const LEARNING_RATE = 0.01;

/** What is remembered of each weight, and the value that it starts with. */
const START = { momentum: 0 };
type Slot = keyof typeof START;

/** The next value of a weight and of what is remembered of it. */
function update(weight: tf.Tensor, gradient: tf.Tensor, slots: Record<Slot, tf.Tensor>): { weight: tf.Tensor; slots: Record<Slot, tf.Tensor> } {
  const rate = LEARNING_RATE;
  const sum = tf.add(tf.mul(slots.momentum, 0.9), gradient);
  return { weight: tf.sub(weight, tf.mul(sum, rate)), slots: { momentum: sum } };
}


export class Optimizer {
  readonly #slots = new Map<string, Record<Slot, tf.Variable>>();

  /** Takes one step: moves every weight by its gradient. */
  step(weights: readonly tf.LayerVariable[], gradients: readonly tf.Tensor[]): void {
    tf.tidy(() => {
      weights.forEach((weight, i) => {
        const slots = this.#slotsOf(weight);
        const next = update(weight.read(), gradients[i]!, slots);
        weight.write(next.weight);
        slots.momentum.assign(next.slots.momentum);
      });
    });
  }

  #slotsOf({ name, shape }: tf.LayerVariable): Record<Slot, tf.Variable> {
    const known = this.#slots.get(name);
    if (known) return known;
    const make = (slot: Slot) => tf.variable(tf.fill(shape as number[], START[slot]), false);
    const slots = { momentum: make('momentum') };
    this.#slots.set(name, slots);
    return slots;
  }
}
