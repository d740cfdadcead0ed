"""Predicts with MNIST CNN: python predict.py [--weights FILE] INPUT.npy"""

import argparse
import os

import numpy as np
from keras import ops

from data import inputs_of
from model import build_model
from weights import load_weights, read_fits

# Files of the outputs, in their order.
OUTPUTS = ["dense_2"]
# The columns that are read, and files of rows to try it on.
COLUMNS = ["image"]
SAMPLE = []


def read_out_1(output):
    """What the loss reads out of the output: probabilities."""
    return ops.softmax(output, axis=1)


READ_OUT = [read_out_1]
CLASSES = [None]


def main():
    parser = argparse.ArgumentParser(description="Raw rows in, predictions out, as NumPy files.")
    parser.add_argument("inputs", nargs="*", default=SAMPLE, help="a NumPy file for each column: raw values, a row for each sample")
    parser.add_argument("--weights", default="weights.safetensors")
    parser.add_argument("--out", default="predictions")
    parser.add_argument("--batch", type=int, default=64)
    args = parser.parse_args()
    if len(args.inputs) != len(COLUMNS):
        parser.error(f"{len(COLUMNS)} files of rows are needed: {', '.join(COLUMNS)}")
    for name in args.inputs:
        if not os.path.exists(name):
            parser.error(f"There is no {name}.")
    if not os.path.exists(args.weights):
        parser.error(f"There is no {args.weights}: train first, or name the weights.")
    model = build_model()
    load_weights(model, args.weights)
    fits = read_fits(args.weights) or {}
    table = dict(zip(COLUMNS, map(np.load, args.inputs)))
    inputs = inputs_of(table, np.arange(len(next(iter(table.values())))), fits)
    found = model.predict(inputs, batch_size=args.batch, verbose=0)
    os.makedirs(args.out, exist_ok=True)
    for at, (name, output) in enumerate(zip(OUTPUTS, found if isinstance(found, list) else [found])):
        reads = READ_OUT[at]
        np.save(os.path.join(args.out, f"{name}.npy"), output)
        print(f"{name}: {output.shape} in {os.path.join(args.out, name)}.npy")
        shown = np.asarray(reads(output[:5]) if reads else output[:5])
        for row, values in enumerate(shown.reshape(len(shown), -1), 1):
            best = int(values.argmax())
            label = CLASSES[at][best] if CLASSES[at] and best < len(CLASSES[at]) else best
            numbers = [round(float(value), 4) for value in values[:10]]
            likely = f" most likely {label}" if (READ_OUT[at] or CLASSES[at]) and len(values) > 1 else ""
            print(f"  row {row}: {numbers}{likely}")


if __name__ == "__main__":
    main()
