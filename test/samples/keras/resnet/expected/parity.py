"""Holds this project to Layerloom: python parity.py. The same rows and weights; parity.json says what came out."""

import json
import math
import os
import sys

import keras
import numpy as np

import optimizer as optimizers
from data import Batches, inputs_of
from losses import Network
from model import build_model
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


def after_training(call):
    """What a layer does after training, whatever it is told."""
    return lambda *given, **about: call(*given, **(about | {"training": False}))


def take_steps(table, fits, expected):
    """The losses of the steps; nothing is drawn by chance."""
    training, size = expected["training"], expected["batch"]
    model = build_model(Network)
    load_weights(model, expected["weights"])
    for layer in model.layers:
        if any("seed_generator" in one.path for one in layer.non_trainable_variables):
            layer.call = after_training(layer.call)
    model.compile(optimizer=optimizers.make_optimizer(training["stepsPerEpoch"], training["epochs"]))
    batches, found = Batches((table, np.arange(size * len(training["losses"]))), fits, size), []
    for step in range(len(batches)):
        if hasattr(optimizers, "Plateau"):
            model.optimizer.learning_rate = optimizers.learning_rate(step, 0, 0, 0, optimizers.Plateau())
        found.append(float(model.train_on_batch(*batches[step])))
        model.reset_metrics()
    return found


def main():
    os.chdir(os.path.dirname(os.path.abspath(__file__)))
    expected = expected_numbers()
    model = build_model()
    load_weights(model, expected["weights"])
    table = columns_of(expected)
    fits = read_fits(expected["weights"]) or {}
    inputs = inputs_of(table, np.arange(expected["batch"]), fits)
    found = model.predict(inputs, verbose=0)
    outputs = [np.asarray(one) for one in (found if isinstance(found, (list, tuple)) else [found])]
    steps = None if expected["training"] is None else take_steps(table, fits, expected)
    return told(expected, f"Keras {keras.__version__} ({keras.backend.backend()})", outputs, steps)


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
