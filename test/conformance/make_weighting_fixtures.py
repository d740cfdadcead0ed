#!/usr/bin/env python3
"""PyTorch's losses with a weight for each sample, row or element, and several losses together, as fixtures/weighting.json.

Run:  python test/conformance/make_weighting_fixtures.py      (torch 2.15)

A weighted loss is sum(w * loss) / sum(w) over what PyTorch gives with reduction='none'; class weights multiply the weights.
"""
import json, math, pathlib
import torch
import torch.nn.functional as F

torch.manual_seed(0)
flat = lambda t: [float(f'{v:.9g}') for v in torch.as_tensor(t).detach().double().reshape(-1).tolist()]
mean = lambda cost, w: (cost * w).sum() / w.sum()
last = lambda x: x.movedim(-1, 1) if x.ndim > 2 else x  # PyTorch's classes stand second


def whole(*shape, below=3):
    return torch.randint(below, shape)


def overlap(x, t, value):
    p, t = torch.sigmoid(x).flatten(1), t.flatten(1)
    return 1 - value((p * t).sum(1), p.sum(1), t.sum(1))


def ctc(x, t):
    lengths = (t != 0).sum(1)
    return F.ctc_loss(F.log_softmax(x, -1).movedim(1, 0), t, torch.full((len(x),), x.shape[1]), lengths, reduction='none') / lengths.clamp(min=1)


classes = torch.tensor([0.5, 2, 1]).double()
named = lambda loss: lambda x, t: loss(x, t, reduction='none')


def cross_entropy(x, t, w, smoothing=0.0, weight=None, ignore=-100):
    """PyTorch's own value for weights of 1, and what it would be if samples were there w times."""
    rows = F.cross_entropy(last(x), t, weight=weight, label_smoothing=smoothing, ignore_index=ignore, reduction='none')
    counts = (torch.ones(t.shape).double() if weight is None else weight[t.clamp(min=0)]) * (t != ignore)
    return (rows * w).sum() / (counts * w).sum()


# type, settings, shape of the output, target, shape of the weights, loss of (output, target, weights)
elements = lambda type, settings, cost, target=lambda shape: torch.randn(shape): [(type, settings, shape, target(shape), own, lambda x, t, w, shape=shape, own=own: mean(cost(x, t), w.reshape(own + (1,) * (len(shape) - len(own))).expand(shape)))
                                                                    for shape, own in [((5, 3), (5,)), ((4, 2, 3), (4, 2)), ((4, 2, 3), (4, 2, 3))]]
yes = lambda shape: whole(*shape, below=2)
CASES = [
    *elements('meanSquaredError', {}, named(F.mse_loss)),
    *elements('meanAbsoluteError', {}, named(F.l1_loss)),
    *elements('huber', {'delta': 0.5}, lambda x, t: F.huber_loss(x, t, reduction='none', delta=0.5)),
    *elements('smoothL1', {'beta': 0.3}, lambda x, t: F.smooth_l1_loss(x, t, reduction='none', beta=0.3)),
    *elements('logCosh', {}, lambda x, t: torch.log(torch.cosh(x - t))),
    *elements('meanAbsolutePercentageError', {'epsilon': 0.1}, lambda x, t: (x - t).abs() / t.abs().clamp(min=0.1)),
    *elements('meanSquaredLogarithmicError', {}, lambda x, t: (torch.log1p(F.relu(x)) - torch.log1p(F.relu(t))) ** 2),
    *elements('poisson', {'full': True}, lambda x, t: F.poisson_nll_loss(x, t, full=True, reduction='none'), lambda shape: whole(*shape, below=5)),
    *elements('binaryCrossEntropy', {}, named(F.binary_cross_entropy_with_logits), yes),
    *elements('binaryCrossEntropy', {'positiveWeight': 3}, lambda x, t: F.binary_cross_entropy_with_logits(x, t, pos_weight=torch.tensor(3.0), reduction='none'), yes),
    *elements('binaryFocal', {'alpha': 0.3, 'gamma': 1.5}, lambda x, t: (0.3 * t + 0.7 * (1 - t)) * (1 - torch.sigmoid(x * (2 * t - 1))) ** 1.5 * F.softplus(-x * (2 * t - 1)), yes),
    *elements('hinge', {'squared': True}, lambda x, t: F.relu(1 - x * (2 * t - 1)) ** 2, yes),
    *[('crossEntropy', settings, shape, target, own, lambda x, t, w, given=given, own=own, target=target: cross_entropy(x, t, w.reshape(own + (1,) * (target.ndim - len(own))).expand(target.shape), **given))
      for settings, given in [({}, {}), ({'labelSmoothing': 0.2}, {'smoothing': 0.2}), ({'labelSmoothing': 0.2, 'classWeights': [0.5, 2, 1]}, {'smoothing': 0.2, 'weight': classes}), ({'ignore': True, 'ignored': 1, 'classWeights': [0.5, 2, 1]}, {'ignore': 1, 'weight': classes}), ({'ignore': True, 'ignored': 1, 'labelSmoothing': 0.1}, {'ignore': 1, 'smoothing': 0.1})]
      for shape, target, own in [((6, 3), whole(6), (6,)), ((4, 5, 3), whole(4, 5), (4, 5)), ((4, 5, 3), whole(4, 5), (4,))]],
    ('crossEntropy', {'labelSmoothing': 0.1}, (6, 3), F.one_hot(whole(6), 3).double(), (6,), lambda x, t, w: mean(F.cross_entropy(x, t, label_smoothing=0.1, reduction='none'), w)),
    ('negativeLogLikelihood', {'classWeights': [0.5, 2, 1]}, (6, 3), whole(6), (6,), lambda x, t, w: mean(F.nll_loss(x, t, reduction='none'), w * classes[t])),
    ('focal', {'gamma': 2}, (4, 5, 3), whole(4, 5), (4, 5), lambda x, t, w: mean((1 - torch.exp(-F.cross_entropy(last(x), t, reduction='none'))) ** 2 * F.cross_entropy(last(x), t, reduction='none'), w)),
    ('multiMargin', {}, (6, 3), whole(6), (6,), lambda x, t, w: mean(F.multi_margin_loss(x, t, reduction='none'), w)),
    ('kullbackLeibler', {}, (6, 3), F.softmax(torch.randn(6, 3), -1), (6,), lambda x, t, w: mean(F.kl_div(F.log_softmax(x, -1), t, reduction='none').sum(-1), w)),
    ('cosine', {}, (6, 3), torch.randn(6, 3), (6,), lambda x, t, w: mean(1 - F.cosine_similarity(x, t, dim=-1), w)),
    ('dice', {}, (5, 2, 3), whole(5, 2, 3, below=2), (5,), lambda x, t, w: mean(overlap(x, t, lambda shared, p, q: (2 * shared + 1) / (p + q + 1)), w)),
    ('iou', {}, (5, 2, 3), whole(5, 2, 3, below=2), (5, 1), lambda x, t, w: mean(overlap(x, t, lambda shared, p, q: (shared + 1) / (p + q - shared + 1)), w.flatten())),
    ('ctc', {}, (4, 6, 3), torch.tensor([[1, 2], [2, 0], [1, 1], [2, 1]]), (4,), lambda x, t, w: mean(ctc(x, t), w)),
]


def weighted(type, settings, shape, target, own, loss):
    x = torch.randn(shape).double().requires_grad_()
    w = (torch.rand(own) * 2 * (torch.rand(own) > 0.3)).double()
    w.view(-1)[0] = 1.25
    t = target if target.is_floating_point() is False and type in ('crossEntropy', 'negativeLogLikelihood', 'focal', 'multiMargin', 'ctc') else target.double()
    value = loss(x, t, w)
    gradient, = torch.autograd.grad(value, x)
    return {'type': type, 'settings': settings, 'shape': list(shape), 'prediction': flat(x), 'target': flat(target), 'targetShape': list(target.shape), 'dtype': 'float32' if target.is_floating_point() else 'int32',
            'weights': flat(w), 'weightsShape': list(own), 'loss': flat(value)[0], 'gradient': flat(gradient)}


def several():
    """x -> dense 3 -> tanh, then dense 3 on classes, dense 2 on numbers and dense 1 on yes or no: three losses with weights of their own, one with a mask."""
    x = torch.randn(6, 4).double()
    layers = {name: torch.nn.Linear(*size).double() for name, size in {'body': (4, 3), 'kind': (3, 3), 'place': (3, 2), 'there': (3, 1)}.items()}
    for layer in layers.values():
        for p in layer.parameters():
            p.data = p.data.float().double()
    kind, place, there, counts = whole(6), torch.randn(6, 2).double(), whole(6, below=2), torch.tensor([1, 0, 1, 1, 0, 1]).double()
    h = torch.tanh(layers['body'](x))
    parts = [F.cross_entropy(layers['kind'](h), kind), mean(F.mse_loss(layers['place'](h), place, reduction='none'), counts[:, None].expand(6, 2)), F.binary_cross_entropy_with_logits(layers['there'](h)[:, 0], there.double())]
    for shares in [(1, 1, 1), (0.2, 3, 0.5), (1, 0, 2)]:
        for layer in layers.values():
            layer.zero_grad()
        value = sum(s * part for s, part in zip(shares, parts))
        value.backward(retain_graph=True)
        named = {f'{name}.{key}': p for name, layer in layers.items() for key, p in layer.named_parameters()}
        yield {'shares': list(shares), 'x': flat(x), 'targets': {'kind': flat(kind), 'place': flat(place), 'there': flat(there), 'counts': flat(counts)},
               'weights': {name: flat(p) for name, p in named.items()}, 'loss': flat(value)[0], 'gradients': {name: flat(p.grad) for name, p in named.items()}}


groups = {'weighted': [weighted(*case) for case in CASES], 'several': list(several())}
lines = [f'"{name}": [\n' + ',\n'.join(json.dumps(case, separators=(',', ':')) for case in cases) + '\n]' for name, cases in groups.items()]
path = pathlib.Path(__file__).parent / 'fixtures' / 'weighting.json'
path.write_text(f'{{"torch": "{torch.__version__}",\n' + ',\n'.join(lines) + '}\n')
print({name: len(cases) for name, cases in groups.items()}, path.stat().st_size, 'bytes')
