"""Predicts with ResNet-18: python predict.py [--weights FILE] [--device D] INPUT.npy"""

import argparse
import os

import numpy as np
import torch

from data import inputs_of
from model import ResNet18
from weights import load_weights, read_fits

# Files of the outputs, in their order.
OUTPUTS = ["fc"]
# The columns that are read, and files of rows to try it on.
COLUMNS = ["image"]
SAMPLE = []


def read_out_1(output):
    """What the loss reads out of the output: probabilities."""
    return output.softmax(1)


READ_OUT = [read_out_1]
CLASSES = [None]


def main():
    parser = argparse.ArgumentParser(description="Raw rows in, predictions out, as NumPy files.")
    parser.add_argument("inputs", nargs="*", default=SAMPLE, help="a NumPy file for each column: raw values, a row for each sample")
    parser.add_argument("--weights", default="weights.safetensors")
    parser.add_argument("--out", default="predictions")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    args = parser.parse_args()
    if len(args.inputs) != len(COLUMNS):
        parser.error(f"{len(COLUMNS)} files of rows are needed: {', '.join(COLUMNS)}")
    for name in args.inputs:
        if not os.path.exists(name):
            parser.error(f"There is no {name}.")
    if not os.path.exists(args.weights):
        parser.error(f"There is no {args.weights}: train first, or name the weights.")
    model = ResNet18()
    load_weights(model, args.weights)
    model.to(args.device).eval()
    fits = read_fits(args.weights) or {}
    table = dict(zip(COLUMNS, map(np.load, args.inputs)))
    rows = np.arange(len(next(iter(table.values()))))
    found = []
    with torch.inference_mode():
        for start in range(0, len(rows), args.batch):
            inputs = inputs_of(table, rows[start : start + args.batch], fits)
            outputs = model(*(value.to(args.device) for value in inputs))
            found.append([output.cpu() for output in (outputs if isinstance(outputs, tuple) else (outputs,))])
    os.makedirs(args.out, exist_ok=True)
    for at, (name, parts) in enumerate(zip(OUTPUTS, zip(*found))):
        output = torch.cat(parts)
        np.save(os.path.join(args.out, f"{name}.npy"), output.numpy())
        print(f"{name}: {tuple(output.shape)} in {os.path.join(args.out, name)}.npy")
        shown = READ_OUT[at](output[:5]) if READ_OUT[at] else output[:5]
        for row, values in enumerate(shown.reshape(len(shown), -1), 1):
            best = int(values.argmax())
            label = CLASSES[at][best] if CLASSES[at] and best < len(CLASSES[at]) else best
            numbers = [round(float(value), 4) for value in values[:10]]
            likely = f" most likely {label}" if (READ_OUT[at] or CLASSES[at]) and len(values) > 1 else ""
            print(f"  row {row}: {numbers}{likely}")


if __name__ == "__main__":
    main()
