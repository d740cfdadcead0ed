"""What training makes small."""

import math

import keras
from keras import ops


def cross_entropy(prediction, target):
    """Cross-entropy. For choosing one class of several. Reads the raw outputs (logits) and applies softmax itself;
    labels are class numbers or one-hot rows. Class weights divide by what the rows weigh together for class numbers, by
    their number for one-hot rows, as PyTorch does.
    """
    batch = ops.shape(prediction)[0]
    logs = ops.log_softmax(prediction, axis=1)
    reshape = ops.reshape(ops.take_along_axis(logs, ops.reshape(target, (-1, 1)), axis=1), (-1,))
    return ops.sum(((-reshape) * 0.9) + ((-ops.mean(logs, axis=1)) * 0.1)), batch


def huber(prediction, target):
    """Huber. Squared for small errors, linear for large ones."""
    batch = ops.shape(prediction)[0]
    magnitude = ops.abs(prediction - target)
    chosen = ops.where(ops.less(magnitude, 0.5), (magnitude * magnitude) * 0.5, (magnitude - 0.25) * 0.5)
    return ops.sum(chosen), batch


def times(share, cost, weight):
    return share * cost, weight


def costs(outputs, targets, extra=()):
    """What a batch costs by each loss, and how much it counts: batches add up, and the loss is the one divided by the
    other.
    """
    found = [
        cross_entropy(outputs[1], targets["class"]), times(0.3, *huber(outputs[0], targets["how large"]))
    ]
    if extra:
        # what weights and layers add, whatever the rows are
        rows = ops.cast(ops.shape(outputs[0])[0], "float32")
        found.append((sum(extra) * rows, rows))
    return found


def mean(parts):
    """The loss of rows, from what they cost and how much that counts; 0 where nothing counts."""
    found = 0.0
    for cost, weight in parts:
        weight = ops.cast(weight, "float32")
        counts = weight > 0
        found = found + ops.where(counts, cost / ops.where(counts, weight, 1.0), 0.0)
    return found


class Network(keras.Model):
    """The network as it learns: its loss is what the rows cost."""

    def compute_loss(self, x=None, y=None, y_pred=None, sample_weight=None, training=True):
        outputs = y_pred if isinstance(y_pred, (list, tuple)) else [y_pred]
        y = {name: ops.convert_to_tensor(value) for name, value in y.items()}
        return mean(costs(outputs, y, self.losses))


def number(value):
    return float(ops.convert_to_numpy(value))


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
