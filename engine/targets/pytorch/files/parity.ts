/** `parity.py` of an exported project: holds it to the engine. */

import { COMPARING } from '../../python/comparing.ts';

export const PARITY_PY = `"""Holds this project to Layerloom: python parity.py. The same rows and weights; parity.json says what came out."""

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
from model import @network@, initialize
from weights import load_weights, read_fits


${COMPARING}

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
    net = initialize(@network@())
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
`;
