#!/usr/bin/env python3
"""What the rules of learning should give, as fixtures/learning.json: losses, optimizers, initializers, clipping and regularizers by PyTorch,
metrics by scikit-learn.

Run:  python test/conformance/make_fixtures.py      (torch 2.15, scikit-learn 1.9)
"""
import json, math, pathlib
import numpy as np
import sklearn
import torch
import torch.nn.functional as F
from sklearn import metrics as sk

torch.manual_seed(0)
flat = lambda t: [float(f'{v:.9g}') for v in torch.as_tensor(t).detach().double().reshape(-1).tolist()]
number = lambda v: flat(v)[0]


# Optimizers: twenty steps on given gradients
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


def optimizer(name, settings, make, steps=20, size=5):
    weight = torch.randn(size).requires_grad_()
    start, gradients, weights = flat(weight), torch.randn(steps, size), []
    rule = make([weight])
    for gradient in gradients:
        weight.grad = gradient.clone()
        rule.step()
        weights.append(flat(weight))
    return {'type': name, 'settings': settings, 'start': start, 'gradients': [flat(g) for g in gradients], 'weights': weights}


# Schedules: the learning rates of thirty steps from 0.5 on, each step an epoch; what is not PyTorch's is written out as a function of time
lr = torch.optim.lr_scheduler
SCHEDULES = [
    ('constant', {}, lambda o, n: lr.ConstantLR(o, factor=1)),
    ('step', {'every': 7, 'gamma': 0.3}, lambda o, n: lr.StepLR(o, 7, 0.3)),
    ('multiStep', {'milestones': [3, 4, 20], 'gamma': 0.5}, lambda o, n: lr.MultiStepLR(o, [3, 4, 20], 0.5)),
    ('exponential', {'gamma': 0.9}, lambda o, n: lr.ExponentialLR(o, 0.9)),
    ('linear', {'start': 0.1, 'end': 0.8, 'length': 12}, lambda o, n: lr.LinearLR(o, 0.1, 0.8, 12)),
    ('linear', {}, lambda o, n: lr.LinearLR(o, 1, 0, n)),
    ('polynomial', {'power': 1.5, 'length': 20}, lambda o, n: lr.PolynomialLR(o, 20, 1.5)),
    ('polynomial', {'power': 3}, lambda o, n: lr.PolynomialLR(o, n, 3)),
    ('polynomial', {'power': 2, 'lowest': 0.25, 'length': 10}, lambda o, n: lr.LambdaLR(o, lambda t: 0.25 + 0.75 * (1 - min(t, 10) / 10) ** 2)),
    ('cosine', {}, lambda o, n: lr.CosineAnnealingLR(o, n)),
    ('cosine', {'lowest': 0.1}, lambda o, n: lr.CosineAnnealingLR(o, n, 0.05)),
    ('cosineRestarts', {'period': 7, 'lowest': 0.02}, lambda o, n: lr.CosineAnnealingWarmRestarts(o, 7, 1, 0.01)),
    ('cosineRestarts', {'period': 3, 'multiplier': 2}, lambda o, n: lr.CosineAnnealingWarmRestarts(o, 3, 2)),
    ('oneCycle', {}, lambda o, n: lr.OneCycleLR(o, 0.5, total_steps=n, cycle_momentum=False)),
    ('oneCycle', {'rise': 0.45, 'start': 10, 'end': 50, 'shape': 'linear'}, lambda o, n: lr.OneCycleLR(o, 0.5, total_steps=n, pct_start=0.45, div_factor=10, final_div_factor=50, anneal_strategy='linear', cycle_momentum=False)),
    ('inverseSquareRoot', {'rise': 8}, lambda o, n: lr.LambdaLR(o, lambda t: 8 ** 0.5 * min((t + 1) ** -0.5, (t + 1) * 8 ** -1.5))),
    ('points', {'at': [2, 5, 20], 'factors': [0.1, 1, 0.3]}, lambda o, n: lr.LambdaLR(o, lambda t: np.interp(t, [2, 5, 20], [0.1, 1, 0.3]))),
    ('points', {'at': [0, 5, 20], 'factors': [1, 0.5, 0.1], 'between': 'hold'}, lambda o, n: lr.LambdaLR(o, lambda t: 1 if t < 5 else 0.5 if t < 20 else 0.1)),
    *[('reduceOnPlateau', s, make) for s, make in [
        ({'patience': 2}, lambda o, n: lr.ReduceLROnPlateau(o, patience=2, eps=0)),
        ({'factor': 0.5, 'patience': 1, 'cooldown': 3, 'lowest': 0.1}, lambda o, n: lr.ReduceLROnPlateau(o, factor=0.5, patience=1, cooldown=3, min_lr=0.05, eps=0)),
        ({'patience': 0, 'threshold': 0.05, 'measure': 'absolute'}, lambda o, n: lr.ReduceLROnPlateau(o, patience=0, threshold=0.05, threshold_mode='abs', eps=0)),
        ({'patience': 1, 'threshold': 0.02, 'better': 'higher'}, lambda o, n: lr.ReduceLROnPlateau(o, mode='max', patience=1, threshold=0.02, eps=0)),
    ]],
    ('cosine', {'warmUp': 6}, lambda o, n: lr.ChainedScheduler([lr.LinearLR(o, 1 / 6, 1, 5), lr.CosineAnnealingLR(o, n)])),
]


def schedule(name, settings, make, steps=30):
    rule = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=0.5)
    better, warm_up = settings.pop('better', 'lower'), settings.pop('warmUp', 0)
    plan, rates, values = make(rule, steps), [], []
    for t in range(steps):
        rates.append(rule.param_groups[0]['lr'])
        rule.step()
        values.append(round(1 / (1 + min(t, 5)) + (t % 4) / 40 + (0.3 if t > 20 else 0), 6))
        plan.step(*([values[-1]] if name == 'reduceOnPlateau' else []))
    return {'type': name, 'settings': settings, 'warmUp': warm_up, 'better': better, 'values': values if name == 'reduceOnPlateau' else [], 'rates': flat(torch.tensor(rates, dtype=torch.float64))}


# Losses: value and gradient; `classes_last` turns N×...×C into PyTorch's N×C×...
def classes_second(x):
    return x.movedim(-1, 1) if x.ndim > 2 else x


def cross_entropy(x, t, s):
    target = t if t.dtype == torch.int64 else classes_second(t)
    return F.cross_entropy(classes_second(x), target, label_smoothing=s.get('labelSmoothing', 0))


paired = lambda t, x: t.reshape(x.shape).to(x.dtype)
LOSSES = {
    'crossEntropy': cross_entropy,
    'binaryCrossEntropy': lambda x, t, s: F.binary_cross_entropy_with_logits(x, paired(t, x)),
    'meanSquaredError': lambda x, t, s: F.mse_loss(x, paired(t, x)),
    'meanAbsoluteError': lambda x, t, s: F.l1_loss(x, paired(t, x)),
    'huber': lambda x, t, s: F.huber_loss(x, paired(t, x), delta=s.get('delta', 1)),
}
labels = lambda *shape, below: torch.randint(0, below, shape)
one_hot = lambda *shape, below: F.one_hot(labels(*shape, below=below), below).double()
soft = lambda *shape: F.softmax(torch.randn(*shape), -1)
flags = lambda *shape: torch.randint(0, 2, shape)
LOSS_CASES = [
    *[('crossEntropy', s, shape, t) for s in ({}, {'labelSmoothing': 0.2}) for shape, t in [
        ((4, 5), labels(4, below=5)), ((1, 3), labels(1, below=3)), ((3, 4, 6), labels(3, 4, below=6)), ((2, 3, 2, 4), labels(2, 3, 2, below=4)),
        ((4, 5), one_hot(4, below=5)), ((4, 5), soft(4, 5)), ((3, 2, 4), soft(3, 2, 4)), ((5, 1), labels(5, below=1)),
    ]],
    ('crossEntropy', {'labelSmoothing': 0.9}, (7, 2), labels(7, below=2)),
    *[('binaryCrossEntropy', {}, shape, t) for shape, t in [
        ((4, 5), flags(4, 5).double()), ((6, 1), flags(6)), ((1, 1), flags(1, 1)), ((3, 2), torch.rand(3, 2)), ((2, 3, 4), flags(2, 3, 4)), ((5, 1), flags(5).double()),
    ]],
    *[(name, s, shape, t) for name, s in [('meanSquaredError', {}), ('meanAbsoluteError', {}), ('huber', {}), ('huber', {'delta': 0.5}), ('huber', {'delta': 3})] for shape, t in [
        ((4, 5), torch.randn(4, 5)), ((6, 1), torch.randn(6)), ((1, 1), torch.randn(1, 1)), ((2, 3, 4), torch.randn(2, 3, 4)), ((5, 2), torch.randint(-2, 3, (5, 2))), ((2, 12), torch.randn(2, 3, 4)),
    ]],
]


def loss(name, settings, shape, target, scale=1.0, x=None):
    x = (torch.randn(shape, dtype=torch.float64) * scale if x is None else x).float().double().requires_grad_()
    target = target if target.dtype == torch.int64 else target.float().double()
    value = LOSSES[name](x, target, settings)
    value.backward()
    return {'type': name, 'settings': settings, 'prediction': flat(x), 'shape': list(shape), 'target': flat(target), 'targetShape': list(target.shape),
            'dtype': 'int32' if target.dtype == torch.int64 else 'float32', 'loss': number(value), 'gradient': flat(x.grad)}


def losses():
    whole = torch.tensor([[-1., 0, 1, 2, 3]])
    return [
        *[loss(*case) for case in LOSS_CASES],
        # large logits, where exp would overflow
        loss('crossEntropy', {}, (3, 4), labels(3, below=4), 200), loss('binaryCrossEntropy', {}, (3, 4), flags(3, 4).double(), 200),
        # exact hits and errors of exactly delta
        *[loss(name, s, (1, 5), torch.tensor([[1., 1, 1, 1, 1]]), x=whole.double()) for name, s in [('meanSquaredError', {}), ('meanAbsoluteError', {}), ('huber', {}), ('huber', {'delta': 2})]],
    ]


# Metrics: from predictions and targets, cut into batches that do not divide the rows
def decisions(x, t):
    """What was chosen and what is true, as scikit-learn wants it."""
    x = x.reshape(-1, x.shape[-1])
    chosen = (x[:, 0] > 0).astype(int) if x.shape[-1] == 1 else x.argmax(-1)
    truth = t.reshape(-1, t.shape[-1]).argmax(-1) if t.dtype != np.int64 and x.shape[-1] > 1 else t.reshape(-1).astype(int)
    return truth, chosen, max(x.shape[-1], 2), x


def averaged(score):
    def run(x, t, s):
        truth, chosen, classes, _ = decisions(x, t)
        how = {'average': 'binary'} if classes == 2 else {'average': 'macro', 'labels': range(classes)}
        return score(truth, chosen, zero_division=0, **how)
    return run


def top_k(x, t, s):
    truth, _, classes, x = decisions(x, t)
    k = s.get('k', 5)
    if k >= classes:
        return 1.0
    scores = x[:, 0] if x.shape[1] == 1 else x[:, 1] - x[:, 0] if classes == 2 else x
    return sk.top_k_accuracy_score(truth, scores, k=k, labels=range(classes))


METRICS = {
    'accuracy': lambda x, t, s: sk.accuracy_score(*decisions(x, t)[:2]),
    'topK': top_k,
    'precision': averaged(sk.precision_score),
    'recall': averaged(sk.recall_score),
    'f1': averaged(sk.f1_score),
    'confusionMatrix': lambda x, t, s: sk.confusion_matrix(*decisions(x, t)[:2], labels=range(decisions(x, t)[2])),
    'meanAbsoluteError': lambda x, t, s: sk.mean_absolute_error(t.reshape(-1), x.reshape(-1)),
    'r2': lambda x, t, s: sk.r2_score(t.reshape(-1), x.reshape(-1)),
}


def metrics():
    rng = np.random.default_rng(0)
    rows = 13
    hot = lambda *shape, below: np.eye(below)[rng.integers(0, below, shape)]
    classification = [
        (rng.normal(size=(rows, 4)), rng.integers(0, 4, rows)),
        (rng.normal(size=(rows, 4)), hot(rows, below=4)),
        (rng.normal(size=(rows, 2)), rng.integers(0, 2, rows)),
        (rng.normal(size=(rows, 1)), rng.integers(0, 2, rows)),
        (rng.normal(size=(rows, 1)), rng.integers(0, 2, (rows, 1)).astype(float)),
        (rng.normal(size=(rows, 3, 5)), rng.integers(0, 5, (rows, 3))),
        (rng.normal(size=(rows, 7)), rng.integers(0, 3, rows)),  # four classes that never occur
        (np.tile([[3., 2, 1]], (rows, 1)), rng.integers(0, 3, rows)),  # two classes that are never chosen
        (rng.normal(size=(1, 3)), rng.integers(0, 3, 1)),
    ]
    regression = [(rng.normal(size=shape), rng.normal(size=target)) for shape, target in [((rows, 1), (rows,)), ((rows, 3), (rows, 3)), ((rows, 2, 2), (rows, 4))]]
    regression.append((rng.normal(size=(rows, 2)) + 5, rng.normal(size=(rows, 2)) + 5))
    for name, value in METRICS.items():
        for x, t in regression if name in ('meanAbsoluteError', 'r2') else classification:
            for s in ({}, {'k': 1}, {'k': 2}) if name == 'topK' else ({},):
                x, t = x.astype(np.float32).astype(np.float64), t if t.dtype == np.int64 else t.astype(np.float32).astype(np.float64)
                if name == 'topK' and x.shape[-1] == 1:
                    continue  # a single yes-or-no number has no list of likeliest classes
                yield {'type': name, 'settings': s, 'prediction': flat(x), 'shape': list(x.shape), 'target': flat(t), 'targetShape': list(t.shape),
                       'dtype': 'int32' if t.dtype == np.int64 else 'float32', 'value': flat(value(x, t, s))}


# Initializers: the moments of the distribution that PyTorch draws from, and its bounds
def initializers():
    for shape in [(50, 20), (8, 3, 5), (16, 4, 3, 3)]:
        weight = torch.empty(shape)
        fan_in, fan_out = torch.nn.init._calculate_fan_in_and_fan_out(weight)
        spread = lambda low, high: {'mean': (low + high) / 2, 'deviation': (high - low) / math.sqrt(12), 'kurtosis': 1.8, 'low': low, 'high': high}
        normal = lambda mean, deviation: {'mean': mean, 'deviation': deviation, 'kurtosis': 3}
        exact = lambda value: {'mean': value, 'deviation': 0, 'low': value, 'high': value}
        init = torch.nn.init
        for name, settings, fill, expected in [
            ('zeros', {}, init.zeros_, exact(0)),
            ('ones', {}, init.ones_, exact(1)),
            ('constant', {'value': -0.75}, lambda w: init.constant_(w, -0.75), exact(-0.75)),
            ('normal', {'mean': 0.5, 'deviation': 2}, lambda w: init.normal_(w, 0.5, 2), normal(0.5, 2)),
            ('uniform', {'low': -0.2, 'high': 0.7}, lambda w: init.uniform_(w, -0.2, 0.7), spread(-0.2, 0.7)),
            ('xavier-uniform', {}, init.xavier_uniform_, spread(-math.sqrt(6 / (fan_in + fan_out)), math.sqrt(6 / (fan_in + fan_out)))),
            ('xavier-normal', {}, init.xavier_normal_, normal(0, math.sqrt(2 / (fan_in + fan_out)))),
            ('fan-in-uniform', {}, lambda w: init.kaiming_uniform_(w, a=math.sqrt(5)), spread(-math.sqrt(1 / fan_in), math.sqrt(1 / fan_in))),
            ('he-uniform', {}, lambda w: init.kaiming_uniform_(w, nonlinearity='relu'), spread(-math.sqrt(6 / fan_in), math.sqrt(6 / fan_in))),
            ('he-normal', {}, lambda w: init.kaiming_normal_(w, nonlinearity='relu'), normal(0, math.sqrt(2 / fan_in))),
        ]:
            # the formula above is that of PyTorch: its own draws have these moments
            draws = torch.cat([fill(torch.empty(shape)).flatten() for _ in range(200_000 // weight.numel() + 1)]).double()
            assert abs(draws.mean() - expected['mean']) <= 0.02 * expected['deviation'] and abs(draws.std() - expected['deviation']) <= 0.02 * expected['deviation'], (name, shape)
            if 'low' in expected:
                assert expected['low'] - 1e-6 <= draws.min() and draws.max() <= expected['high'] + 1e-6
            yield {'type': name, 'settings': settings, 'shape': list(shape), 'fanIn': fan_in, 'fanOut': fan_out, **expected}


# A small network for what acts on whole models: dense 4 -> 3, tanh, dense 3 -> 2, cross-entropy
def network():
    torch.manual_seed(1)
    net = torch.nn.Sequential(torch.nn.Linear(4, 3), torch.nn.Tanh(), torch.nn.Linear(3, 2)).double()
    for p in net.parameters():
        p.data = p.data.float().double()
    x, t = torch.randn(5, 4).double(), labels(5, below=2)
    return net, x, t


NAMES = ['first.weight', 'first.bias', 'second.weight', 'second.bias']


def clipping():
    for kind, threshold in [('none', 1), ('value', 0.02), ('value', 0.1), ('value', 10), ('globalNorm', 0.05), ('globalNorm', 0.3), ('globalNorm', 100)]:
        net, x, t = network()
        start = {n: flat(p) for n, p in zip(NAMES, net.parameters())}
        rule = torch.optim.SGD(net.parameters(), lr=0.5)
        F.cross_entropy(net(x), t).backward()
        gradients = {n: flat(p.grad) for n, p in zip(NAMES, net.parameters())}
        if kind == 'value':
            torch.nn.utils.clip_grad_value_(net.parameters(), threshold)
        if kind == 'globalNorm':
            torch.nn.utils.clip_grad_norm_(net.parameters(), threshold)
        rule.step()
        yield {'type': kind, 'threshold': threshold, 'weights': start, 'gradients': gradients, 'next': {n: flat(p) for n, p in zip(NAMES, net.parameters())}}


def regularization():
    for first, second in [({}, {}), ({'l1': 0.1}, {}), ({'l2': 0.2}, {}), ({'l1': 0.01, 'l2': 0.3}, {'l2': 0.05}), ({}, {'l1': 0.7})]:
        net, x, t = network()
        value = F.cross_entropy(net(x), t)
        for layer, r in [(net[0], first), (net[2], second)]:
            value = value + r.get('l1', 0) * layer.weight.abs().sum() + r.get('l2', 0) * layer.weight.square().sum()
        value.backward()
        yield {'first': first, 'second': second, 'x': flat(x), 'target': flat(t), 'weights': {n: flat(p) for n, p in zip(NAMES, net.parameters())},
               'loss': number(value), 'gradients': {n: flat(p.grad) for n, p in zip(NAMES, net.parameters())}}


groups = {'optimizers': [optimizer(*o) for o in OPTIMIZERS], 'schedules': [schedule(*o) for o in SCHEDULES], 'losses': losses(), 'metrics': list(metrics()), 'initializers': list(initializers()),
          'clipping': list(clipping()), 'regularization': list(regularization())}
# one case a line
lines = [f'"{name}": [\n' + ',\n'.join(json.dumps(case, separators=(',', ':')) for case in cases) + '\n]' for name, cases in groups.items()]
path = pathlib.Path(__file__).parent / 'fixtures' / 'learning.json'
path.write_text(f'{{"torch": "{torch.__version__}", "scikit-learn": "{sklearn.__version__}",\n' + ',\n'.join(lines) + '}\n')
print({name: len(cases) for name, cases in groups.items()}, path.stat().st_size, 'bytes')
