/** 'Digits, watched': the network. Images lie with their channels last, as TensorFlow.js wants them. */
import * as tf from "@tensorflow/tfjs";
import { seed, startSeeds } from "./seeds.ts";

type Tensor = tf.SymbolicTensor;

/** What a layer makes of tensors. */
function apply(layer: tf.layers.Layer, ...inputs: Tensor[]): Tensor {
  return layer.apply(inputs.length === 1 ? inputs[0]! : inputs) as Tensor;
}

/** The network, with fresh weights. */
export function createModel(): tf.LayersModel {
  startSeeds(0);
  const input1 = tf.input({ name: "input_1", shape: [28, 28, 1] });
  const conv2d1 = apply(
    tf.layers.conv2d({
      name: "conv2d_1",
      filters: 10,
      kernelSize: 5,
      kernelInitializer: tf.initializers.heUniform({ seed: seed() }),
    }),
    input1,
  ); // N×24×24×10
  const maxPool2d1 = apply(tf.layers.maxPooling2d({ poolSize: 2 }), conv2d1); // N×12×12×10
  const relu1 = apply(tf.layers.reLU(), maxPool2d1); // N×12×12×10
  const conv2d2 = apply(
    tf.layers.conv2d({
      name: "conv2d_2",
      filters: 20,
      kernelSize: 5,
      kernelInitializer: tf.initializers.heUniform({ seed: seed() }),
    }),
    relu1,
  ); // N×8×8×20
  const maxPool2d2 = apply(tf.layers.maxPooling2d({ poolSize: 2 }), conv2d2); // N×4×4×20
  const relu2 = apply(tf.layers.reLU(), maxPool2d2); // N×4×4×20
  const relu2ChannelsFirst = apply(
    tf.layers.permute({ dims: [3, 1, 2] }),
    relu2,
  ); // channels first
  const flatten1 = apply(tf.layers.flatten(), relu2ChannelsFirst); // N×320
  const dense1 = apply(
    tf.layers.dense({
      name: "dense_1",
      units: 50,
      kernelInitializer: tf.initializers.heUniform({ seed: seed() }),
    }),
    flatten1,
  ); // N×50
  const relu3 = apply(tf.layers.reLU(), dense1); // N×50
  const dense2 = apply(
    tf.layers.dense({
      name: "dense_2",
      units: 10,
      kernelInitializer: tf.initializers.heUniform({ seed: seed() }),
    }),
    relu3,
  ); // N×10
  return tf.model({ inputs: input1, outputs: dense2 });
}

/** What it predicts, in this order, as files of that are called. */
export const OUTPUTS = ["dense_2"] as const;
export type Outputs = [dense2: tf.Tensor];

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
