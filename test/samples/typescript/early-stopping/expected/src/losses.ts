/** What training makes small. */
import * as tf from '@tensorflow/tfjs';
import type { Targets } from './data.ts';
import type { Outputs } from './model.ts';

/** The element of each row whose place is given: x [..., classes], places [..., 1] to [..., 1]. */
const pick = (x: tf.Tensor, places: tf.Tensor): tf.Tensor => tf.sum(tf.mul(x, tf.oneHot(tf.squeeze(places, [-1]), x.shape.at(-1)!)), -1, true);

/** Cross-entropy. For choosing one class of several. Reads the raw outputs (logits) and applies softmax itself; labels are class numbers or one-hot rows. Class weights divide by what the rows of a batch weigh together for class numbers, by their number for one-hot rows, as PyTorch does. */
function crossEntropy(prediction: tf.Tensor, target: tf.Tensor): tf.Tensor {
  const batch = prediction.shape[0]!;
  const neg = tf.neg(tf.reshape(pick(tf.logSoftmax(prediction), tf.reshape(target, [batch, 1])), [batch]));
  return tf.mean(neg);
}

/** The mean loss of a batch. */
export function lossOf(_model: tf.LayersModel, [dense2]: Outputs, targets: Targets): tf.Scalar {
  return crossEntropy(dense2, targets.target) as tf.Scalar;
}
