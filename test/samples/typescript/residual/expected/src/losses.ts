/** What training makes small. */
import * as tf from '@tensorflow/tfjs';
import type { Targets } from './data.ts';
import type { Outputs } from './model.ts';

/** A comparison, through which no gradient passes. */
function compare(test: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor, ...operands: [a: tf.Tensor | number, b: tf.Tensor | number]): tf.Tensor {
  const [a, b] = operands.map((x) => (typeof x === 'number' ? tf.scalar(x) : x)) as [tf.Tensor, tf.Tensor];
  return tf.customGrad((p, q) => ({
    value: test(p as tf.Tensor, q as tf.Tensor),
    gradFunc: () => [tf.zeros((p as tf.Tensor).shape), tf.zeros((q as tf.Tensor).shape)],
  }))(a, b);
}

/** The element of each row whose place is given: x [..., classes], places [..., 1] to [..., 1]. */
const pick = (x: tf.Tensor, places: tf.Tensor): tf.Tensor => tf.sum(tf.mul(x, tf.oneHot(tf.squeeze(places, [-1]), x.shape.at(-1)!)), -1, true);

/** Cross-entropy. For choosing one class of several. Reads the raw outputs (logits) and applies softmax itself; labels are class numbers or one-hot rows. Class weights divide by what the rows of a batch weigh together for class numbers, by their number for one-hot rows, as PyTorch does. */
function crossEntropy(prediction: tf.Tensor, target: tf.Tensor): tf.Tensor {
  const batch = prediction.shape[0]!;
  const logs = tf.logSoftmax(prediction);
  const product = tf.mul(tf.mean(tf.neg(tf.reshape(pick(logs, tf.reshape(target, [batch, 1])), [batch]))), 0.9);
  return tf.add(product, tf.mul(tf.mean(tf.neg(tf.mean(logs, [1]))), 0.1));
}

/** Huber. Squared for small errors, linear for large ones. */
function huber(prediction: tf.Tensor, target: tf.Tensor): tf.Tensor {
  const magnitude = tf.abs(tf.sub(prediction, target));
  const chosen = tf.where(compare(tf.less, magnitude, 0.5), tf.mul(tf.mul(magnitude, magnitude), 0.5), tf.mul(tf.sub(magnitude, 0.25), 0.5));
  return tf.mean(chosen);
}

/** The mean loss of a batch, with what its layers add. */
export function lossOf(model: tf.LayersModel, [sizeOfIt, digit]: Outputs, targets: Targets): tf.Scalar {
  return tf.addN([crossEntropy(digit, targets.class), tf.mul(huber(sizeOfIt, targets['how large']), 0.3), ...model.calculateLosses()]) as tf.Scalar;
}
