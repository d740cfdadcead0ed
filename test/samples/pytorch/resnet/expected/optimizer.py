"""SGD: Steps down the gradient; momentum keeps some of the last direction."""

import math

import torch


LEARNING_RATE = 0.1


def make_optimizer(model):
    """The optimizer, over the weights that learn."""
    groups = [{"params": [p for p in model.parameters() if p.requires_grad]}]
    return torch.optim.SGD(
        groups, lr=LEARNING_RATE, momentum=0.9, nesterov=False, dampening=0, weight_decay=0.0001
    )


def learning_rate(step, epoch, steps, epochs):
    """The learning rate of the next step: of all steps and epochs so many are done."""
    return LEARNING_RATE * (0.5 * (1 + math.cos(math.pi * min(step / steps, 1))))
