/**
 * Layers that TensorFlow.js does not have, or has with other numbers.
 * Inputs have the channels first where nothing else is said.
 */
import * as tf from "@tensorflow/tfjs";
import { seed } from "./seeds.ts";

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

/** The kernel with zeros between its taps along an axis; TensorFlow.js has no gradient of a dilated convolution. */
function dilate(w: tf.Tensor, axis: number, dilation: number): tf.Tensor {
  if (dilation === 1) return w;
  const [before, size, after] = [
    w.shape.slice(0, axis),
    w.shape[axis]!,
    w.shape.slice(axis + 1),
  ];
  const columns = tf.pad(
    tf.reshape(w, [-1, size, 1, after.reduce((a, b) => a * b, 1)]),
    [
      [0, 0],
      [0, 0],
      [0, dilation - 1],
      [0, 0],
    ],
  );
  const spread = tf.reshape(columns, [...before, size * dilation, ...after]);
  return tf.slice(
    spread,
    w.shape.map(() => 0),
    w.shape.with(axis, (size - 1) * dilation + 1),
  );
}

/** Cross-correlation of x [N, C, ...] with w [M, C / groups, ...]; one or two spatial dimensions. */
function convolve(
  x: tf.Tensor,
  w: tf.Tensor,
  {
    stride,
    padding,
    dilation,
    groups,
  }: {
    stride: number[];
    padding: [number, number][];
    dilation: number[];
    groups: number;
  },
): tf.Tensor {
  const taps = dilation.reduce(
    (kernel, step, i) => dilate(kernel, i + 2, step),
    w,
  );
  const image = channelsLast(tf.pad(x, [[0, 0], [0, 0], ...padding]));
  const kernel = tf.transpose(
    w.rank === 3 ? tf.expandDims(taps, 2) : taps,
    [2, 3, 1, 0],
  );
  if (groups === 1)
    return channelsFirst(
      tf.conv2d(image, kernel as tf.Tensor4D, pair(stride), "valid"),
      x.rank,
    );
  const kernels = tf.split(kernel, groups, 3);
  const parts = tf
    .split(image, groups, 3)
    .map((part, g) =>
      tf.conv2d(
        part as tf.Tensor4D,
        kernels[g] as tf.Tensor4D,
        pair(stride),
        "valid",
      ),
    );
  return channelsFirst(tf.concat(parts, 3), x.rank);
}

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

/** Conv 2D: Slides learned filters over the image; each gives one output map. */
export class Conv2d extends tf.layers.Layer {
  static readonly className = "Conv2d";
  #weight!: tf.LayerVariable;
  #bias!: tf.LayerVariable;

  override build(): void {
    this.#weight = this.addWeight(
      "weight",
      [4, 2, 3, 3],
      "float32",
      tf.initializers.randomUniform({
        minval: -0.05,
        maxval: 0.05,
        seed: seed(),
      }),
      tf.regularizers.l2({ l2: 0.02 }),
    );
    this.#bias = this.addWeight(
      "bias",
      [4],
      "float32",
      tf.initializers.zeros(),
    );
    this.built = true;
  }

  override computeOutputShape(): tf.Shape {
    return [null, 4, 8, 8];
  }

  override call(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
    const x = Array.isArray(inputs) ? inputs[0]! : inputs;
    const convolved = convolve(x, this.#weight.read(), {
      stride: [1, 1],
      padding: [
        [1, 1],
        [1, 1],
      ],
      dilation: [1, 1],
      groups: 2,
    });
    return tf.add(convolved, tf.reshape(this.#bias.read(), [1, 4, 1, 1]));
  }
}

/** Max pool 2D: Keeps the largest value of each window: smaller maps, and small shifts matter less. */
export class MaxPool2d extends tf.layers.Layer {
  static readonly className = "MaxPool2d";

  override computeOutputShape(): tf.Shape {
    return [null, 8, 4, 4];
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
