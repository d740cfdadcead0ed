"""Holds this project to Layerloom: python parity.py. The same rows and weights; parity.json says what came out."""

import json
import math
import os
import sys

import numpy as np
import torch

import losses
import optimizer as optimizers
import train
from data import Rows
from model import ResNet18, initialize
from weights import load_weights, read_fits


def expected_numbers():
    """What Layerloom makes of the rows."""
    try:
        with open("parity/expected.json", encoding="utf-8") as file:
            return json.load(file)
    except FileNotFoundError:
        sys.exit("There is no parity/expected.json: Layerloom writes it where it can open the data. Export once more.")


def columns_of(expected):
    """The raw rows: numbers, or texts."""
    return {
        name: np.load(one["file"]) if "file" in one else np.array(one["texts"], object)
        for name, one in expected["columns"].items()
    }


def difference(found, wanted):
    """The largest difference, of the largest number that is wanted."""
    found, wanted = np.ravel(np.asarray(found, np.float64)), np.ravel(np.asarray(wanted, np.float64))
    if found.shape != wanted.shape:
        return math.inf
    same = (found == wanted) | (np.isnan(found) & np.isnan(wanted))
    away = np.where(same, 0, np.abs(found - wanted))
    away = np.where(np.isnan(away), math.inf, away)
    finite = np.abs(wanted[np.isfinite(wanted)])
    return float(away.max(initial=0)) / max(1e-6, float(finite.max(initial=0)))


def number(value):
    """A number as JSON has it."""
    return value if math.isfinite(value) else None


def told(expected, program, outputs, losses):
    """Writes parity.json; whether all is as close as it may be. Outputs for training alone come last."""
    compared = [
        {"name": one["name"], "difference": difference(found, np.load(one["file"])), "allowed": one["allowed"]}
        for one, found in zip(expected["outputs"], outputs)
    ]
    loss = None
    if losses is not None:
        wanted = expected["training"]["losses"]
        loss = {
            "steps": len(losses),
            "difference": difference(losses, wanted),
            "allowed": expected["training"]["allowed"],
            "engine": wanted,
            "exported": [number(value) for value in losses],
        }
    judged = compared + ([] if loss is None else [loss])
    passed = len(expected["outputs"]) == len(compared) and all(one["difference"] <= one["allowed"] for one in judged)
    for one in judged:
        one["difference"] = number(one["difference"])
    report = {
        "status": "passed" if passed else "failed",
        "with": program,
        "rows": expected["batch"],
        "outputs": compared,
        "loss": loss,
    }
    with open("parity.json", "w", encoding="utf-8") as file:
        json.dump(report, file, indent=2)
    print(json.dumps(report, indent=2))
    return passed


def only_statistics(net):
    """Nothing is drawn by chance: only layers that follow the rows' statistics do as in training."""
    for module in net.modules():
        kept = set(dict(module.named_buffers(recurse=False))) - module._non_persistent_buffers_set
        module.training = len(kept) > 0


def take_steps(net, rows, expected):
    """The losses of the steps."""
    training, batch = expected["training"], expected["batch"]
    only_statistics(net)
    args = train.arguments(["--device", "cpu"])
    trainer = train.Trainer(net, net, optimizers.make_optimizer(net), args, 1, torch.device("cpu"))
    totals, found = losses.Totals(), []
    plateau = optimizers.Plateau() if hasattr(optimizers, "Plateau") else None
    if hasattr(optimizers, "Average"):
        trainer.average = optimizers.Average(net)
    steps = training["stepsPerEpoch"] * training["epochs"]
    for step in range(len(training["losses"])):
        given = (step, 0, steps, training["epochs"]) + (() if plateau is None else (plateau,))
        for group in trainer.optimizer.param_groups:
            group["lr"] = optimizers.learning_rate(*given) * group.get("share", 1)
        found.append(trainer.step(rows.__getitems__(np.arange(step * batch, (step + 1) * batch)), totals))
    return found


def main():
    os.chdir(os.path.dirname(os.path.abspath(__file__)))
    expected = expected_numbers()
    net = initialize(ResNet18())
    load_weights(net, expected["weights"])
    net.eval()
    fits = read_fits(expected["weights"]) or {}
    table = columns_of(expected)
    count = min(map(len, table.values()))
    rows = Rows((table, np.arange(count)), fits)
    with torch.no_grad():
        found = net(*rows.__getitems__(np.arange(expected["batch"]))[0])
    outputs = [one.numpy() for one in (found if isinstance(found, tuple) else (found,))]
    steps = None if expected["training"] is None else take_steps(net, rows, expected)
    return told(expected, f"PyTorch {torch.__version__}", outputs, steps)


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
