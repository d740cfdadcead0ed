/** `predict.py` beside an exported model: what is done to raw rows, and the model run on them. It reads `data.json`. */
export const PREDICT = `"""Predicts with model.onnx: python predict.py ROWS.npy ... (a NumPy file of raw rows for each input)."""

import json
import os
import sys

import numpy as np
import onnxruntime

HERE = os.path.dirname(os.path.abspath(__file__))
BATCH = 64


def scale(x, fit, divisor=255, subtract=0, divide=1):
    return (x / divisor - subtract) / divide


def standardize(x, fit, per="channel"):
    row = x.shape[1:]
    shape = tuple(row) if per == "value" or len(row) == 1 else (row[0], *[1] * (len(row) - 1))
    if per == "column" or len(row) == 0:
        shape = (1,) * len(row)
    return (x - np.reshape(fit["mean"], shape)) / np.reshape(fit["deviation"], shape)


def one_hot(x, fit, classes=10):
    return (x[..., None] == np.arange(classes)).astype(np.float32)


TRANSFORMS = {"scale": scale, "standardize": standardize, "oneHot": one_hot}


def prepared(rows, value, steps):
    """Raw rows as the model takes them: the transforms of the data, in their order."""
    x = rows.astype(np.float64)
    for step in steps:
        x = TRANSFORMS[step["type"]](x, step["fit"], **step["settings"])
    dtype = {"tensor(float)": np.float32, "tensor(int32)": np.int32}[value.type]
    return x.astype(dtype).reshape(-1, *value.shape[1:])


def main(paths):
    with open(os.path.join(HERE, "data.json"), encoding="utf-8") as file:
        data = json.load(file)
    session = onnxruntime.InferenceSession(os.path.join(HERE, "model.onnx"))
    values = session.get_inputs()[: len(data["inputs"])]
    paths = paths or [os.path.join(HERE, sample) for sample in data["sample"]]
    if len(paths) != len(values):
        raise SystemExit(f"{len(values)} files of rows are needed: {', '.join(value.name for value in values)}")
    unknown = sorted({step["type"] for steps in data["inputs"] for step in steps} - set(TRANSFORMS))
    if unknown:
        raise SystemExit(f"This program does not do {', '.join(unknown)}: prepare the rows and run model.onnx.")
    rows = [prepared(np.load(path), value, steps) for path, value, steps in zip(paths, values, data["inputs"])]
    size = data["rows"] or BATCH
    names = [output.name for output in session.get_outputs()]
    found = [
        session.run(names, {value.name: x[start : start + size] for value, x in zip(values, rows)})
        for start in range(0, len(rows[0]), size)
    ]
    os.makedirs("predictions", exist_ok=True)
    for name, file, classes, parts in zip(names, data["files"], data["classes"], zip(*found)):
        output = np.concatenate(parts)
        np.save(os.path.join("predictions", file), output)
        print(f"{name}: {output.shape} in {os.path.join('predictions', file)}")
        for row, values in enumerate(output[:5].reshape(min(5, len(output)), -1), 1):
            best = int(values.argmax())
            said = f"; most likely {classes[best]}" if classes and best < len(classes) else ""
            print(f"  row {row}: {[round(float(one), 4) for one in values[:10]]}{said}")


if __name__ == "__main__":
    main(sys.argv[1:])
`;
