/**
 * Layers that TensorFlow.js does not have, or has with other numbers.
 * Inputs have the channels first where nothing else is said.
 */
import * as tf from "@tensorflow/tfjs";

/** N×C×... to N×...×C and back; a sequence becomes an image of height 1 between the two. */
const channelsLast = (x: tf.Tensor): tf.Tensor4D =>
  tf.transpose(
    x.rank === 3 ? tf.expandDims(x, 2) : x,
    [0, 2, 3, 1],
  ) as tf.Tensor4D;
const channelsFirst = (x: tf.Tensor, rank: number): tf.Tensor =>
  rank === 3
    ? tf.squeeze(tf.transpose(x, [0, 3, 1, 2]), [2])
    : tf.transpose(x, [0, 3, 1, 2]);
const pair = (v: number[]): [number, number] =>
  v.length === 1 ? [1, v[0]!] : [v[0]!, v[1]!];

interface Pooling {
  size: number[];
  stride: number[];
  padding: [number, number][];
  dilation: number[];
}

/** Pooling of x [N, C, ...] after padding with a value. */
function slide(
  kind: "max" | "avg",
  x: tf.Tensor,
  { size, stride, padding, dilation }: Pooling,
  value: number,
): tf.Tensor {
  const image = channelsLast(tf.pad(x, [[0, 0], [0, 0], ...padding], value));
  if (dilation.every((step) => step === 1))
    return channelsFirst(
      tf.pool(image, pair(size), kind, "valid", 1, pair(stride)),
      x.rank,
    );
  // dilated windows slide by one pixel only, so the others are left out afterwards
  const every = tf.pool(image, pair(size), kind, "valid", pair(dilation), 1);
  const kept = pair(stride).reduce(
    (y, step, i) =>
      step === 1
        ? y
        : tf.gather(y, tf.range(0, y.shape[i + 1]!, step, "int32"), i + 1),
    every as tf.Tensor,
  );
  return channelsFirst(kept, x.rank);
}

const maxPool = (x: tf.Tensor, pooling: Pooling): tf.Tensor =>
  slide("max", x, pooling, -3.4e38);

/** Batch norm as PyTorch counts it: the running variance has one number less in its divisor than that of the batch. */
export class BatchNorm extends tf.layers.Layer {
  static readonly className = "BatchNorm";
  readonly #epsilon: number;
  readonly #momentum: number;
  #gamma!: tf.LayerVariable;
  #beta!: tf.LayerVariable;
  #mean!: tf.LayerVariable;
  #variance!: tf.LayerVariable;

  constructor({
    epsilon = 1e-5,
    momentum = 0.9,
    ...args
  }: {
    name?: string;
    trainable?: boolean;
    epsilon?: number;
    momentum?: number;
  }) {
    super(args);
    this.#epsilon = epsilon;
    this.#momentum = momentum;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const shape = [(inputShape as tf.Shape).at(-1)!];
    this.#gamma = this.addWeight(
      "weight",
      shape,
      "float32",
      tf.initializers.ones(),
    );
    this.#beta = this.addWeight(
      "bias",
      shape,
      "float32",
      tf.initializers.zeros(),
    );
    this.#mean = this.addWeight(
      "running_mean",
      shape,
      "float32",
      tf.initializers.zeros(),
      undefined,
      false,
    );
    this.#variance = this.addWeight(
      "running_var",
      shape,
      "float32",
      tf.initializers.ones(),
      undefined,
      false,
    );
    this.built = true;
  }

  override computeOutputShape(inputShape: tf.Shape): tf.Shape {
    return inputShape;
  }

  override call(
    inputs: tf.Tensor | tf.Tensor[],
    { training }: { training?: boolean },
  ): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    const normal = (...moments: [mean: tf.Tensor, variance: tf.Tensor]) => {
      const [mean, variance, beta, gamma] = [
        ...moments,
        this.#beta.read(),
        this.#gamma.read(),
      ] as tf.Tensor1D[];
      return tf.batchNorm(x, mean!, variance!, beta, gamma, this.#epsilon);
    };
    if (!training) return normal(this.#mean.read(), this.#variance.read());
    const { mean, variance } = tf.moments(
      x,
      x.shape.map((_, axis) => axis).slice(0, -1),
    );
    const count = x.size / mean.size;
    this.#towards(this.#mean, mean);
    this.#towards(
      this.#variance,
      tf.mul(variance, count / Math.max(count - 1, 1)),
    );
    return normal(mean, variance);
  }

  #towards(running: tf.LayerVariable, now: tf.Tensor): void {
    running.write(
      tf.add(
        tf.mul(running.read(), this.#momentum),
        tf.mul(now, 1 - this.#momentum),
      ),
    );
  }
}

/** Max pool 2D: Keeps the largest value of each window: smaller maps, and small shifts matter less. */
export class MaxPool2d extends tf.layers.Layer {
  static readonly className = "MaxPool2d";

  override computeOutputShape(): tf.Shape {
    return [null, 4, 8, 8];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    return maxPool(x, {
      stride: [2, 2],
      padding: [
        [1, 1],
        [1, 1],
      ],
      dilation: [1, 1],
      size: [3, 3],
    });
  }
}
