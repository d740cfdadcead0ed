"""How good the network is on rows that it does not learn from."""

import numpy as np
import torch

import losses


def defined(value):
    """None where a metric is not defined: nothing counts, or outputs are not finite."""
    return float(value) if np.isfinite(value) else None


def add(totals, sums):
    sums = sums.double().cpu().numpy().reshape(-1)
    return sums if totals is None else totals + sums


def accuracy_sums(prediction, target):
    """What Accuracy adds up: right, count."""
    batch = prediction.shape[0]
    device = prediction.device
    concat = torch.cat(
        [
            (prediction.argmax(1) == target).float().sum().reshape((1,)),
            torch.full((1,), batch, device=device),
        ],
        0,
    )
    return concat + (prediction * 0).sum()


def accuracy(right, count):
    """Accuracy. Share of right answers."""
    return right / count


@torch.no_grad()
def evaluate(model, loader, device):
    """Loss and metrics over all rows of a loader."""
    was_training = model.training
    model.eval()
    parts, totals = losses.Totals(), {}
    for inputs, targets in loader:
        inputs = [value.to(device) for value in inputs]
        targets = {name: value.to(device) for name, value in targets.items()}
        outputs = model(*inputs)
        outputs = outputs if isinstance(outputs, tuple) else (outputs,)
        parts.add(losses.costs(model, outputs, targets))
        totals["accuracy_sums"] = add(
            totals.get("accuracy_sums"), accuracy_sums(outputs[0], targets["target"])
        )
    model.train(was_training)
    values = {"loss": parts.loss}
    if totals:
        values["accuracy"] = defined(accuracy(*totals["accuracy_sums"]))
    return values
