/** 'residual': the network. Images lie with their channels last, as TensorFlow.js wants them. */
import * as tf from '@tensorflow/tfjs';
import { BatchNorm, Conv2d, MaxPool2d } from './layers.ts';

/** The network, with fresh weights. */
export function createModel(): tf.LayersModel {
  const in_2 = tf.input({ name: 'in', shape: [8, 8, 2] });
  const stemConv = tf.layers
    .conv2d({ name: 'stemConv', filters: 4, kernelSize: 3, padding: 'same', kernelInitializer: tf.initializers.randomNormal({ mean: 0, stddev: Math.sqrt(2 / 18), seed: 1 }), kernelRegularizer: tf.regularizers.l1l2({ l1: 0.001, l2: 0.01 }) })
    .apply(in_2) as tf.SymbolicTensor; // N×8×8×4
  const norm = new BatchNorm({ name: 'norm', epsilon: 0.00001, momentum: 0.9 }).apply(stemConv) as tf.SymbolicTensor; // N×8×8×4
  const relu = tf.layers.activation({ name: 'relu', activation: 'relu' }).apply(norm) as tf.SymbolicTensor; // N×8×8×4
  const left = tf.layers
    .conv2d({ name: 'left', filters: 4, kernelSize: 3, padding: 'same', kernelInitializer: tf.initializers.heUniform({ seed: 2 }), trainable: false })
    .apply(relu) as tf.SymbolicTensor; // N×8×8×4
  const reluChannelsFirst = tf.layers.permute({ dims: [3, 1, 2] }).apply(relu) as tf.SymbolicTensor;
  const grouped = new Conv2d({ name: 'grouped' }).apply(reluChannelsFirst) as tf.SymbolicTensor; // N×4×8×8
  const sum = tf.layers.add({ name: 'sum' }).apply([left, relu]) as tf.SymbolicTensor; // N×8×8×4
  const groupedChannelsLast = tf.layers.permute({ dims: [2, 3, 1] }).apply(grouped) as tf.SymbolicTensor;
  const both = tf.layers.concatenate({ name: 'both', axis: -1 }).apply([sum, groupedChannelsLast]) as tf.SymbolicTensor; // N×8×8×8
  const bothChannelsFirst = tf.layers.permute({ dims: [3, 1, 2] }).apply(both) as tf.SymbolicTensor;
  const pool = new MaxPool2d({ name: 'pool' }).apply(bothChannelsFirst) as tf.SymbolicTensor; // N×8×4×4
  const global = tf.layers.globalAveragePooling2d({ name: 'global' }).apply(both) as tf.SymbolicTensor; // N×8
  const flat = tf.layers.flatten({ name: 'flat' }).apply(pool) as tf.SymbolicTensor; // N×128
  const sizeOfIt = tf.layers
    .dense({ name: 'sizeOfIt', units: 1, kernelInitializer: tf.initializers.randomNormal({ mean: 0, stddev: Math.sqrt(2 / 9), seed: 4 }) })
    .apply(global) as tf.SymbolicTensor; // N×1
  const digit = tf.layers
    .dense({ name: 'digit', units: 3, kernelInitializer: tf.initializers.heUniform({ seed: 5 }) })
    .apply(flat) as tf.SymbolicTensor; // N×3
  return tf.model({ inputs: in_2, outputs: [sizeOfIt, digit] });
}

/** Its outputs, in this order, as files of predictions are called. */
export const OUTPUTS = ['size_of_it', 'digit'] as const;
export type Outputs = [sizeOfIt: tf.Tensor, digit: tf.Tensor];

/** Applies the network; dropout and batch norm differ in training. */
export function run(model: tf.LayersModel, inputs: tf.Tensor[], training = false): Outputs {
  return [model.apply(inputs, { training })].flat() as Outputs;
}

/** For each layer with weights their names in `weights.safetensors`, in the order of `setWeights`. */
export const WEIGHT_NAMES: Readonly<Record<string, readonly string[]>> = {
  stemConv: ['stem conv.weight', 'stem conv.bias'],
  norm: ['norm.weight', 'norm.bias', 'norm.running_mean', 'norm.running_var'],
  left: ['left.weight', 'left.bias'],
  grouped: ['grouped.weight', 'grouped.bias'],
  sizeOfIt: ['size of it.weight', 'size of it.bias'],
  digit: ['digit.weight', 'digit.bias'],
};
