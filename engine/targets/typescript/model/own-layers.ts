/** Layers that TensorFlow.js has with other numbers than the engine, as classes of an exported project. Channels are last, as there. */

/** By the names that a layer's spelling has for them. */
const OWN_LAYERS: Readonly<Record<string, string>> = {
  BatchNorm: `/** Batch norm as PyTorch counts it: the running variance has one number less in its divisor than that of the batch. */
export class BatchNorm extends tf.layers.Layer {
  static readonly className = 'BatchNorm';
  readonly #epsilon: number;
  readonly #momentum: number;
  #gamma!: tf.LayerVariable;
  #beta!: tf.LayerVariable;
  #mean!: tf.LayerVariable;
  #variance!: tf.LayerVariable;

  constructor({ epsilon = 1e-5, momentum = 0.9, ...args }: { name?: string; trainable?: boolean; epsilon?: number; momentum?: number }) {
    super(args);
    this.#epsilon = epsilon;
    this.#momentum = momentum;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const shape = [(inputShape as tf.Shape).at(-1)!];
    this.#gamma = this.addWeight('weight', shape, 'float32', tf.initializers.ones());
    this.#beta = this.addWeight('bias', shape, 'float32', tf.initializers.zeros());
    this.#mean = this.addWeight('running_mean', shape, 'float32', tf.initializers.zeros(), undefined, false);
    this.#variance = this.addWeight('running_var', shape, 'float32', tf.initializers.ones(), undefined, false);
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return inputShape;
  }

  override call(inputs: tf.Tensor | tf.Tensor[], { training }: { training?: boolean }): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    const normal = (...moments: [mean: tf.Tensor, variance: tf.Tensor]) => {
      const [mean, variance, beta, gamma] = [...moments, this.#beta.read(), this.#gamma.read()] as tf.Tensor1D[];
      return tf.batchNorm(x, mean!, variance!, beta, gamma, this.#epsilon);
    };
    if (!training) return normal(this.#mean.read(), this.#variance.read());
    const { mean, variance } = tf.moments(x, x.shape.map((_, axis) => axis).slice(0, -1));
    const count = x.size / mean.size;
    this.#towards(this.#mean, mean);
    this.#towards(this.#variance, tf.mul(variance, count / Math.max(count - 1, 1)));
    return normal(mean, variance);
  }

  #towards(running: tf.LayerVariable, now: tf.Tensor): void {
    running.write(tf.add(tf.mul(running.read(), this.#momentum), tf.mul(now, 1 - this.#momentum)));
  }
}
`,
};

/** The names of those. */
export const OWN_LAYER_NAMES: readonly string[] = Object.keys(OWN_LAYERS);

/** The source of one of them; undefined for words of TensorFlow.js. */
export const ownLayer = (call: string): string | undefined =>
  Object.hasOwn(OWN_LAYERS, call) ? OWN_LAYERS[call] : undefined;
