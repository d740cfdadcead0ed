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
from torch.optim import swa_utils as swa

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
    ('sgd', {'momentum': 0.9, 'dampening': 0.3}, lambda p: torch.optim.SGD(p, lr=0.1, momentum=0.9, dampening=0.3)),
    ('adam', {'amsgrad': True, 'beta2': 0.7}, lambda p: torch.optim.Adam(p, lr=0.1, betas=(0.9, 0.7), amsgrad=True)),
    ('adamW', {'amsgrad': True, 'beta2': 0.7, 'weightDecay': 0}, lambda p: torch.optim.AdamW(p, lr=0.1, betas=(0.9, 0.7), weight_decay=0, amsgrad=True)),
    ('nAdam', {}, lambda p: torch.optim.NAdam(p, lr=0.1)),
    ('nAdam', {'beta1': 0.8, 'beta2': 0.9, 'fade': 0.1, 'weightDecay': 0.1}, lambda p: torch.optim.NAdam(p, lr=0.1, betas=(0.8, 0.9), momentum_decay=0.1, weight_decay=0.1)),
    ('rAdam', {}, lambda p: torch.optim.RAdam(p, lr=0.1)),
    ('rAdam', {'beta1': 0.8, 'beta2': 0.7, 'weightDecay': 0.1}, lambda p: torch.optim.RAdam(p, lr=0.1, betas=(0.8, 0.7), weight_decay=0.1)),
    ('adamax', {}, lambda p: torch.optim.Adamax(p, lr=0.1)),
    ('adamax', {'beta1': 0.5, 'beta2': 0.8, 'epsilon': 0.1, 'weightDecay': 0.1}, lambda p: torch.optim.Adamax(p, lr=0.1, betas=(0.5, 0.8), eps=0.1, weight_decay=0.1)),
    ('adadelta', {}, lambda p: torch.optim.Adadelta(p, lr=0.1)),
    ('adadelta', {'rho': 0.6, 'epsilon': 0.01, 'weightDecay': 0.1}, lambda p: torch.optim.Adadelta(p, lr=0.1, rho=0.6, eps=0.01, weight_decay=0.1)),
    ('adagrad', {'rateDecay': 0.1, 'start': 0.5, 'weightDecay': 0.1}, lambda p: torch.optim.Adagrad(p, lr=0.1, lr_decay=0.1, initial_accumulator_value=0.5, weight_decay=0.1)),
    ('rmsprop', {'weightDecay': 0.1}, lambda p: torch.optim.RMSprop(p, lr=0.1, weight_decay=0.1)),
    ('lion', {}, lambda p: Lion(p, 0.1)),
    ('lion', {'beta1': 0.6, 'beta2': 0.8, 'weightDecay': 0.1}, lambda p: Lion(p, 0.1, 0.6, 0.8, 0.1)),
    ('lamb', {}, lambda p: Lamb(p, 0.1)),
    ('lamb', {'beta1': 0.8, 'beta2': 0.9, 'epsilon': 0.01, 'weightDecay': 0.3}, lambda p: Lamb(p, 0.1, 0.8, 0.9, 0.01, 0.3)),
]


# What PyTorch has not, after the papers' pseudocode
class Lion(torch.optim.Optimizer):
    def __init__(self, p, lr, b1=0.9, b2=0.99, decay=0.0):
        super().__init__(p, dict(lr=lr, b1=b1, b2=b2, decay=decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group['params']:
                m = self.state[p].setdefault('m', torch.zeros_like(p))
                c = group['b1'] * m + (1 - group['b1']) * p.grad
                p.copy_(p - group['lr'] * (torch.sign(c) + group['decay'] * p))
                m.copy_(group['b2'] * m + (1 - group['b2']) * p.grad)


class Lamb(torch.optim.Optimizer):
    def __init__(self, p, lr, b1=0.9, b2=0.999, eps=1e-6, decay=0.0):
        super().__init__(p, dict(lr=lr, b1=b1, b2=b2, eps=eps, decay=decay))

    @torch.no_grad()
    def step(self):
        for group in self.param_groups:
            for p in group['params']:
                s = self.state[p]
                if not s:
                    s.update(t=0, m=torch.zeros_like(p), v=torch.zeros_like(p))
                s['t'] += 1
                s['m'] = group['b1'] * s['m'] + (1 - group['b1']) * p.grad
                s['v'] = group['b2'] * s['v'] + (1 - group['b2']) * p.grad ** 2
                r = s['m'] / (1 - group['b1'] ** s['t']) / ((s['v'] / (1 - group['b2'] ** s['t'])).sqrt() + group['eps']) + group['decay'] * p
                p -= group['lr'] * p.norm() / r.norm() * r


def optimizer(name, settings, make, steps=20, size=5):
    weight = torch.randn(size).requires_grad_()
    start, gradients, weights = flat(weight), torch.randn(steps, *weight.shape), []
    rule = make([weight])
    for gradient in gradients:
        weight.grad = gradient.clone()
        rule.step()
        weights.append(flat(weight))
    return {'type': name, 'settings': settings, **({} if isinstance(size, int) else {'shape': list(size)}), 'start': start, 'gradients': [flat(g) for g in gradients], 'weights': weights}


# Schedules: the learning rates of thirty steps from 0.5 on, each step an epoch; what is not PyTorch's is written out as a function of time
lr = torch.optim.lr_scheduler
SCHEDULES = [
    ('constant', {}, lambda o, n: lr.ConstantLR(o, factor=1)),
    ('step', {'every': 7, 'gamma': 0.3}, lambda o, n: lr.StepLR(o, 7, 0.3)),
    ('step', {'every': 1, 'gamma': 0.95}, lambda o, n: lr.StepLR(o, 1, 0.95)),
    ('step', {}, lambda o, n: lr.StepLR(o, 10, 0.1)),
    ('multiStep', {'milestones': [3, 4, 20], 'gamma': 0.5}, lambda o, n: lr.MultiStepLR(o, [3, 4, 20], 0.5)),
    ('multiStep', {'milestones': [1], 'gamma': 2}, lambda o, n: lr.MultiStepLR(o, [1], 2)),
    ('exponential', {'gamma': 1.05}, lambda o, n: lr.ExponentialLR(o, 1.05)),
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
    ('inverseSquareRoot', {'rise': 1}, lambda o, n: lr.LambdaLR(o, lambda t: (t + 1) ** -0.5)),
    ('inverseSquareRoot', {'rise': 100}, lambda o, n: lr.LambdaLR(o, lambda t: (t + 1) / 100)),
    ('points', {'at': [7], 'factors': [0.4]}, lambda o, n: lr.LambdaLR(o, lambda t: 0.4)),
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
    return x.movedim(-1, 1).contiguous() if x.ndim > 2 else x


def cross_entropy(x, t, s):
    target = t if t.dtype == torch.int64 else classes_second(t)
    return F.cross_entropy(classes_second(x), target, weight=class_weights(s, x), ignore_index=s.get('ignored', -100), label_smoothing=s.get('labelSmoothing', 0))


class_weights = lambda s, x: torch.tensor(s['classWeights']).to(x.dtype) if 'classWeights' in s else None


def focal(x, t, s):
    logs = F.log_softmax(x, -1).gather(-1, t[..., None])[..., 0]
    w = class_weights(s, x)[t] if 'classWeights' in s else torch.ones_like(logs)
    return (-w * (1 - logs.exp()) ** s.get('gamma', 2) * logs).sum() / w.sum()


def binary_focal(x, t, s):  # as torchvision.ops.sigmoid_focal_loss
    t, p, alpha = paired(t, x), torch.sigmoid(x), s.get('alpha', 0.25)
    pt = p * t + (1 - p) * (1 - t)
    return ((alpha * t + (1 - alpha) * (1 - t)) * (1 - pt) ** s.get('gamma', 2) * F.binary_cross_entropy_with_logits(x, t, reduction='none')).mean()


def hinge(x, t, s):
    short = (1 - torch.where(paired(t, x) > 0, 1.0, -1.0) * x).clamp(min=0)
    return (short ** 2 if s.get('squared') else short).mean()


def margin(x, t, s):
    return F.multi_margin_loss(x.reshape(-1, x.shape[-1]), t.reshape(-1), p=2 if s.get('squared') else 1, margin=s.get('margin', 1), weight=class_weights(s, x))


def mask(share):
    def run(x, t, s):
        p, t, more = torch.sigmoid(x).flatten(1), paired(t, x).flatten(1), s.get('smooth', 1)
        return (1 - share((p * t).sum(1), p.sum(1), t.sum(1), more)).mean()
    return run


def ctc(x, t, s):
    blank = s.get('blank', 0)
    lengths = (t != blank).sum(1)
    return F.ctc_loss(F.log_softmax(x, -1).transpose(0, 1), t, torch.full((len(x),), x.shape[1]), lengths, blank=blank, zero_infinity=True)


def contrastive(x, t, s):
    terms = [((x[i] - x[j]) ** 2).sum() if t[i] == t[j] else (s.get('margin', 1) - (x[i] - x[j]).norm()).clamp(min=0) ** 2 for i in range(len(x)) for j in range(len(x)) if i != j]
    return sum(terms) / max(1, len(terms))


def triplet(x, t, s):
    d, terms = (lambda i, j: (x[i] - x[j]).norm()), []
    for i in range(len(x)):
        same, other = [[j for j in range(len(x)) if j != i and (t[i] == t[j]) == alike] for alike in (True, False)]
        if same and other:
            terms.append((max(d(i, j) for j in same) - min(d(i, j) for j in other) + s.get('margin', 1)).clamp(min=0))
    return sum(terms) / max(1, len(terms))


def contrastive_pairs(x, t, s):
    scores, alike = x[:, 0] @ x[:, 1].T, (t[:, None] == t[None]).double()
    wanted = alike / alike.sum(1, keepdim=True)
    loss = (F.cross_entropy(scores, wanted) + F.cross_entropy(scores.T, wanted)) / 2
    if len(t.unique()) == len(t):  # each its own: CLIP's loss, as transformers has it
        from transformers.models.clip.modeling_clip import image_text_contrastive_loss
        assert (loss - image_text_contrastive_loss(scores.T)).abs() < 1e-12
    return loss


paired = lambda t, x: t.reshape(x.shape).to(x.dtype)
LOSSES = {
    'crossEntropy': cross_entropy,
    'focal': focal,
    'negativeLogLikelihood': lambda x, t, s: F.nll_loss(classes_second(x), t, weight=class_weights(s, x), ignore_index=s.get('ignored', -100)),
    'kullbackLeibler': lambda x, t, s: F.kl_div(F.log_softmax(x, -1), t, reduction='none').sum(-1).mean(),
    'multiMargin': margin,
    'binaryCrossEntropy': lambda x, t, s: F.binary_cross_entropy_with_logits(x, paired(t, x), pos_weight=torch.tensor(float(s.get('positiveWeight', 1)))),
    'binaryFocal': binary_focal,
    'hinge': hinge,
    'dice': mask(lambda shared, p, t, more: (2 * shared + more) / (p + t + more)),
    'iou': mask(lambda shared, p, t, more: (shared + more) / (p + t - shared + more)),
    'smoothL1': lambda x, t, s: F.smooth_l1_loss(x, paired(t, x), beta=s.get('beta', 1)),
    'logCosh': lambda x, t, s: torch.log(torch.cosh(x - paired(t, x))).mean(),
    'meanAbsolutePercentageError': lambda x, t, s: ((x - paired(t, x)).abs() / paired(t, x).abs().clamp(min=s.get('epsilon', 1e-7))).mean(),
    'meanSquaredLogarithmicError': lambda x, t, s: ((torch.log1p(x.clamp(min=0)) - torch.log1p(paired(t, x).clamp(min=0))) ** 2).mean(),
    'poisson': lambda x, t, s: F.poisson_nll_loss(x, paired(t, x), full=s.get('full', False)),
    'cosine': lambda x, t, s: (1 - F.cosine_similarity(x, paired(t, x), -1)).mean(),
    'ctc': ctc,
    'contrastive': contrastive,
    'triplet': triplet,
    'contrastivePairs': contrastive_pairs,
    'meanSquaredError': lambda x, t, s: F.mse_loss(x, paired(t, x)),
    'meanAbsoluteError': lambda x, t, s: F.l1_loss(x, paired(t, x)),
    'huber': lambda x, t, s: F.huber_loss(x, paired(t, x), delta=s.get('delta', 1)),
}
labels = lambda *shape, below: torch.randint(0, below, shape)
one_hot = lambda *shape, below: F.one_hot(labels(*shape, below=below), below).double()
def padded(t, *places, label=-100):
    t = t.clone()
    t.view(-1)[list(places)] = label
    return t


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
    # class weights and ignored labels
    *[(name, s, shape, t) for name in ('crossEntropy', 'negativeLogLikelihood') for s, shape, t in [
        ({'classWeights': [0.5, 2, 1, 0, 3]}, (6, 5), labels(6, below=5)),
        ({'ignore': True}, (6, 5), padded(labels(6, below=5), 0, 3)),
        ({'ignore': True, 'ignored': 2}, (3, 4, 3), labels(3, 4, below=3)),
        ({'ignore': True, 'ignored': 0, 'classWeights': [9, 0.2, 2]}, (7, 3), labels(7, below=3)),
        ({'classWeights': [0.5, 2]}, (2, 3, 2, 2), labels(2, 3, 2, below=2)),
        ({}, (1, 4), labels(1, below=4)),
    ]],
    ('crossEntropy', {'classWeights': [0.5, 2, 1], 'labelSmoothing': 0.3}, (6, 3), labels(6, below=3)),
    ('crossEntropy', {'classWeights': [0.5, 2, 1], 'labelSmoothing': 0.3, 'ignore': True, 'ignored': 1}, (9, 3), labels(9, below=3)),
    ('crossEntropy', {'labelSmoothing': 0.3, 'ignore': True}, (5, 3), padded(labels(5, below=3), 4)),
    ('crossEntropy', {'classWeights': [0.5, 2, 1], 'labelSmoothing': 0.3}, (4, 3), soft(4, 3)),
    ('crossEntropy', {'classWeights': [0.5, 2, 1]}, (4, 3), one_hot(4, below=3)),
    *[(name, s, shape, t) for name, options in [('focal', [{}, {'gamma': 0}, {'gamma': 0.5}, {'gamma': 3, 'classWeights': [1, 0.2, 3]}]), ('multiMargin', [{}, {'squared': True}, {'margin': 0.3}, {'margin': 2, 'classWeights': [1, 0.2, 3]}])] for s in options for shape, t in [
        ((5, 3), labels(5, below=3)), ((1, 3), labels(1, below=3)), ((2, 4, 3), labels(2, 4, below=3)),
    ]],
    *[('kullbackLeibler', {}, shape, t) for shape, t in [((4, 5), soft(4, 5)), ((1, 3), soft(1, 3)), ((3, 2, 4), soft(3, 2, 4)), ((4, 3), one_hot(4, below=3))]],
    *[(name, s, shape, t) for name, options in [('binaryCrossEntropy', [{'positiveWeight': 3}, {'positiveWeight': 0.2}]), ('binaryFocal', [{}, {'alpha': 0.9, 'gamma': 0.5}, {'gamma': 0}]), ('hinge', [{}, {'squared': True}]), ('dice', [{}, {'smooth': 0.01}]), ('iou', [{}, {'smooth': 0.01}])] for s in options for shape, t in [
        ((4, 5), flags(4, 5).double()), ((6, 1), flags(6)), ((1, 1), flags(1, 1)), ((2, 3, 4), flags(2, 3, 4)),
    ]],
    *[(name, s, shape, t) for name, options in [('smoothL1', [{}, {'beta': 0.3}]), ('logCosh', [{}]), ('meanAbsolutePercentageError', [{}, {'epsilon': 0.5}]), ('meanSquaredLogarithmicError', [{}]), ('poisson', [{}, {'full': True}]), ('cosine', [{}])] for s in options for shape, t in [
        ((4, 5), torch.randn(4, 5).abs() * 3), ((6, 1), torch.rand(6) + 0.5), ((1, 2), torch.randint(1, 9, (1, 2))), ((2, 3, 4), torch.randn(2, 3, 4).abs() + 0.1), ((2, 12), torch.randint(1, 9, (2, 3, 4)).double()),
    ]],
    *[('ctc', s, shape, torch.tensor(t)) for s, shape, t in [
        ({}, (2, 6, 4), [[1, 2, 3], [3, 0, 0]]), ({}, (2, 5, 3), [[1, 1], [2, 1]]), ({'blank': 2}, (3, 7, 3), [[0, 1, 0], [1, 2, 2], [2, 2, 2]]),
        ({}, (1, 1, 3), [[2]]), ({}, (2, 3, 3), [[1, 1, 1], [1, 2, 0]]), ({}, (1, 4, 2), [[1]]),
    ]],
    *[(name, s, shape, torch.tensor(t)) for name in ('contrastive', 'triplet') for s, shape, t in [
        ({}, (6, 3), [0, 1, 0, 2, 1, 1]), ({'margin': 3}, (5, 2), [0, 1, 0, 1, 1]), ({'margin': 0.2}, (4, 4), [0, 0, 0, 0]), ({}, (3, 2), [0, 1, 2]), ({}, (1, 2), [3]), ({'margin': 5}, (4, 1), [4, 4, 2, 2]),
    ]],
]


def loss(name, settings, shape, target, scale=1.0, x=None):
    x = (torch.randn(shape, dtype=torch.float64) * scale if x is None else x).float().double().requires_grad_()
    target = target if target.dtype == torch.int64 else target.float().double()
    value = LOSSES[name](x, target, settings)
    if torch.as_tensor(value).requires_grad:
        value.backward()
    gradient = torch.zeros_like(x) if x.grad is None else x.grad
    return {'type': name, 'settings': settings, 'prediction': flat(x), 'shape': list(shape), 'target': flat(target), 'targetShape': list(target.shape),
            'dtype': 'int32' if target.dtype == torch.int64 else 'float32', 'loss': number(value), 'gradient': flat(gradient)}


def pairs_of_vectors():
    """With numbers of their own, so that all others stay as they are."""
    drawn = torch.Generator().manual_seed(7)
    for shape, t in [((5, 2, 3), [0, 1, 2, 3, 4]), ((6, 2, 4), [0, 1, 0, 2, 1, 1]), ((1, 2, 3), [5]), ((3, 2, 1), [4, 4, 4]), ((7, 2, 2), [9, -1, 9, 0, 3, -1, 2]), ((4, 2, 8), [0, 1, 2, 0])]:
        yield loss('contrastivePairs', {}, shape, torch.tensor(t), x=3 * torch.randn(shape, generator=drawn, dtype=torch.float64))


def losses():
    whole = torch.tensor([[-1., 0, 1, 2, 3]])
    return [
        *[loss(*case) for case in LOSS_CASES],
        *pairs_of_vectors(),
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
    """None where nothing is divided by nothing; a mean is over the classes that occur, as scikit-learn has it."""
    def alone(truth, chosen, labels, c):
        either = [score(truth, chosen, zero_division=value, average=None, labels=labels)[c] for value in (0, 1)]
        return either[0] if either[0] == either[1] else None

    def run(x, t, s):
        if s.get('mask'):
            return alone(t.reshape(-1).astype(int), (x.reshape(-1) > 0).astype(int), [0, 1], 1)
        truth, chosen, classes, _ = decisions(x, t)
        how = s.get('average', 'auto')
        if how == 'class' or (classes == 2 and how == 'auto'):
            return alone(truth, chosen, range(classes), s.get('class', 0) if how == 'class' else 1)
        return score(truth, chosen, zero_division=0, average='macro' if how == 'auto' else how)
    return run


def defined(value):
    return None if np.isnan(value) else value


def probabilities(x):
    """Of every class, a row each."""
    x = torch.as_tensor(x)
    return torch.cat([1 - torch.sigmoid(x), torch.sigmoid(x)], 1).numpy() if x.shape[1] == 1 else torch.softmax(x, 1).numpy()


def ranking(score, needs):
    """One against all others, by the probabilities in float64; `needs` says whether scikit-learn's number of such truths means something."""
    def run(x, t, s):
        truth, _, classes, x = decisions(x, t)
        p = probabilities(x.astype(np.float64)) if classes > 2 else (x[:, -1:] - (x[:, :1] if x.shape[1] == 2 else 0)) * [-1, 1]
        how = s.get('average', 'auto')
        asked = [s['class']] if how == 'class' else [1] if classes == 2 else range(classes)
        areas = {c: score(truth == c, p[:, c]) for c in asked}
        known = [areas[c] for c in asked if needs(truth == c)]
        if not known:
            return None
        return np.mean(known) if how == 'present' else defined(np.mean(list(areas.values())))
    return run


def log_loss(x, t, s):
    truth, _, classes, x = decisions(x, t)
    kept = truth != s.get('ignored', -100) if s.get('ignore') else np.full(len(truth), True)
    return sk.log_loss(truth[kept], probabilities(x)[kept], labels=range(classes))


def token_accuracy(x, t, s):
    truth, chosen, _, _ = decisions(x, t)
    kept = truth != s.get('ignored', 0)
    return sk.accuracy_score(truth[kept], chosen[kept]) if kept.any() else None


def top_k(x, t, s):
    truth, _, classes, x = decisions(x, t)
    k = s.get('k', 5)
    if k >= classes:
        return 1.0
    # of equal scores the first come first; scikit-learn agrees where none are equal
    share = (np.argsort(-x, axis=1, kind='stable')[:, :k] == truth[:, None]).any(1).mean()
    if all(len(np.unique(row)) == classes for row in x):
        scores = x[:, 1] - x[:, 0] if classes == 2 else x
        assert abs(share - sk.top_k_accuracy_score(truth, scores, k=k, labels=range(classes))) < 1e-12
    return share


def r2(x, t, s):
    t = t.reshape(len(t), -1)
    return sk.r2_score(t, x.reshape(t.shape)) if np.ptp(t, axis=0).any() else None


METRICS = {
    'accuracy': lambda x, t, s: sk.accuracy_score(*decisions(x, t)[:2]),
    'topK': top_k,
    'precision': averaged(sk.precision_score),
    'recall': averaged(sk.recall_score),
    'f1': averaged(sk.f1_score),
    'confusionMatrix': lambda x, t, s: sk.confusion_matrix(*decisions(x, t)[:2], labels=range(decisions(x, t)[2])),
    'iou': averaged(sk.jaccard_score),
    'balancedAccuracy': lambda x, t, s: sk.recall_score(*decisions(x, t)[:2], average='macro', labels=np.unique(decisions(x, t)[0])),
    'matthews': lambda x, t, s: sk.matthews_corrcoef(*decisions(x, t)[:2]) if len(np.unique(decisions(x, t)[0])) > 1 else None,
    'cohenKappa': lambda x, t, s: sk.cohen_kappa_score(*decisions(x, t)[:2], weights=None if s.get('weights', 'none') == 'none' else s['weights'], labels=range(decisions(x, t)[2])),
    'rocAuc': ranking(sk.roc_auc_score, lambda own: 0 < own.sum() < len(own)),
    'prAuc': ranking(sk.average_precision_score, lambda own: own.any()),
    'logLoss': log_loss,
    'perplexity': lambda x, t, s: math.exp(log_loss(x, t, s)),
    'tokenAccuracy': token_accuracy,
    'meanSquaredError': lambda x, t, s: sk.mean_squared_error(t.reshape(-1), x.reshape(-1)),
    'rootMeanSquaredError': lambda x, t, s: sk.root_mean_squared_error(t.reshape(-1), x.reshape(-1)),
    'meanAbsolutePercentageError': lambda x, t, s: sk.mean_absolute_percentage_error(t.reshape(-1), x.reshape(-1)),
    'meanAbsoluteError': lambda x, t, s: sk.mean_absolute_error(t.reshape(-1), x.reshape(-1)),
    'r2': r2,
    'labelAccuracy': lambda x, t, s: sk.accuracy_score(t.reshape(-1) > 0.5, x.reshape(-1) > 0),
    'labelF1': lambda x, t, s: sk.f1_score(t > 0.5, x > 0, average='micro') if (t > 0.5).any() or (x > 0).any() else None,
    'pairAccuracy': lambda x, t, s: sk.accuracy_score(t, t[(x[:, 0] @ x[:, 1].T).argmax(1)]),
    'exactMatch': lambda x, t, s: sk.accuracy_score(t > 0.5, x > 0),
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
        (np.zeros((20, 10)), np.arange(20) % 10),  # all outputs equal, classes balanced
        (np.float32([[0, -2], [0, -1], [0, 1], [0, 0]]), np.array([0, 0, 0, 1])),
        (-8 + rng.uniform(-0.01, 0.01, (rows, 1)), rng.integers(0, 2, rows)),  # scores that hardly differ
        (6 * np.floor(rng.uniform(-2, 3, (rows, 3))), rng.integers(0, 3, rows)),  # ties
        (60 * np.floor(rng.uniform(-2, 3, (rows, 1))) + rng.integers(0, 2, (rows, 1)), rng.integers(0, 2, rows)),  # scores that are so sure that probabilities are 0 or 1
        (np.floor(3 * rng.normal(size=(rows, 2))), rng.integers(0, 2, rows)),  # ties
        (rng.normal(size=(rows, 2)), np.zeros(rows, np.int64)),  # one class alone
        (np.tile([[5., 1]], (rows, 1)), np.arange(rows) % 2),  # one choice alone
    ]
    regression = [(rng.normal(size=shape), rng.normal(size=target)) for shape, target in [((rows, 1), (rows,)), ((rows, 3), (rows, 3)), ((rows, 2, 2), (rows, 4))]]
    regression.append((rng.normal(size=(rows, 2)) + 5, rng.normal(size=(rows, 2)) + 5))
    noise = lambda *shape: rng.choice([-1, 1], shape)
    for center in (1000, 10_000, 1_000_000):
        truth = np.floor(center + rng.normal(size=(rows, 1)) * 2) + 0.5
        regression.append((truth + noise(rows, 1), truth))
    climbing = np.arange(10_000, 10_013)[:, None].astype(float)
    regression.append((climbing + 0.5 * noise(rows, 1), climbing))
    steps = np.arange(rows, dtype=float)[:, None] + np.array([[0, 100]])
    regression.append((steps[::-1].copy(), steps))  # each output about its own mean
    regression.append((rng.normal(size=(rows, 2)), np.stack([np.full(rows, 0.1), rng.normal(size=rows)], 1)))  # one output never varies
    regression.append((rng.normal(size=(rows, 1)), np.full((rows, 1), 1000.1)))  # none varies
    regression.append((rng.normal(size=(rows, 1)), np.concatenate([[1e6], rng.normal(size=rows - 1)])[:, None]))  # one far away
    averages = ({'average': 'macro'}, {'average': 'micro'}, {'average': 'weighted'}, {'average': 'class', 'class': 1})
    options = {'topK': ({}, {'k': 1}, {'k': 2}), **{name: ({}, *averages) for name in ('precision', 'recall', 'f1', 'iou')}, 'cohenKappa': ({}, {'weights': 'linear'}, {'weights': 'quadratic'}),
               **{name: ({}, {'average': 'present'}, {'average': 'class', 'class': 1}, {'average': 'class', 'class': 0}) for name in ('rocAuc', 'prAuc')}, 'perplexity': ({}, {'ignore': True, 'ignored': 1}), 'tokenAccuracy': ({}, {'ignored': 1})}
    drawn = np.random.default_rng(1)
    labels = [(drawn.normal(size=(rows, 4)), drawn.integers(0, 2, (rows, 4)).astype(float)), (drawn.normal(size=(rows, 3)) - 1, np.eye(3)[drawn.integers(0, 3, rows)]),
              (-np.ones((rows, 2)), np.zeros((rows, 2))), (3 * (rows_of := drawn.integers(0, 2, (rows, 5))) - 1.5, rows_of.astype(float))]
    twins = [(drawn.normal(size=(count, 2, width)), drawn.integers(0, 4, count)) for count, width in ((13, 3), (1, 2), (20, 5))]
    for name, value in METRICS.items():
        masks = [(rng.normal(size=(rows, 1, 2, 3)), rng.integers(0, 2, (rows, 1, 2, 3)).astype(float))] if name == 'iou' else []
        for x, t in twins if name == 'pairAccuracy' else labels if name in ('labelAccuracy', 'labelF1', 'exactMatch') else regression if name in ('meanAbsoluteError', 'r2', 'meanSquaredError', 'rootMeanSquaredError', 'meanAbsolutePercentageError') else classification + masks:
            for s in ({'mask': True},) if x.ndim == 4 else options.get(name, ({},)):
                x, t = x.astype(np.float32).astype(np.float64), t if t.dtype == np.int64 else t.astype(np.float32).astype(np.float64)
                if name == 'topK' and x.shape[-1] == 1:
                    continue  # a single yes-or-no number has no list of likeliest classes
                if name in ('logLoss', 'perplexity') and abs(x).max() > 30:
                    continue  # scikit-learn takes no probability for less than 2.2e-16
                found = value(x, t, s)
                found = None if found is None or np.isnan(found).any() else flat(found)
                yield {'type': name, 'settings': s, 'prediction': flat(x), 'shape': list(x.shape), 'target': flat(t), 'targetShape': list(t.shape),
                       'dtype': 'int32' if t.dtype == np.int64 else 'float32', 'value': found}


# Initializers: the moments of the distribution that PyTorch draws from, and its bounds
def initializers():
    for shape in [(50, 20), (8, 3, 5), (16, 4, 3, 3)]:
        weight = torch.empty(shape)
        fan_in, fan_out = torch.nn.init._calculate_fan_in_and_fan_out(weight)
        spread = lambda low, high: {'mean': (low + high) / 2, 'deviation': (high - low) / math.sqrt(12), 'kurtosis': 1.8, 'low': low, 'high': high}
        normal = lambda mean, deviation: {'mean': mean, 'deviation': deviation, 'kurtosis': 3}
        phi, inside = (lambda z: math.exp(-z * z / 2) / math.sqrt(2 * math.pi)), (lambda z: math.erf(z / math.sqrt(2)))
        cut = lambda mean, deviation, z: {'mean': mean, 'deviation': deviation * math.sqrt(1 - 2 * z * phi(z) / inside(z)), 'low': mean - z * deviation, 'high': mean + z * deviation}
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
            ('truncated-normal', {'mean': 0.1, 'deviation': 0.3}, lambda w: init.trunc_normal_(w, 0.1, 0.3, 0.1 - 0.6, 0.1 + 0.6), cut(0.1, 0.3, 2)),
            ('truncated-normal', {'deviation': 0.3, 'limit': 1}, lambda w: init.trunc_normal_(w, 0, 0.3, -0.3, 0.3), cut(0, 0.3, 1)),
            ('lecun-uniform', {}, lambda w: init.kaiming_uniform_(w, nonlinearity='linear'), spread(-math.sqrt(3 / fan_in), math.sqrt(3 / fan_in))),
            ('lecun-normal', {}, lambda w: init.kaiming_normal_(w, nonlinearity='linear'), normal(0, math.sqrt(1 / fan_in))),
            ('he-uniform', {}, lambda w: init.kaiming_uniform_(w, nonlinearity='relu'), spread(-math.sqrt(6 / fan_in), math.sqrt(6 / fan_in))),
            ('he-normal', {}, lambda w: init.kaiming_normal_(w, nonlinearity='relu'), normal(0, math.sqrt(2 / fan_in))),
        ]:
            # the formula above is that of PyTorch: its own draws have these moments
            draws = torch.cat([fill(torch.empty(shape)).flatten() for _ in range(200_000 // weight.numel() + 1)]).double()
            assert abs(draws.mean() - expected['mean']) <= 0.02 * expected['deviation'] and abs(draws.std() - expected['deviation']) <= 0.02 * expected['deviation'], (name, shape)
            if 'low' in expected:
                assert expected['low'] - 1e-6 <= draws.min() and draws.max() <= expected['high'] + 1e-6
            yield {'type': name, 'settings': settings, 'shape': list(shape), 'fanIn': fan_in, 'fanOut': fan_out, **expected}


def structured():
    """Initializers whose elements depend on each other: what PyTorch gives exactly, or what holds of it."""
    init = torch.nn.init
    for name, settings, shape, fill in [
        ('identity', {}, (4, 4), init.eye_), ('identity', {'gain': 2}, (3, 5), lambda w: init.eye_(w).mul_(2)), ('identity', {}, (5, 2), init.eye_),
        ('dirac', {}, (3, 3, 3), init.dirac_), ('dirac', {}, (5, 3, 3, 4), init.dirac_), ('dirac', {}, (2, 4, 1, 1), init.dirac_), ('dirac', {}, (3, 2, 2, 3, 5), init.dirac_), ('dirac', {'groups': 2}, (6, 2, 3, 3), lambda w: init.dirac_(w, 2)),
    ]:
        yield {'type': name, 'settings': settings, 'shape': list(shape), 'values': flat(fill(torch.empty(shape)))}
    for settings, shape in [({}, (6, 6)), ({'gain': 1.5}, (4, 9)), ({}, (9, 4)), ({}, (8, 2, 3, 3)), ({}, (64, 16))]:
        weight = init.orthogonal_(torch.empty(shape, dtype=torch.float64), settings.get('gain', 1)).flatten(1)
        gram = weight @ weight.T if weight.shape[0] <= weight.shape[1] else weight.T @ weight
        yield {'type': 'orthogonal', 'settings': settings, 'shape': list(shape), 'gram': flat(gram.round(decimals=9))}
    for settings, shape in [({'sparsity': 0.1}, (25, 40)), ({'sparsity': 0.5, 'deviation': 2}, (7, 300)), ({'sparsity': 1}, (3, 3))]:
        weight = init.sparse_(torch.empty(shape), settings['sparsity'], settings.get('deviation', 0.01))
        yield {'type': 'sparse', 'settings': settings, 'shape': list(shape), 'zeros': flat((weight == 0).sum(0)), 'deviation': settings.get('deviation', 0.01)}


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
    for kind, threshold in [('none', 1), ('value', 0.02), ('value', 0.1), ('value', 10), ('globalNorm', 0.05), ('globalNorm', 0.3), ('globalNorm', 100), ('norm', 0.05), ('norm', 0.2), ('adaptive', 0.01), ('adaptive', 0.2), ('adaptive', 50)]:
        net, x, t = network()
        start = {n: flat(p) for n, p in zip(NAMES, net.parameters())}
        rule = torch.optim.SGD(net.parameters(), lr=0.5)
        F.cross_entropy(net(x), t).backward()
        gradients = {n: flat(p.grad) for n, p in zip(NAMES, net.parameters())}
        if kind == 'value':
            torch.nn.utils.clip_grad_value_(net.parameters(), threshold)
        if kind == 'norm':
            for p in net.parameters():
                torch.nn.utils.clip_grad_norm_([p], threshold)
        if kind == 'adaptive':  # as timm's adaptive_clip_grad
            unit = lambda v: v.norm() if v.ndim <= 1 else v.norm(dim=tuple(range(1, v.ndim)), keepdim=True)
            for p in net.parameters():
                most, size = unit(p.data).clamp(min=1e-3) * threshold, unit(p.grad)
                p.grad = torch.where(size < most, p.grad, p.grad * (most / size.clamp(min=1e-6)))
        if kind == 'globalNorm':
            torch.nn.utils.clip_grad_norm_(net.parameters(), threshold)
        rule.step()
        yield {'type': kind, 'threshold': threshold, 'weights': start, 'gradients': gradients, 'next': {n: flat(p) for n, p in zip(NAMES, net.parameters())}}


def updates():
    """Three updates of a network whose layers learn each in their own way."""
    sgd, adam = (lambda g: torch.optim.SGD(g, lr=0.5, momentum=0.9)), (lambda g: torch.optim.AdamW(g, lr=0.1, weight_decay=0.3))
    nothing = lambda net: None

    def hold(rule):
        def run(net):
            for layer in (net[0], net[2]):
                layer.weight.data = rule(layer.weight.data)
        return run

    for training, first, second, make, groups, after in [
        ({'optimizer': {'type': 'sgd'}}, {'learningRate': 0.1}, {}, sgd, lambda net: [{'params': net[0].parameters(), 'lr': 0.05}, {'params': net[2].parameters()}], nothing),
        ({'optimizer': {'type': 'adamW', 'settings': {'weightDecay': 0.3}}}, {'learningRate': 0.5}, {'learningRate': 2}, adam, lambda net: [{'params': net[0].parameters(), 'lr': 0.05}, {'params': net[2].parameters(), 'lr': 0.2}], nothing),
        ({'optimizer': {'type': 'adamW', 'settings': {'weightDecay': 0.3}}, 'weightDecayOn': 'weights'}, {}, {}, adam, lambda net: [{'params': [net[0].weight, net[2].weight]}, {'params': [net[0].bias, net[2].bias], 'weight_decay': 0}], nothing),
        ({'optimizer': {'type': 'sgd'}}, *[{'constraint': {'type': 'maxNorm', 'settings': {'limit': 0.4}}}] * 2, sgd, lambda net: net.parameters(), hold(lambda w: torch.renorm(w, 2, 0, 0.4))),
        ({'optimizer': {'type': 'sgd'}}, *[{'constraint': {'type': 'nonNegative'}}] * 2, sgd, lambda net: net.parameters(), hold(lambda w: w.clamp(min=0))),
        ({'optimizer': {'type': 'sgd'}}, *[{'constraint': {'type': 'unitNorm'}}] * 2, sgd, lambda net: net.parameters(), hold(lambda w: F.normalize(w, dim=1))),
        ({'optimizer': {'type': 'sgd'}, 'accumulation': 3}, {}, {}, sgd, lambda net: net.parameters(), nothing),
        *[({'optimizer': {'type': 'sgd'}, **more}, {}, {}, sgd, lambda net: net.parameters(), nothing) for more in [
            {'averaging': {'type': 'exponential', 'decay': 0.7}}, {'averaging': {'type': 'exponential', 'decay': 0.9, 'start': 2}, 'accumulation': 2}, {'averaging': {'type': 'equal'}}, {'averaging': {'type': 'equal', 'start': 1, 'every': 2}},
        ]],
        ({'optimizer': {'type': 'adamW', 'settings': {'weightDecay': 0.3}}, 'accumulation': 2, 'clipping': {'type': 'globalNorm', 'threshold': 0.5}}, {}, {'learningRate': 0.1}, adam, lambda net: [{'params': net[0].parameters()}, {'params': net[2].parameters(), 'lr': 0.01}], nothing),
    ]:
        net, _, _ = network()
        start = {n: flat(p) for n, p in zip(NAMES, net.parameters())}
        rule, each, given = make(list(groups(net))), training.get('accumulation', 1), []
        averaging = training.get('averaging')
        mean = averaging and swa.AveragedModel(net, multi_avg_fn=swa.get_ema_multi_avg_fn(averaging['decay']) if averaging['type'] == 'exponential' else swa.get_swa_multi_avg_fn())
        for update in range(7 if averaging else 3):
            rule.zero_grad()
            for _ in range(each):
                parts = [torch.randn_like(p) for p in net.parameters()]
                given.append({n: flat(g) for n, g in zip(NAMES, parts)})
                for p, g in zip(net.parameters(), parts):
                    p.grad = g / each if p.grad is None else p.grad + g / each
            if 'clipping' in training:
                torch.nn.utils.clip_grad_norm_(net.parameters(), training['clipping']['threshold'])
            rule.step()
            after(net)
            late = update - averaging.get('start', 0) if averaging else -1
            if late >= 0 and late % averaging.get('every', 1) == 0:
                mean.update_parameters(net)
        averages = {f'{n}/average': flat(p) for n, p in zip(NAMES, mean.module.parameters())} if averaging else {}
        yield {'training': {'learningRate': rule.defaults['lr'], **training}, 'first': first, 'second': second, 'weights': start, 'gradients': given, 'next': {**{n: flat(p) for n, p in zip(NAMES, net.parameters())}, **averages}}


def regularization():
    for first, second in [({}, {}), ({'l1': 0.1}, {}), ({'l2': 0.2}, {}), ({'l1': 0.01, 'l2': 0.3}, {'l2': 0.05}), ({}, {'l1': 0.7})]:
        net, x, t = network()
        value = F.cross_entropy(net(x), t)
        for layer, r in [(net[0], first), (net[2], second)]:
            value = value + r.get('l1', 0) * layer.weight.abs().sum() + r.get('l2', 0) * layer.weight.square().sum()
        value.backward()
        yield {'first': first, 'second': second, 'x': flat(x), 'target': flat(t), 'weights': {n: flat(p) for n, p in zip(NAMES, net.parameters())},
               'loss': number(value), 'gradients': {n: flat(p.grad) for n, p in zip(NAMES, net.parameters())}}


groups = {'optimizers': [optimizer(*o) for o in OPTIMIZERS], 'schedules': [schedule(*o) for o in SCHEDULES], 'losses': losses(), 'metrics': list(metrics()), 'initializers': list(initializers()), 'structured': list(structured()),
          'clipping': list(clipping()), 'updates': list(updates()), 'regularization': list(regularization())}
# matrices, of which it remembers rows and columns
groups['optimizers'] += [
    optimizer('adafactor', s, lambda p, s=s: torch.optim.Adafactor(p, lr=0.1, beta2_decay=s.get('beta2Decay', -0.8), eps=(None, s.get('smallest', 1e-3)), d=s.get('threshold', 1), weight_decay=s.get('weightDecay', 0)), size=size)
    for s, size in [({}, 5), ({}, (3, 4)), ({'weightDecay': 0.1, 'threshold': 2}, (4, 2)), ({'beta2Decay': -0.5, 'smallest': 2}, (2, 3, 2, 4)), ({}, (1, 6))]
]
# one case a line
lines = [f'"{name}": [\n' + ',\n'.join(json.dumps(case, separators=(',', ':')) for case in cases) + '\n]' for name, cases in groups.items()]
path = pathlib.Path(__file__).parent / 'fixtures' / 'learning.json'
path.write_text(f'{{"torch": "{torch.__version__}", "scikit-learn": "{sklearn.__version__}",\n' + ',\n'.join(lines) + '}\n')
print({name: len(cases) for name, cases in groups.items()}, path.stat().st_size, 'bytes')
