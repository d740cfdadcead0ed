#!/usr/bin/env python3
"""Compares gradients with those in double precision, for `npm run bench:gradients`.

Run:  DIR/bin/python pytorch_gradients.py FOLDER --case resnet18/4 [--threads 2] [--smooth]      (DIR: made by pytorch_env.sh)
FOLDER has `weights.safetensors` (a state dict), `rows.safetensors` (`input` and `target`) and `gradients.safetensors` (one for each
weight). Prints one line of JSON: of these and of PyTorch's in float32 the relative L2 distance of the whole, and the median over the weights.
"""
import argparse, json, math, pathlib, statistics

import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import nn

from pytorch_peer import CASES


def gradients(case, weights, x, y, dtype):
    """Each weight's gradient of the cross-entropy at the start of training, nothing dropped out."""
    net = CASES[case][0]().to(dtype).train()
    net.load_state_dict({name: value.to(dtype) if value.is_floating_point() else value for name, value in weights.items()}, strict=False)
    missing = set(dict(net.named_parameters())) - set(weights)
    assert not missing, f'no weights for {missing}'
    for part in net.modules():
        if isinstance(part, nn.Dropout):
            part.p = 0.0
    F.cross_entropy(net(x.to(dtype)), y).backward()
    return {name: value.grad.double() for name, value in net.named_parameters()}


def distances(found, true):
    apart = {name: (found[name].double() - value).norm().item() for name, value in true.items()}
    size = {name: value.norm().item() for name, value in true.items()}
    return {'whole': math.hypot(*apart.values()) / math.hypot(*size.values()), 'median': statistics.median(apart[name] / size[name] for name in true)}


def main():
    a = argparse.ArgumentParser()
    a.add_argument('folder', type=pathlib.Path)
    a.add_argument('--case', required=True)
    a.add_argument('--threads', type=int, default=2)
    a.add_argument('--smooth', action='store_true', help='SiLU for ReLU and ReLU6')
    a = a.parse_args()
    torch.set_num_threads(a.threads)
    if a.smooth:
        F.relu = F.silu
        F.hardtanh = lambda x, *_: F.silu(x)
    weights, rows, ours = (load_file(a.folder / f'{name}.safetensors') for name in ('weights', 'rows', 'gradients'))
    x, y = rows['input'], rows['target'].long()
    true, float32 = (gradients(a.case, weights, x, y, dtype) for dtype in (torch.float64, torch.float32))
    print(json.dumps({'ours': distances(ours, true), 'pytorch': distances(float32, true)}))


if __name__ == '__main__':
    main()
