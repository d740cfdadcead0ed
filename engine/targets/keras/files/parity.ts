/** `parity.py` of an exported project: holds it to the engine. */
import { COMPARING } from '../../python/comparing.ts';

export const PARITY_PY = `"""Holds this project to Layerloom: python parity.py. The same rows and weights; parity.json says what came out."""

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


${COMPARING}

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
`;
