/** 'residual': the network. Images lie with their channels last, as TensorFlow.js wants them. */
import * as tf from "@tensorflow/tfjs";
import { BatchNorm, Conv2d, MaxPool2d } from "./layers.ts";
import { seed, startSeeds } from "./seeds.ts";

type Tensor = tf.SymbolicTensor;

/** What a layer makes of tensors. */
function apply(layer: tf.layers.Layer, ...inputs: Tensor[]): Tensor {
  return layer.apply(inputs.length === 1 ? inputs[0]! : inputs) as Tensor;
}

/** The network, with fresh weights. */
export function createModel(): tf.LayersModel {
  startSeeds(0);
  const in_2 = tf.input({ name: "in", shape: [8, 8, 2] });
  const stemConv = apply(
    tf.layers.conv2d({
      name: "stemConv",
      filters: 4,
      kernelSize: 3,
      padding: "same",
      kernelInitializer: tf.initializers.randomNormal({
        mean: 0,
        stddev: Math.sqrt(2 / 18),
        seed: seed(),
      }),
      kernelRegularizer: tf.regularizers.l1l2({ l1: 0.001, l2: 0.01 }),
    }),
    in_2,
  ); // N×8×8×4
  const norm = apply(new BatchNorm({ name: "norm" }), stemConv); // N×8×8×4
  const relu = apply(tf.layers.reLU(), norm); // N×8×8×4
  const left = apply(
    tf.layers.conv2d({
      name: "left",
      filters: 4,
      kernelSize: 3,
      padding: "same",
      kernelInitializer: tf.initializers.heUniform({ seed: seed() }),
      trainable: false,
    }),
    relu,
  ); // N×8×8×4
  const reluChannelsFirst = apply(tf.layers.permute({ dims: [3, 1, 2] }), relu); // channels first
  const grouped = apply(new Conv2d({ name: "grouped" }), reluChannelsFirst); // N×4×8×8
  const sum = apply(tf.layers.add(), left, relu); // N×8×8×4
  const groupedChannelsLast = apply(
    tf.layers.permute({ dims: [2, 3, 1] }),
    grouped,
  ); // channels last
  const both = apply(
    tf.layers.concatenate({ axis: -1 }),
    sum,
    groupedChannelsLast,
  ); // N×8×8×8
  const bothChannelsFirst = apply(tf.layers.permute({ dims: [3, 1, 2] }), both); // channels first
  const pool = apply(new MaxPool2d(), bothChannelsFirst); // N×8×4×4
  const flat = apply(tf.layers.flatten(), pool); // N×128
  const global = apply(tf.layers.globalAveragePooling2d({}), both); // N×8
  const digit = apply(
    tf.layers.dense({
      name: "digit",
      units: 3,
      kernelInitializer: tf.initializers.heUniform({ seed: seed() }),
    }),
    flat,
  ); // N×3
  const sizeOfIt = apply(
    tf.layers.dense({
      name: "sizeOfIt",
      units: 1,
      kernelInitializer: tf.initializers.randomNormal({
        mean: 0,
        stddev: Math.sqrt(2 / 9),
        seed: seed(),
      }),
    }),
    global,
  ); // N×1
  return tf.model({ inputs: in_2, outputs: [sizeOfIt, digit] });
}

/** What it predicts, in this order, as files of that are called. */
export const OUTPUTS = ["size_of_it", "digit"] as const;
export type Outputs = [sizeOfIt: tf.Tensor, digit: tf.Tensor];

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

/** Layers whose weights have other names in files than theirs. */
const OTHERS: Readonly<Record<string, readonly string[]>> = {
  stemConv: ["stem conv.weight", "stem conv.bias"],
  sizeOfIt: ["size of it.weight", "size of it.bias"],
};

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
    return [[layer, OTHERS[name] ?? names] as const];
  });
}
