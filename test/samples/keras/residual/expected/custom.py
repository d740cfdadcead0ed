"""Layers that Keras does not have, or has with other numbers."""

import keras
import numpy as np
from keras import layers, ops


def channels_last(x):
    """Maps with their channels behind height and width."""
    return ops.moveaxis(x, 1, -1)


def channels_first(x):
    return ops.moveaxis(x, -1, 1)


def windows(x, size, strides, dilation):
    """What each place of a window sees, along a new first axis."""
    lengths = x.shape[2:]
    counts = [(n - d * (k - 1) - 1) // s + 1 for n, k, s, d in zip(lengths, size, strides, dilation)]
    places = []
    for offsets in np.ndindex(*size):
        cut = [slice(o * d, o * d + (n - 1) * s + 1, s) for o, d, n, s in zip(offsets, dilation, counts, strides)]
        places.append(x[(slice(None), slice(None), *cut)])
    return ops.stack(places)


def max_pool(x, size, strides, padding, dilation):
    """The largest number of each window of maps with their channels first; the first of equal ones has the gradient."""
    if any(before or after for before, after in padding):
        x = ops.pad(x, ((0, 0), (0, 0), *padding), constant_values=float("-inf"))
    if max(dilation) == 1:
        return channels_first(ops.max_pool(channels_last(x), size, strides, "valid", "channels_last"))
    seen = windows(x, size, strides, dilation)
    return ops.take_along_axis(seen, ops.argmax(seen, axis=0, keepdims=True), axis=0)[0]


class BatchNorm(layers.Layer):
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


class MaxPool2d(layers.Layer):
    """Max pool 2D: Keeps the largest value of each window: smaller maps, and small shifts matter less."""

    def call(self, x):
        return max_pool(x, (3, 3), (2, 2), ((1, 1), (1, 1)), (1, 1))

    def compute_output_spec(self, x):
        return keras.KerasTensor((x.shape[0], 8, 4, 4), "float32")
