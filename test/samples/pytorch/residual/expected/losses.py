"""What training makes small."""

import math

import torch
import torch.nn.functional as F


def cross_entropy(prediction, target):
    """Cross-entropy. For choosing one class of several. Reads the raw outputs (logits) and applies softmax itself;
    labels are class numbers or one-hot rows. Class weights divide by what the rows weigh together for class numbers, by
    their number for one-hot rows, as PyTorch does.
    """
    return F.cross_entropy(prediction, target, label_smoothing=0.1, reduction="sum"), target.numel()


def huber(prediction, target):
    """Huber. Squared for small errors, linear for large ones."""
    return F.huber_loss(prediction, target, delta=0.5, reduction="sum"), prediction.numel()


def times(share, cost, weight):
    return share * cost, weight


def penalty(model):
    """What weights and layers add to the loss, whatever the rows are."""
    # of a compiled network and of one that is copied to several processes, the network itself
    model = getattr(model, "module", model)
    model = getattr(model, "_orig_mod", model)
    total = 0.0
    for name in ["stem_conv.weight"]:
        weight = model.get_parameter(name)
        weight = weight.full_tensor() if hasattr(weight, "full_tensor") else weight
        total = total + 0.001 * weight.abs().sum() + 0.01 * weight.square().sum()
    for name in ["grouped.weight"]:
        weight = model.get_parameter(name)
        weight = weight.full_tensor() if hasattr(weight, "full_tensor") else weight
        total = total + 0.02 * weight.square().sum()
    return total


def costs(model, outputs, targets):
    """What a batch costs by each loss, and how much it counts: batches add up, and the loss is the one divided by the
    other.
    """
    rows = outputs[0].shape[0]
    return [
        cross_entropy(outputs[1], targets["class"]),
        times(0.3, *huber(outputs[0], targets["how large"])),
        (penalty(model) * rows, rows),
    ]


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
