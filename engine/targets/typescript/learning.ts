/** How losses and optimizers are spelled in TensorFlow.js. `logits` and `labels` are variables of the exported training loop. */
type Settings = Readonly<Record<string, unknown>>;

/** An expression of the loss. `classes` is the size of the output's last axis; `integer` says that labels are class numbers. */
export const lossExpressions: Readonly<Record<string, (settings: Settings, of: { classes: number; integer: boolean }) => string>> = {
  crossEntropy: ({ labelSmoothing = 0 }, { classes, integer }) =>
    `tf.losses.softmaxCrossEntropy(${integer ? `tf.oneHot(labels as tf.Tensor1D, ${classes})` : 'labels'}, outputs${labelSmoothing ? `, undefined, ${labelSmoothing}` : ''})`,
  binaryCrossEntropy: () => 'tf.losses.sigmoidCrossEntropy(labels.reshape(outputs.shape), outputs)',
  meanSquaredError: () => 'tf.losses.meanSquaredError(labels.reshape(outputs.shape), outputs)',
  meanAbsoluteError: () => 'tf.losses.absoluteDifference(labels.reshape(outputs.shape), outputs)',
  huber: ({ delta = 1 }) => `tf.losses.huberLoss(labels.reshape(outputs.shape), outputs, undefined, ${delta})`,
};

/** An expression that makes the optimizer, and the share of every weight that is taken off at each step, where it decays them itself. */
export const optimizerExpressions: Readonly<Record<string, (learningRate: number, settings: Settings) => { make: string; decay?: number }>> = {
  sgd: (rate, { momentum = 0, nesterov = false }) => ({
    make: momentum ? `tf.train.momentum(${rate}, ${momentum}${nesterov ? ', true' : ''})` : `tf.train.sgd(${rate})`,
  }),
  adam: (rate, { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 }) => ({ make: `tf.train.adam(${rate}, ${beta1}, ${beta2}, ${epsilon})` }),
  adamW: (rate, { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weightDecay = 0.01 }) => ({
    make: `tf.train.adam(${rate}, ${beta1}, ${beta2}, ${epsilon})`,
    decay: rate * Number(weightDecay),
  }),
  rmsprop: (rate, { alpha = 0.99, momentum = 0, epsilon = 1e-8, centered = false }) => ({
    make: `tf.train.rmsprop(${rate}, ${alpha}, ${momentum}, ${epsilon}, ${centered})`,
  }),
};
