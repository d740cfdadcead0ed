/** Classes of an exported project that stand for layers which Keras has with other numbers, by the names that words have for them. */
export const OWN_LAYERS: Readonly<Record<string, string>> = {
  BatchNorm: `class BatchNorm(layers.Layer):
    """Batch norm over the last axis, as PyTorch counts it: the running variance has one number less in its divisor than the batch's."""

    def __init__(self, epsilon=1e-5, momentum=0.9, **about):
        super().__init__(**about)
        self.epsilon, self.momentum = epsilon, momentum

    def build(self, shape):
        channels = (shape[-1],)
        self.gamma = self.add_weight(channels, "ones", name="gamma")
        self.beta = self.add_weight(channels, "zeros", name="beta")
        self.moving_mean = self.add_weight(channels, "zeros", trainable=False, name="moving_mean")
        self.moving_variance = self.add_weight(channels, "ones", trainable=False, name="moving_variance")

    def call(self, x, training=False):
        mean, variance = self.moving_mean, self.moving_variance
        if training:
            axes = tuple(range(len(x.shape) - 1))
            mean, variance = ops.mean(x, axes), ops.var(x, axes)
            count = ops.cast(ops.size(x) // x.shape[-1], "float32")
            self.advance(self.moving_mean, mean)
            self.advance(self.moving_variance, variance * count / ops.maximum(count - 1, 1))
        return (x - mean) / ops.sqrt(variance + self.epsilon) * self.gamma + self.beta

    def advance(self, running, now):
        running.assign(self.momentum * running + (1 - self.momentum) * ops.stop_gradient(now))

    def compute_output_shape(self, shape):
        return shape
`,
};
