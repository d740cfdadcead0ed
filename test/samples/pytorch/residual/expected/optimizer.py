"""SGD: Steps down the gradient; momentum keeps some of the last direction."""

import torch
from torch import nn


LEARNING_RATE = 0.01


# What does not learn.
FROZEN = ["left.weight", "left.bias"]


def make_optimizer(model):
    """The optimizer, over the weights that learn."""
    for name in FROZEN:
        model.get_parameter(name).requires_grad_(False)
    groups = [{"params": [p for p in model.parameters() if p.requires_grad]}]
    return torch.optim.SGD(groups, lr=LEARNING_RATE, momentum=0.9, nesterov=True, weight_decay=0.01)


def learning_rate(step, epoch, steps, epochs):
    """The learning rate of the next step: of all steps and epochs so many are done."""
    return LEARNING_RATE


@torch.no_grad()
def prepare(parameters, step):
    """Clips the gradients, before a step; `step` counts from 1."""
    parameters = [weight for weight in parameters if weight.grad is not None]
    nn.utils.clip_grad_norm_(parameters, 0.5)
