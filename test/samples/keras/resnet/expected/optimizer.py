"""SGD: Steps down the gradient; momentum keeps some of the last direction."""

import math

import numpy as np
import keras
from keras import ops


LEARNING_RATE = 0.1


class Optimizer(keras.optimizers.Optimizer):
    """SGD: Steps down the gradient; momentum keeps some of the last direction."""

    def build(self, variables):
        if self.built:
            return
        super().build(variables)
        self.momentum_slots = [
            self.add_variable_from_reference(one, "momentum", "zeros") for one in variables
        ]

    def update_step(self, gradient, variable, learning_rate):
        gradient = ops.cast(gradient, variable.dtype)
        step = ops.cast(self.iterations + 1, variable.dtype)
        decay = 0.0001
        at = self._get_variable_index(variable)
        momentum = self.momentum_slots[at]
        rate_now = learning_rate
        total = (momentum * 0.9) + (gradient + (variable * decay))
        next_momentum = total
        self.assign(variable, variable - (total * rate_now))
        self.assign(momentum, next_momentum)


def learning_rate(step, epoch, steps, epochs):
    """The learning rate of the next step: of all steps and epochs so many are done."""
    return LEARNING_RATE * (0.5 * (1 + math.cos(math.pi * min(step / steps, 1))))


class Schedule(keras.optimizers.schedules.LearningRateSchedule):
    """The learning rate of every step, written down before the first."""

    def __init__(self, steps_per_epoch, epochs):
        steps = steps_per_epoch * epochs
        rates = [learning_rate(step, step // steps_per_epoch, steps, epochs) for step in range(steps)]
        self.rates = np.array(rates, np.float32)

    def __call__(self, step):
        at = ops.minimum(ops.cast(step, "int32"), len(self.rates) - 1)
        return ops.take(ops.convert_to_tensor(self.rates), at)


def make_optimizer(steps_per_epoch, epochs):
    """The optimizer of a training of so many steps."""
    return Optimizer(Schedule(steps_per_epoch, epochs))
