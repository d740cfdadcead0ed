"""How good weights of MNIST CNN are: python evaluate.py [--weights FILE] [--split test]."""

import argparse
import json

from data import Batches, open_data
from losses import Network
from metrics import evaluate
from model import build_model
from weights import load_weights, read_fits


def main():
    parser = argparse.ArgumentParser(description="Loss and metrics of a split.")
    parser.add_argument("--weights", default="weights.safetensors")
    parser.add_argument("--split", choices=["train", "validation", "test"], default="test")
    parser.add_argument("--batch", type=int, default=32)
    args = parser.parse_args()
    model = build_model(Network)
    load_weights(model, args.weights)
    splits, fits = open_data(read_fits(args.weights))
    if len(splits[args.split][1]) == 0:
        parser.error(f"There are no rows for {args.split}.")
    print(json.dumps(evaluate(model, Batches(splits[args.split], fits, args.batch))))


if __name__ == "__main__":
    main()
