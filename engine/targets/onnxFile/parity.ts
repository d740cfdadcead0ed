/** `parity.py` beside an exported model: holds it to the engine. */
import { COMPARING } from '../python/comparing.ts';

export const PARITY = `"""Holds model.onnx to Layerloom: python parity.py. The same rows through both; parity.json says what came out."""

import json
import math
import os
import sys

import numpy as np
import onnxruntime


${COMPARING}

def main():
    os.chdir(os.path.dirname(os.path.abspath(__file__)))
    expected = expected_numbers()
    with open("data.json", encoding="utf-8") as file:
        size = json.load(file)["rows"] or expected["batch"]
    session = onnxruntime.InferenceSession("model.onnx", providers=["CPUExecutionProvider"])
    types = {"tensor(float)": np.float32, "tensor(int32)": np.int32}
    values = session.get_inputs()[: len(expected["inputs"])]
    rows = {value.name: np.load(file).astype(types[value.type]) for value, file in zip(values, expected["inputs"])}
    parts = [
        session.run(None, {name: x[start : start + size] for name, x in rows.items()})
        for start in range(0, expected["batch"], size)
    ]
    outputs = [np.concatenate(one) for one in zip(*parts)]
    return told(expected, f"ONNX Runtime {onnxruntime.__version__}", outputs, None)


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
`;
