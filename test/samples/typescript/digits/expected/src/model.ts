/** 'MNIST CNN': the network. Images lie with their channels last, as TensorFlow.js wants them. */
import * as tf from '@tensorflow/tfjs';

/** The network, with fresh weights. */
export function createModel(): tf.LayersModel {
  const input1 = tf.input({ name: 'input_1', shape: [28, 28, 1] });
  const conv2d1 = tf.layers
    .conv2d({ name: 'conv2d_1', filters: 10, kernelSize: 5, kernelInitializer: tf.initializers.heUniform({ seed: 1 }) })
    .apply(input1) as tf.SymbolicTensor; // N×24×24×10
  const maxPool2d1 = tf.layers.maxPooling2d({ name: 'maxPool2d_1', poolSize: 2 }).apply(conv2d1) as tf.SymbolicTensor; // N×12×12×10
  const relu1 = tf.layers.activation({ name: 'relu_1', activation: 'relu' }).apply(maxPool2d1) as tf.SymbolicTensor; // N×12×12×10
  const conv2d2 = tf.layers
    .conv2d({ name: 'conv2d_2', filters: 20, kernelSize: 5, kernelInitializer: tf.initializers.heUniform({ seed: 2 }) })
    .apply(relu1) as tf.SymbolicTensor; // N×8×8×20
  const maxPool2d2 = tf.layers.maxPooling2d({ name: 'maxPool2d_2', poolSize: 2 }).apply(conv2d2) as tf.SymbolicTensor; // N×4×4×20
  const relu2 = tf.layers.activation({ name: 'relu_2', activation: 'relu' }).apply(maxPool2d2) as tf.SymbolicTensor; // N×4×4×20
  const relu2ChannelsFirst = tf.layers.permute({ dims: [3, 1, 2] }).apply(relu2) as tf.SymbolicTensor;
  const flatten1 = tf.layers.flatten({ name: 'flatten_1' }).apply(relu2ChannelsFirst) as tf.SymbolicTensor; // N×320
  const dense1 = tf.layers
    .dense({ name: 'dense_1', units: 50, kernelInitializer: tf.initializers.heUniform({ seed: 3 }) })
    .apply(flatten1) as tf.SymbolicTensor; // N×50
  const relu3 = tf.layers.activation({ name: 'relu_3', activation: 'relu' }).apply(dense1) as tf.SymbolicTensor; // N×50
  const dense2 = tf.layers
    .dense({ name: 'dense_2', units: 10, kernelInitializer: tf.initializers.heUniform({ seed: 4 }) })
    .apply(relu3) as tf.SymbolicTensor; // N×10
  return tf.model({ inputs: input1, outputs: dense2 });
}

/** Its outputs, in this order, as files of predictions are called. */
export const OUTPUTS = ['dense_2'] as const;
export type Outputs = [dense2: tf.Tensor];

/** Applies the network; dropout and batch norm differ in training. */
export function run(model: tf.LayersModel, inputs: tf.Tensor[], training = false): Outputs {
  return [model.apply(inputs, { training })].flat() as Outputs;
}

/** For each layer with weights their names in `weights.safetensors`, in the order of `setWeights`. */
export const WEIGHT_NAMES: Readonly<Record<string, readonly string[]>> = {
  conv2d_1: ['conv2d_1.weight', 'conv2d_1.bias'],
  conv2d_2: ['conv2d_2.weight', 'conv2d_2.bias'],
  dense_1: ['dense_1.weight', 'dense_1.bias'],
  dense_2: ['dense_2.weight', 'dense_2.bias'],
};
