/** The Python that writes a module of one's own as a file which is read here; `loom import --script` gives it out. */
export const EXPORT_SCRIPT = `"""Writes a PyTorch module as MODEL.pt2, which \`loom import MODEL.pt2 --out model.loom\` reads.

python export_pt2.py MODULE:NAME --shape 3,224,224 [--tokens VOCABULARY] [--weights FILE.pth] [--out model.pt2]

MODULE:NAME is a class, a function or a module that stands there: torchvision.models:resnet18, my_model:Net. --shape is that of one
sample, once for each input. Needs torch 2.7 or newer. Run it only on code that you trust: it runs that code.
"""

import argparse
import importlib
import os
import sys

import torch


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model")
    parser.add_argument("--shape", action="append", required=True)
    parser.add_argument("--tokens", type=int)
    parser.add_argument("--weights")
    parser.add_argument("--out", default="model.pt2")
    args = parser.parse_args()

    sys.path.insert(0, os.getcwd())
    module, name = args.model.split(":")
    made = getattr(importlib.import_module(module), name)
    model = made if isinstance(made, torch.nn.Module) else made()
    if args.weights:
        state = torch.load(args.weights, map_location="cpu", weights_only=True)
        model.load_state_dict(state.get("state_dict", state))
    model.eval()

    shapes = [[int(size) for size in shape.split(",")] for shape in args.shape]
    inputs = tuple(
        torch.zeros(2, *shape, dtype=torch.int64) if args.tokens else torch.randn(2, *shape) for shape in shapes
    )
    batch = torch.export.Dim("batch")
    program = torch.export.export(model, inputs, dynamic_shapes=tuple({0: batch} for _ in inputs))
    torch.export.save(program, args.out)
    print(f"Written: {args.out}")


main()
`;
