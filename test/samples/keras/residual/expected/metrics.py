"""How good the network is on rows that it does not learn from."""

import numpy as np
from keras import ops

import losses


def defined(value):
    """None where a metric is not defined: nothing counts, or outputs are not finite."""
    return float(value) if np.isfinite(value) else None


def add(totals, sums):
    sums = np.asarray(ops.convert_to_numpy(sums), np.float64).reshape(-1)
    return sums if totals is None else totals + sums


def accuracy_sums(prediction, target):
    """What Accuracy adds up: right, count."""
    batch = ops.shape(prediction)[0]
    cast = ops.cast(ops.equal(ops.cast(ops.argmax(prediction, axis=1), "int32"), target), "float32")
    concat = ops.concatenate([ops.reshape(ops.sum(cast), (1,)), ops.full((1,), batch)], axis=0)
    return concat + ops.sum(prediction * 0.0)


def accuracy(right, count):
    """Accuracy. Share of right answers."""
    return right / count


def evaluate(model, batches):
    """Loss and metrics over all rows of a loader."""
    parts, totals = losses.Totals(), {}
    for at in range(len(batches)):
        inputs, targets = batches[at]
        targets = {name: ops.convert_to_tensor(value) for name, value in targets.items()}
        outputs = model(inputs, training=False)
        outputs = outputs if isinstance(outputs, (list, tuple)) else [outputs]
        parts.add(losses.costs(outputs, targets, model.losses))
        totals["accuracy_sums"] = add(
            totals.get("accuracy_sums"), accuracy_sums(outputs[1], targets["class"])
        )
    values = {"loss": parts.loss}
    if totals:
        values["accuracy"] = defined(accuracy(*totals["accuracy_sums"]))
    return values
