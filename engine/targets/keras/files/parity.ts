/** `parity.py` of an exported project: holds its outputs to the engine. */
import { COMPARING } from '../../python/comparing.ts';

export const PARITY_PY = `"""Holds this project to Layerloom: python parity.py. The same rows from the same weights; parity.json says what came out."""

import json
import math
import os
import sys

import keras
import numpy as np

from data import inputs_of
from model import build_model
from weights import load_weights, read_fits


${COMPARING}

def main():
    os.chdir(os.path.dirname(os.path.abspath(__file__)))
    expected = expected_numbers()
    model = build_model()
    load_weights(model, expected["weights"])
    table = columns_of(expected)
    inputs = inputs_of(table, np.arange(expected["batch"]), read_fits(expected["weights"]) or {})
    found = model.predict(inputs, verbose=0)
    outputs = [np.asarray(one) for one in (found if isinstance(found, (list, tuple)) else [found])]
    return told(expected, f"Keras {keras.__version__} ({keras.backend.backend()})", outputs, None)


if __name__ == "__main__":
    sys.exit(0 if main() else 1)
`;
