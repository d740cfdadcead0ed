"""What training makes small."""

import math

import torch
import torch.nn.functional as F


def cross_entropy(prediction, target):
    """Cross-entropy. For choosing one class of several. Reads the raw outputs (logits) and applies softmax itself;
    labels are class numbers or one-hot rows. Class weights divide by what the rows weigh together for class numbers, by
    their number for one-hot rows, as PyTorch does.
    """
    return F.cross_entropy(prediction, target, reduction="sum"), target.numel()


def costs(model, outputs, targets):
    """What a batch costs by each loss, and how much it counts: batches add up, and the loss is the one divided by the
    other.
    """
    return [cross_entropy(outputs[0], targets["target"])]


def mean(parts):
    """The loss of rows, from what they cost and how much that counts; 0 where nothing counts."""
    return sum(cost / weight if weight > 0 else 0.0 * cost for cost, weight in parts)


def number(value):
    return float(value.detach()) if torch.is_tensor(value) else float(value)


class Totals:
    """Adds up the costs of batches."""

    def __init__(self):
        self.parts = []

    def add(self, parts):
        found = [(number(cost), number(weight)) for cost, weight in parts]
        self.parts = [(a + c, b + d) for (a, b), (c, d) in zip(self.parts, found)] if self.parts else found

    @property
    def loss(self):
        """The loss of all rows, however they were cut into batches; NaN where nothing counts."""
        means = [cost / weight for cost, weight in self.parts if weight > 0]
        return sum(means) if means else math.nan
