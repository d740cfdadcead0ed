"""SGD: Steps down the gradient; momentum keeps some of the last direction."""

import keras
from keras import ops


LEARNING_RATE = 0.01


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
        decay = 0.01
        at = self._get_variable_index(variable)
        momentum = self.momentum_slots[at]
        rate_now = learning_rate
        total = gradient + (variable * decay)
        total_2 = (momentum * 0.9) + total
        next_momentum = total_2
        self.assign(variable, variable - ((total + (total_2 * 0.9)) * rate_now))
        self.assign(momentum, next_momentum)


def learning_rate(step, epoch, steps, epochs):
    """The learning rate of the next step: of all steps and epochs so many are done."""
    return LEARNING_RATE


def make_optimizer(steps_per_epoch, epochs):
    """The optimizer of a training of so many steps."""
    return Optimizer(LEARNING_RATE, global_clipnorm=0.5)
