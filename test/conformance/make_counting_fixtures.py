#!/usr/bin/env python3
"""The loss and gradients of all rows of a small network by PyTorch in float64, as fixtures/counting.json.

Run:  python test/conformance/make_counting_fixtures.py      (torch 2.15)

However the rows are cut into batches, an epoch has this loss, and batches that make one update together have these gradients. What
does not count holds what no loss may see: a label out of range, a target that is no number.
"""
import json, pathlib
import torch
import torch.nn.functional as F

torch.manual_seed(0)
ROWS = 11
flat = lambda t: [float(f'{v:.9g}') for v in torch.as_tensor(t).detach().double().reshape(-1).tolist()]
CLASSES = torch.tensor([0.5, 2.0, 0.0]).double()


def cross_entropy(x, t, w, ignore=None, weight=None, smoothing=0.0):
    """Each row counts as its class and its own weight say; the labels that are ignored or weigh nothing are never looked up."""
    counts = w * (t != ignore) if ignore is not None else w
    labels = torch.where(counts > 0, t, 0)
    own = counts if weight is None else counts * weight[labels]
    spread = -(F.log_softmax(x, -1) * (1 if weight is None else weight)).mean(-1)
    truth = F.nll_loss(F.log_softmax(x, -1), labels, reduction='none')
    return (((1 - smoothing) * truth * own + smoothing * spread * counts).sum() / own.sum())


def case(name, losses, training={}, l2=0.0):
    x = torch.randn(ROWS, 4).double()
    weights = {f'{layer}.{part}': torch.randn(*shape).double().requires_grad_()
               for layer in ['kind', 'place'] for part, shape in [('weight', (3, 4)), ('bias', (3,))]}
    out = lambda layer: F.linear(x, weights[f'{layer}.weight'], weights[f'{layer}.bias'])
    targets, total, written = {}, 0.0, []
    for output, type, settings, share, target, counts, cost in losses:
        targets[output] = target
        if counts is not None:
            targets[f'{output}-counts'] = counts
        total = total + share * cost(out(output), target, torch.ones(ROWS).double() if counts is None else counts)
        written.append({'output': output, 'target': output, 'loss': {'type': type, 'settings': settings}, 'weight': share,
                        **({} if counts is None else {'sampleWeights': f'{output}-counts'})})
    total = total + l2 * (weights[f'{losses[0][0]}.weight'] ** 2).sum()
    used = {k: v for k, v in weights.items() if any(k.startswith(o + '.') for o, *_ in losses)}
    gradients = torch.autograd.grad(total, list(used.values()))
    numbers = lambda t: [None if v != v else v for v in flat(t)]
    return {'name': name, 'losses': written, 'l2': l2, 'x': flat(x), 'loss': flat(total)[0],
            'targets': {k: {'dtype': 'int32' if t.dtype == torch.long else 'float32', 'data': numbers(t)} for k, t in targets.items()},
            'weights': {k: flat(v) for k, v in used.items()}, 'gradients': {k: flat(g) for k, g in zip(used, gradients)}}


labels = lambda: torch.randint(3, (ROWS,))
counts = lambda: torch.tensor([1, 0, 0.5, 2, 0, 0, 3, 1, 0.1, 0, 1]).double()


def padded():
    t = labels()
    t[[0, 1, 2, 3, 8]] = -100
    return t


def stray():
    t = labels()
    t[counts() == 0] = 77
    return t


def missing():
    t = torch.randn(ROWS, 3).double()
    t[counts() == 0] = float('nan')
    return t


def squares(x, t, w):
    t = torch.where((w > 0)[:, None], t, 0)
    return ((x - t) ** 2 * w[:, None]).sum() / (3 * w.sum())


plain = ('place', 'meanSquaredError', {}, 0.3, torch.randn(ROWS, 3).double(), None, squares)
cases = [
    case('class weights', [('kind', 'crossEntropy', {'classWeights': CLASSES.tolist()}, 1.0, labels(), None,
                            lambda x, t, w: cross_entropy(x, t, w, weight=CLASSES))]),
    case('class weights and smoothing', [('kind', 'crossEntropy', {'classWeights': CLASSES.tolist(), 'labelSmoothing': 0.2}, 1.0, labels(), None,
                                          lambda x, t, w: cross_entropy(x, t, w, weight=CLASSES, smoothing=0.2))]),
    case('an ignored label', [('kind', 'crossEntropy', {'ignore': True}, 1.0, padded(), None, lambda x, t, w: cross_entropy(x, t, w, -100))]),
    case('an ignored label of the hinge', [('kind', 'multiMargin', {'ignore': True}, 1.0, padded(), None,
                                            lambda x, t, w: F.multi_margin_loss(x[t != -100], t[t != -100]))]),
    case('sample weights over stray labels', [('kind', 'crossEntropy', {}, 1.0, stray(), counts(), lambda x, t, w: cross_entropy(x, t, w))]),
    case('a mask over missing numbers', [('place', 'meanSquaredError', {}, 1.0, missing(), counts(), squares)]),
    case('nothing but rows', [plain], l2=0.1),
    case('an ignored label with a penalty', [('kind', 'crossEntropy', {'ignore': True}, 1.0, padded(), None, lambda x, t, w: cross_entropy(x, t, w, -100))], l2=0.1),
    case('two that count otherwise', [('kind', 'crossEntropy', {'ignore': True, 'classWeights': CLASSES.tolist()}, 0.7, padded(), None,
                                       lambda x, t, w: cross_entropy(x, t, w, -100, CLASSES)), plain], l2=0.1),
]
# the reference itself against PyTorch's own cross-entropy
x, t = torch.randn(ROWS, 3).double(), padded()
torch.testing.assert_close(cross_entropy(x, t, torch.ones(ROWS).double(), -100, CLASSES, 0.2),
                           F.cross_entropy(x, t, weight=CLASSES, label_smoothing=0.2))
path = pathlib.Path(__file__).parent / 'fixtures' / 'counting.json'
path.write_text(json.dumps(cases, separators=(',', ':')) + '\n')
print(f'{len(cases)} cases, {path.stat().st_size} bytes')
