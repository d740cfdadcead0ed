"""Writes ONNX's own cases of its operators, a folder each: the model, and what goes in and comes out as 64-bit numbers.

    python operator_cases.py OUT [NAME...]

With names only these. Cases of texts, sequences, maps, optional values and complex or very small numbers are counted and left out.
"""
import json
import pathlib
import sys
import warnings

warnings.filterwarnings("ignore")

import numpy as np
import onnx
from onnx import numpy_helper
from onnx.backend.test.case.node import collect_testcases

PLAIN = {"float32", "float64", "float16", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "bool"}


def with_known(model, arrays) -> bytes:
    """The model with every input as part of it but the first that holds numbers with a point."""
    changed = onnx.ModelProto()
    changed.CopyFrom(model)
    inputs = list(changed.graph.input)
    first = next((i for i, x in enumerate(arrays) if x.dtype.kind == "f"), 0)
    for i, (value, x) in enumerate(zip(inputs, arrays)):
        if i != first:
            changed.graph.initializer.append(numpy_helper.from_array(x, value.name))
    del changed.graph.input[:]
    changed.graph.input.append(inputs[first])
    return changed.SerializeToString()


def main(out: pathlib.Path, names: set) -> None:
    written, left = 0, 0
    for case in collect_testcases(None):
        if names and case.name not in names:
            continue
        if case.model is None or not case.data_sets:
            left += 1
            continue
        ins, outs = case.data_sets[0]
        arrays = [np.asarray(x) if isinstance(x, (np.ndarray, np.generic, int, float)) else x for x in [*ins, *outs]]
        if not all(isinstance(x, np.ndarray) and str(x.dtype) in PLAIN for x in arrays):
            left += 1
            continue
        folder = out / case.name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "model.onnx").write_bytes(case.model.SerializeToString())
        told = lambda values, xs: [{"name": v.name, "shape": list(x.shape), "dtype": str(x.dtype)} for v, x in zip(values, xs)]
        graph = case.model.graph
        about = {
            "rtol": case.rtol,
            "atol": case.atol,
            "inputs": told(graph.input, arrays[: len(ins)]),
            "outputs": told(graph.output, arrays[len(ins) :]),
        }
        (folder / "case.json").write_text(json.dumps(about))
        if len(ins) > 1:
            (folder / "known.onnx").write_bytes(with_known(case.model, arrays[: len(ins)]))
        data = [x.astype(np.float64).tobytes() for x in arrays]
        (folder / "data.bin").write_bytes(b"".join(data))
        written += 1
    print(json.dumps({"written": written, "left": left}))


main(pathlib.Path(sys.argv[1]), set(sys.argv[2:]))
