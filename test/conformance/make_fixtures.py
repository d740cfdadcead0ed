#!/usr/bin/env python3
"""PyTorch's values for losses and optimizers, as fixtures/learning.json. Run: python make_fixtures.py (needs torch 2.15)."""
import json, pathlib
import torch
import torch.nn.functional as F

torch.manual_seed(0)
flat = lambda t: [float(f'{v:.9g}') for v in t.detach().reshape(-1).tolist()]

OPTIMIZERS = [
    ('sgd', {'momentum': 0}, lambda p: torch.optim.SGD(p, lr=0.1)),
    ('sgd', {'momentum': 0.9}, lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9)),
    ('sgd', {'momentum': 0.8, 'nesterov': True, 'weightDecay': 0.1}, lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.8, nesterov=True, weight_decay=0.1)),
    ('adam', {}, lambda p: torch.optim.Adam(p, lr=0.1)),
    ('adam', {'beta1': 0.8, 'beta2': 0.9, 'epsilon': 1e-3, 'weightDecay': 0.1}, lambda p: torch.optim.Adam(p, lr=0.1, betas=(0.8, 0.9), eps=1e-3, weight_decay=0.1)),
    ('adamW', {'weightDecay': 0.1}, lambda p: torch.optim.AdamW(p, lr=0.1, weight_decay=0.1)),
    ('adagrad', {}, lambda p: torch.optim.Adagrad(p, lr=0.1)),
    ('rmsprop', {}, lambda p: torch.optim.RMSprop(p, lr=0.1)),
    ('rmsprop', {'alpha': 0.9, 'momentum': 0.7, 'centered': True}, lambda p: torch.optim.RMSprop(p, lr=0.1, alpha=0.9, momentum=0.7, centered=True)),
]
STEPS, SIZE = 20, 5
optimizers = []
for name, settings, make in OPTIMIZERS:
    weight = torch.randn(SIZE).requires_grad_()
    start, gradients, weights = flat(weight), torch.randn(STEPS, SIZE), []
    optimizer = make([weight])
    for gradient in gradients:
        weight.grad = gradient.clone()
        optimizer.step()
        weights.append(flat(weight))
    optimizers.append({'type': name, 'settings': settings, 'start': start, 'gradients': [flat(g) for g in gradients], 'weights': weights})

labels, logits, targets = torch.tensor([2, 0, 3, 3]), torch.randn(4, 5), torch.randn(4, 5)
yes = (targets > 0).float()
one_hot = F.one_hot(labels, 5).float()
LOSSES = [
    ('crossEntropy', {}, labels, lambda x: F.cross_entropy(x, labels)),
    ('crossEntropy', {'labelSmoothing': 0.2}, labels, lambda x: F.cross_entropy(x, labels, label_smoothing=0.2)),
    ('crossEntropy', {'labelSmoothing': 0.1}, one_hot, lambda x: F.cross_entropy(x, one_hot, label_smoothing=0.1)),
    ('binaryCrossEntropy', {}, yes, lambda x: F.binary_cross_entropy_with_logits(x, yes)),
    ('meanSquaredError', {}, targets, lambda x: F.mse_loss(x, targets)),
    ('meanAbsoluteError', {}, targets, lambda x: F.l1_loss(x, targets)),
    ('huber', {}, targets, lambda x: F.huber_loss(x, targets)),
    ('huber', {'delta': 0.5}, targets, lambda x: F.huber_loss(x, targets, delta=0.5)),
]
losses = []
for name, settings, target, loss in LOSSES:
    x = logits.clone().requires_grad_()
    value = loss(x)
    value.backward()
    losses.append({'type': name, 'settings': settings, 'prediction': flat(x), 'shape': [4, 5], 'target': flat(target.float()), 'targetShape': list(target.shape),
                   'dtype': 'int32' if target.dtype == torch.int64 else 'float32', 'loss': float(f'{value.item():.9g}'), 'gradient': flat(x.grad)})
path = pathlib.Path(__file__).parent / 'fixtures' / 'learning.json'
path.write_text(json.dumps({'torch': torch.__version__, 'optimizers': optimizers, 'losses': losses}, indent=1) + '\n')
