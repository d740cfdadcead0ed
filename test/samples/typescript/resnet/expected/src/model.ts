/** 'ResNet-18': the network. Images lie with their channels last, as TensorFlow.js wants them. */
import * as tf from "@tensorflow/tfjs";
import { BatchNorm, MaxPool2d } from "./layers.ts";
import { seed, startSeeds } from "./seeds.ts";

type Tensor = tf.SymbolicTensor;

/** What a layer makes of tensors. */
function apply(layer: tf.layers.Layer, ...inputs: Tensor[]): Tensor {
  return layer.apply(inputs.length === 1 ? inputs[0]! : inputs) as Tensor;
}

/** A shortcut between maps of different shapes: a 1×1 convolution and a norm. */
function projection(
  x: Tensor,
  { name, channels }: { name: string; channels: number },
): Tensor {
  const conv2d1 = apply(
    tf.layers.conv2d({
      name: `${name}.0`,
      filters: channels,
      kernelSize: 1,
      strides: 2,
      useBias: false,
      kernelInitializer: tf.initializers.heUniform({ seed: seed() }),
    }),
    x,
  );
  return apply(new BatchNorm({ name: `${name}.1` }), conv2d1);
}

/** Two 3×3 convolutions compute what is added to the input. */
function basicBlock(
  x: Tensor,
  { name, channels }: { name: string; channels: number },
): Tensor {
  const conv1 = apply(
    tf.layers.conv2d({
      name: `${name}.conv1`,
      filters: channels,
      kernelSize: 3,
      padding: "same",
      useBias: false,
      kernelInitializer: tf.initializers.heUniform({ seed: seed() }),
    }),
    x,
  );
  const bn1 = apply(new BatchNorm({ name: `${name}.bn1` }), conv1);
  const relu1 = apply(tf.layers.reLU(), bn1);
  const conv2 = apply(
    tf.layers.conv2d({
      name: `${name}.conv2`,
      filters: channels,
      kernelSize: 3,
      padding: "same",
      useBias: false,
      kernelInitializer: tf.initializers.heUniform({ seed: seed() }),
    }),
    relu1,
  );
  const bn2 = apply(new BatchNorm({ name: `${name}.bn2` }), conv2);
  const add1 = apply(tf.layers.add(), bn2, x);
  return apply(tf.layers.reLU(), add1);
}

/** Two 3×3 convolutions compute what is added to the input. */
function basicBlockProjection(
  x: Tensor,
  { name, channels }: { name: string; channels: number },
): Tensor {
  const conv1Padded = apply(tf.layers.zeroPadding2d({ padding: 1 }), x);
  const conv1 = apply(
    tf.layers.conv2d({
      name: `${name}.conv1`,
      filters: channels,
      kernelSize: 3,
      strides: 2,
      useBias: false,
      kernelInitializer: tf.initializers.heUniform({ seed: seed() }),
    }),
    conv1Padded,
  );
  const bn1 = apply(new BatchNorm({ name: `${name}.bn1` }), conv1);
  const relu1 = apply(tf.layers.reLU(), bn1);
  const conv2 = apply(
    tf.layers.conv2d({
      name: `${name}.conv2`,
      filters: channels,
      kernelSize: 3,
      padding: "same",
      useBias: false,
      kernelInitializer: tf.initializers.heUniform({ seed: seed() }),
    }),
    relu1,
  );
  const bn2 = apply(new BatchNorm({ name: `${name}.bn2` }), conv2);
  const downsample = projection(x, { name: `${name}.downsample`, channels });
  const add1 = apply(tf.layers.add(), bn2, downsample);
  return apply(tf.layers.reLU(), add1);
}

/** The network, with fresh weights. */
export function createModel(): tf.LayersModel {
  startSeeds(0);
  const input1 = tf.input({ name: "input_1", shape: [32, 32, 3] });
  const conv1Padded = apply(tf.layers.zeroPadding2d({ padding: 3 }), input1);
  const conv1 = apply(
    tf.layers.conv2d({
      name: "conv1",
      filters: 4,
      kernelSize: 7,
      strides: 2,
      useBias: false,
      kernelInitializer: tf.initializers.heUniform({ seed: seed() }),
    }),
    conv1Padded,
  ); // N×16×16×4
  const bn1 = apply(new BatchNorm({ name: "bn1" }), conv1); // N×16×16×4
  const relu1 = apply(tf.layers.reLU(), bn1); // N×16×16×4
  const relu1ChannelsFirst = apply(
    tf.layers.permute({ dims: [3, 1, 2] }),
    relu1,
  ); // channels first
  const maxPool2d1 = apply(new MaxPool2d(), relu1ChannelsFirst); // N×4×8×8
  const maxPool2d1ChannelsLast = apply(
    tf.layers.permute({ dims: [2, 3, 1] }),
    maxPool2d1,
  ); // channels last
  let layer1 = maxPool2d1ChannelsLast;
  for (let i = 0; i < 2; i++)
    layer1 = basicBlock(layer1, { name: `layer1.${i}`, channels: 4 }); // N×8×8×4
  let layer2 = basicBlockProjection(layer1, { name: "layer2.0", channels: 8 });
  layer2 = basicBlock(layer2, { name: "layer2.1", channels: 8 }); // N×4×4×8
  let layer3 = basicBlockProjection(layer2, { name: "layer3.0", channels: 16 });
  layer3 = basicBlock(layer3, { name: "layer3.1", channels: 16 }); // N×2×2×16
  let layer4 = basicBlockProjection(layer3, { name: "layer4.0", channels: 32 });
  layer4 = basicBlock(layer4, { name: "layer4.1", channels: 32 }); // N×1×1×32
  const globalPool2d1 = apply(tf.layers.globalAveragePooling2d({}), layer4); // N×32
  const fc = apply(
    tf.layers.dense({
      name: "fc",
      units: 10,
      kernelInitializer: tf.initializers.heUniform({ seed: seed() }),
    }),
    globalPool2d1,
  ); // N×10
  return tf.model({ inputs: input1, outputs: fc });
}

/** What it predicts, in this order, as files of that are called. */
export const OUTPUTS = ["fc"] as const;
export type Outputs = [fc: tf.Tensor];

/** Applies the network; dropout and batch norm differ in training. */
export function run(
  model: tf.LayersModel,
  inputs: tf.Tensor[],
  training = false,
): Outputs {
  return [model.apply(inputs, { training })].flat() as Outputs;
}

/** What files call weights that TensorFlow.js calls otherwise. */
const CALLED: Readonly<Record<string, string>> = { kernel: "weight" };

/** The layers that have weights, and what files call these, in the order of `getWeights`. */
export function weightNames(
  model: tf.LayersModel,
): (readonly [layer: tf.layers.Layer, names: readonly string[]])[] {
  return model.layers.flatMap((layer) => {
    const { name, weights } = layer;
    if (weights.length === 0) return [];
    const names = weights.map(({ originalName }) => {
      const own = originalName.slice(name.length + 1);
      return `${name}.${CALLED[own] ?? own}`;
    });
    return [[layer, names] as const];
  });
}
