"""How good weights of residual are: python evaluate.py [--weights FILE] [--split test]."""

import argparse
import json

import torch

from data import Batches, loader, open_data
from metrics import evaluate
from model import Residual
from weights import load_weights, read_fits


def main():
    parser = argparse.ArgumentParser(description="Loss and metrics of a split.")
    parser.add_argument("--weights", default="weights.safetensors")
    parser.add_argument("--split", choices=["train", "validation", "test"], default="test")
    parser.add_argument("--batch", type=int, default=4)
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    args = parser.parse_args()
    model = Residual()
    load_weights(model, args.weights)
    model.to(args.device)
    splits, fits = open_data(read_fits(args.weights))
    rows = splits[args.split][1]
    if len(rows) == 0:
        parser.error(f"There are no rows for {args.split}.")
    batches = loader(splits[args.split], fits, Batches(rows, args.batch), args.workers)
    print(json.dumps(evaluate(model, batches, args.device)))


if __name__ == "__main__":
    main()
