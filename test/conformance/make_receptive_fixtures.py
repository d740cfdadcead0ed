"""Receptive fields measured with PyTorch: how far apart the inputs lie that one place in the middle of the output depends on.

    python test/conformance/make_receptive_fixtures.py

Weights are positive and noise is added, so that no dependence cancels; max pooling is measured as average pooling, which sees the
same places. Writes fixtures/receptive.json: chains of layers by our settings, an input size, and the extents that were found.
"""
import json
import random
from pathlib import Path

import torch
from torch import nn

random.seed(5)
torch.manual_seed(5)


def layer(kind, k, s, d, p, channels):
    if kind == 'conv2d':
        return nn.Conv2d(channels, channels, k, s, p, d, bias=False)
    if kind == 'averagePool2d':
        return nn.AvgPool2d(k[0], s, p) if k[0] == k[1] else nn.AvgPool2d(tuple(k), s, p)
    return nn.ConvTranspose2d(channels, channels, k, s, bias=False)


def measure(chain, size):
    net = nn.Sequential(*[layer(*entry, 1) for entry in chain])
    for weight in net.parameters():
        nn.init.uniform_(weight, 0.5, 1)
    x = torch.rand(1, 1, *size, requires_grad=True)
    y = net(x)
    seen = [0, 0]
    # places in the middle may see a place more or less where strides are undone: the most counts
    middle = [range(max(0, n // 2 - 4), min(n, n // 2 + 5)) for n in y.shape[2:]]
    for i in middle[0]:
        for j in middle[1]:
            (g,) = torch.autograd.grad(y[0, 0, i, j], x, retain_graph=True)
            at = g[0, 0].nonzero()
            extent = (at.max(0).values - at.min(0).values + 1).tolist()
            seen = [max(a, b) for a, b in zip(seen, extent)]
    return seen, list(y.shape[2:])


def draw():
    chain = []
    for _ in range(random.randint(1, 4)):
        kind = random.choice(['conv2d', 'conv2d', 'averagePool2d', 'transposedConv2d'])
        k = [random.randint(1, 4), random.randint(1, 4)]
        s = [random.randint(1, 2), random.randint(1, 2)]
        d = [random.randint(1, 2), random.randint(1, 2)] if kind == 'conv2d' else [1, 1]
        p = [min(random.randint(0, 1), k[0] // 2), min(random.randint(0, 1), k[1] // 2)] if kind != 'transposedConv2d' else [0, 0]
        if kind == 'transposedConv2d':
            k = [max(k[0], s[0]), max(k[1], s[1])]
        chain.append((kind, k, s, d, p))
        if kind == 'transposedConv2d':
            break
    return chain


cases = []
while len(cases) < 40:
    chain = draw()
    size = [64, 71]
    seen, out = measure(chain, size)
    cases.append({
        'size': size,
        'layers': [{'type': kind, 'kernel': k, 'stride': s, 'dilation': d, 'padding': p} for kind, k, s, d, p in chain],
        'seen': seen,
        'output': out,
    })
Path(__file__).with_name('fixtures').joinpath('receptive.json').write_text(json.dumps(cases) + '\n')
print(len(cases), 'chains')
