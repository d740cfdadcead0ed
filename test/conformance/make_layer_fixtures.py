#!/usr/bin/env python3
"""PyTorch's outputs and gradients for every example of every layer, as fixtures/layers/<layer>.safetensors.

Run:  python test/conformance/make_layer_fixtures.py [--all] [LAYER...]      (torch 2.15, safetensors; Node with the repository's packages)

The examples come from the layers themselves (print-cases.ts) and all inputs from a formula, so a new layer needs its examples and one
entry in LAYERS below: a function of inputs `x`, settings `s`, weights `w` and mode to the output, or (output, {state: its next value}).
All is computed in double precision. Fixtures that were made from the same cases are left alone, unless --all is given.
"""
import functools, json, math, pathlib, subprocess, sys
import numpy as np
import torch
import torch.nn.functional as F
from safetensors import safe_open
from safetensors.numpy import save_file
from torchvision.models import swin_transformer as swin

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
torch.set_default_dtype(torch.float64)


# The numbers, as in engine/ir/random.ts and layer-program.ts
def mix(x):
    x = np.atleast_1d(np.asarray(x, np.uint32)).copy()
    x ^= x >> np.uint32(16)
    x *= np.uint32(0x7FEB352D)
    x ^= x >> np.uint32(15)
    x *= np.uint32(0x846CA68B)
    x ^= x >> np.uint32(16)
    return x


def hash_name(name):
    h = 0x811C9DC5
    for letter in name:
        h = ((h ^ ord(letter)) * 0x01000193) & 0xFFFFFFFF
    return h


def uniform(name, size, seed=1):
    stream = mix((hash_name(name) + 0x9E3779B9) & 0xFFFFFFFF)
    key = mix(mix(seed) ^ stream)
    return (mix(np.arange(size, dtype=np.uint32) + key) >> np.uint32(8)).astype(np.float64) / 0x1000000


FORMULAS = {'spread': lambda u: 4 * u - 2, 'whole': lambda u: np.floor(5 * u) - 2, 'state': lambda u: 0.5 + u, 'unit': lambda u: u}


def feed(name, shape, numbers, dtype):
    u = uniform(name, math.prod(shape))
    values = np.floor(u * numbers['below']) if isinstance(numbers, dict) else FORMULAS[numbers](u)
    return torch.tensor(values.reshape(shape), dtype={'float32': torch.float64, 'int32': torch.int64, 'bool': torch.bool}[dtype])


def relative_positions(x, s, weight):
    from transformers.models.t5.modeling_t5 import T5Attention
    place = torch.arange(x.shape[1])
    bucket = T5Attention._relative_position_bucket(place[None] - place[:, None], s['bothWays'], s['buckets'], s['farthest'])
    return weight[bucket].permute(2, 0, 1).expand(len(x), -1, -1, -1)


# What the layers are in PyTorch
def pads(x, s, stride):
    """Zeros before and after, for each spatial axis; 'same' by TensorFlow's rule, which is PyTorch's at stride 1."""
    for length, size, step, dilation, explicit in zip(x.shape[2:], s['kernel'], stride, s['dilation'], s['explicitPadding']):
        total = max((math.ceil(length / step) - 1) * step + dilation * (size - 1) + 1 - length, 0)
        yield {'valid': (0, 0), 'explicit': (explicit, explicit), 'same': (total // 2, total - total // 2)}[s['padding']]


def pad(x, s, stride, value=0.0):
    border = s.get('border', 'zeros')
    return F.pad(x, [p for both in reversed(list(pads(x, s, stride))) for p in both], *(['constant', value] if border == 'zeros' else [border]))


CONV = [F.conv1d, F.conv2d, F.conv3d]
CONV_TRANSPOSE = [F.conv_transpose1d, F.conv_transpose2d, F.conv_transpose3d]
MAX_POOL = [F.max_pool1d, F.max_pool2d, F.max_pool3d]
AVERAGE_POOL = [F.avg_pool1d, F.avg_pool2d, F.avg_pool3d]


def conv(x, s, w, **_):
    weight = w['weight']
    if s['standardize']:
        variance, mean = torch.var_mean(weight, list(range(1, weight.ndim)), correction=0, keepdim=True)
        weight = (weight - mean) / torch.sqrt(variance + 1e-5)
    return CONV[x[0].ndim - 3](pad(x[0], s, s['stride']), weight, w.get('bias'), s['stride'], 0, s['dilation'], s['groups'])


def pool_stride(s):
    return [step or size for step, size in zip(s['stride'], s['kernel'])]


def max_pool(x, s, **_):
    """By F.max_pool's own padding where it has it: in ceil mode it matters which zeros are padding."""
    run, stride, sides = MAX_POOL[x[0].ndim - 3], pool_stride(s), list(pads(x[0], s, pool_stride(s)))
    if all(a == b and a <= k // 2 for (a, b), k in zip(sides, s['kernel'])):
        return run(x[0], s['kernel'], stride, [a for a, _ in sides], s['dilation'], s['ceil'])
    assert not s['ceil']
    return run(pad(x[0], s, stride, -math.inf), s['kernel'], stride, 0, s['dilation'])


def average_pool(x, s, **_):
    """By F.avg_pool where it has the setting; it has no dilation, and counts only what is inside only for small symmetric padding."""
    stride = pool_stride(s)
    if all(d == 1 for d in s['dilation']) and all(a == b and a <= k // 2 for (a, b), k in zip(pads(x[0], s, stride), s['kernel'])):
        return AVERAGE_POOL[x[0].ndim - 3](x[0], s['kernel'], stride, [a for a, _ in pads(x[0], s, stride)], s['ceil'], s['countPadding'])
    assert not s['ceil']
    channels = x[0].shape[1]
    ones = torch.ones(channels, 1, *s['kernel'])
    total = lambda v: CONV[v.ndim - 3](pad(v, s, stride), ones, None, stride, 0, s['dilation'], channels)
    return total(x[0]) / (math.prod(s['kernel']) if s['countPadding'] else total(torch.ones_like(x[0])))


def transposed_conv(x, s, w, **_):
    """F.conv_transpose without padding; "same" keeps size times stride of it from where TensorFlow does."""
    cut = [p if s['padding'] == 'explicit' else 0 for p in s['explicitPadding']]
    more = [0 if s['padding'] == 'same' else p for p in s['outputPadding']]
    y = CONV_TRANSPOSE[x[0].ndim - 3](x[0], w['weight'], w.get('bias'), s['stride'], cut, more, s['groups'], s['dilation'])
    if s['padding'] == 'same':
        for axis, (length, stride, size, dilation) in enumerate(zip(x[0].shape[2:], s['stride'], s['kernel'], s['dilation']), 2):
            reach = dilation * (size - 1) + 1
            # a kernel smaller than the stride leaves places at the end that only the bias reaches
            missing = stride * length - y.shape[axis]
            if missing > 0:
                shape = [*y.shape]
                shape[axis] = missing
                rest = torch.zeros(shape) if 'bias' not in w else w['bias'].reshape(-1, *[1] * (y.ndim - 2)).expand(shape[1:]).expand(shape)
                y = torch.cat([y, rest], axis)
            else:
                y = y.narrow(axis, (reach - stride) // 2, stride * length)
    return y


def depthwise(x, s, weight, bias):
    return CONV[x.ndim - 3](pad(x, s, s['stride']), weight, bias, s['stride'], 0, s['dilation'], x.shape[1])


def locally_connected(x, s, w, **_):
    windows = pad(x[0], s, s['stride'])
    for axis, (size, step, dilation) in enumerate(zip(s['kernel'], s['stride'], s['dilation']), 2):
        windows = windows.unfold(axis, dilation * (size - 1) + 1, step)[..., ::dilation]
    rank = len(s['kernel'])
    places = windows.shape[2:2 + rank]
    # channels and taps side by side, as in a weight of PyTorch's convolutions
    windows = windows.flatten(2, 1 + rank).movedim(2, -1).flatten(1, -2)
    y = torch.einsum('ncp,pcf->nfp', windows, w['weight']).unflatten(2, places)
    return y + w['bias'] if s['bias'] else y


def adaptive_pool(x, kind, size):
    average = [F.adaptive_avg_pool1d, F.adaptive_avg_pool2d, F.adaptive_avg_pool3d]
    largest = [F.adaptive_max_pool1d, F.adaptive_max_pool2d, F.adaptive_max_pool3d]
    return (average if kind == 'average' else largest)[x.ndim - 3](x, size)


def global_pool(x, s, **_):
    return x[0].flatten(2).amax(2) if s['kind'] == 'max' else adaptive_pool(x[0], 'average', 1).flatten(1)


def lp_pool(x, s, **_):
    """F.lp_pool raises negative numbers to the power as they are; ours is a norm. It has no dilation either."""
    size, stride, padded, channels = s['kernel'], pool_stride(s), pad(x[0], s, pool_stride(s)).abs(), x[0].shape[1]
    if all(d == 1 for d in s['dilation']):
        if padded.ndim == 3:
            return F.lp_pool1d(padded, s['power'], size[0], stride[0], s['ceil'])
        return (F.lp_pool2d if padded.ndim == 4 else F.lp_pool3d)(padded, s['power'], size, stride, s['ceil'])
    assert not s['ceil']
    return CONV[padded.ndim - 3](padded ** s['power'], torch.ones(channels, 1, *size), None, stride, 0, s['dilation'], channels) ** (1 / s['power'])


def upsample(x, s, **_):
    if s['mode'] == 'nearest':
        return F.interpolate(x[0], scale_factor=s['factor'], mode='nearest')
    return F.interpolate(x[0], scale_factor=s['factor'], mode=['linear', 'bilinear', 'trilinear'][x[0].ndim - 3], align_corners=s['alignCorners'])


def batch_norm(x, s, w, training, **_):
    mean, variance = w['running_mean'].clone(), w['running_var'].clone()
    y = F.batch_norm(x[0], mean, variance, w['weight'], w['bias'], training, s['momentum'], s['epsilon'])
    return (y, {'running_mean': mean, 'running_var': variance}) if training else y


def dropout(x, s, u, training, **_):
    """F.dropout with the numbers that the layer drew."""
    return x[0] * (u[0] >= s['rate']) / (1 - s['rate']) if training and s['rate'] > 0 else x[0]


def drop(shape):
    """Dropout whose mask has another shape than x."""
    return lambda x, s, u, training, **_: x[0] * (u[0].reshape(shape(x[0])) >= s['rate']) / (1 - s['rate']) if training and s['rate'] > 0 else x[0]


def alpha_dropout(x, s, u, training, **_):
    """F.alpha_dropout as PyTorch's own source has it, with the numbers that the layer drew."""
    p, alpha = s['rate'], 1.7580993408473766
    if not training or p == 0:
        return x[0]
    a = 1 / math.sqrt((alpha * alpha * p + 1) * (1 - p))
    noise = (u[0] >= p).double()
    return x[0] * (noise * a) + (noise - 1) * alpha * a + alpha * a * p


def gaussian(u):
    """Normal numbers from two uniform ones, in the polar form."""
    return torch.polar(torch.sqrt(-2 * torch.log1p(-u[0])), 2 * math.pi * u[1]).real
def pad_border(x, s):
    """F.pad wants the last axis first, and mirrors at most as many axes as it knows batches for."""
    around = [p for i in reversed(range(0, len(s['amounts']), 2)) for p in s['amounts'][i:i + 2]]
    if s['mode'] == 'constant':
        return F.pad(x, around, value=s['value'])
    flat = x.reshape(1, -1, *x.shape[x.ndim - len(around) // 2:])
    y = F.pad(flat, around, mode=s['mode'])
    return y.reshape(*x.shape[:x.ndim - len(around) // 2], *y.shape[2:])


def scale(x, s, w, **_):
    if s['kind'] == 'fixed':
        return x[0] * s['factor'] + s['offset']
    across = lambda v: v.reshape(1, -1, *[1] * (x[0].ndim - 2))
    y = x[0] * across(w['weight'])
    return y + across(w['bias']) if s['bias'] else y


def attention_gru(x, s, w, **_):
    """Step by step with F's own GRU cell."""
    inputs, memory, *rest = x
    state, mask = (*rest, None, None)[:2]
    h = torch.zeros(len(inputs), s['units']) if state is None else state
    keys = F.linear(memory, w['attention.key.weight'], w['attention.bias'])
    states, looks = [], []
    for t in range(inputs.shape[1]):
        scores = F.linear(torch.tanh(keys + F.linear(h, w['attention.query.weight'])[:, None]), w['attention.energy.weight'])[..., 0]
        if mask is not None:
            scores = scores.masked_fill(mask == 0, -1e9)
        look = scores.softmax(-1)
        if mask is not None:
            look = look * (mask != 0)
        context = (look[:, None] @ memory)[:, 0]
        h = torch.gru_cell(torch.cat([inputs[:, t], context], 1), h, w['weight_ih'], w['weight_hh'], w['bias_ih'], w['bias_hh'])
        states.append(h)
        looks.append(look)
    return [torch.stack(states, 1), h, torch.stack(looks, 1)]


class Reversal(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, strength):
        ctx.strength = strength
        return x.view_as(x)

    @staticmethod
    def backward(ctx, dy):
        return -ctx.strength * dy, None


def split(x, s, **_):
    length = x[0].shape[s['axis']]
    return list(torch.split(x[0], s['sizes'] if s['by'] == 'sizes' else length // s['parts'], s['axis']))


def gather(x, s, **_):
    v, axis = x[0], s['axis'] % x[0].ndim
    places = x[1].clamp(0, v.shape[axis] - 1)
    flat = places.reshape(v.shape[0], *[-1 if i == axis else 1 for i in range(1, v.ndim)])
    y = torch.take_along_dim(v, flat, axis)
    return y.reshape(*v.shape[:axis], *places.shape[1:], *v.shape[axis + 1:])


def top_k(x, s, **_):
    """torch.topk leaves open which of equal numbers comes first; a stable sort does not."""
    values, indices = torch.sort(x[0], dim=s['axis'], descending=not s['smallest'], stable=True)
    return [v.narrow(s['axis'], 0, s['k']) for v in (values, indices)]


def crop(x, s, **_):
    if s['by'] == 'amounts':
        return F.pad(x[0], [-p for i in reversed(range(0, len(s['amounts']), 2)) for p in s['amounts'][i:i + 2]])
    y = x[0]
    for axis, size in zip(range(y.ndim - len(s['size']), y.ndim), s['size']):
        y = y.narrow(axis, (y.shape[axis] - size) // 2, size)
    return y


def resize(x, s, **_):
    if s['mode'] == 'nearest':
        return F.interpolate(x[0], s['size'], mode='nearest')
    mode = 'bicubic' if s['mode'] == 'cubic' else ['linear', 'bilinear', 'trilinear'][x[0].ndim - 3]
    return F.interpolate(x[0], s['size'], mode=mode, align_corners=s['alignCorners'], antialias=s['antialias'])


def masking(x, s, **_):
    if not x[0].is_floating_point():
        return [x[0], (x[0] != s['value']).double()]
    real = (x[0] != s['value']).any(2).double()
    return [x[0] * real[..., None], real]


def constant(s, batch, **_):
    dtype = torch.int64 if s['type'] == 'int32' else torch.float64
    return torch.tensor(s['values'], dtype=dtype).expand(math.prod(s['shape'])).reshape(s['shape']).expand(batch, *s['shape']).clone()


LEAST, E = torch.tensor(0.001), math.e
FORMULAE = {
    'x * sigmoid(1.702 * x)': lambda x: x * torch.sigmoid(1.702 * x),
    'a * b + c': lambda a, b, c: a * b + c,
    'x > 0 ? x : 0.1 * (exp(min(x, 0)) - 1)': lambda x: torch.where(x > 0, x, 0.1 * (torch.exp(torch.minimum(x, torch.tensor(0.0))) - 1)),
    '0.5 * x * (1 + tanh(sqrt(2 / pi) * (x + 0.044715 * x ^ 3)))': lambda x: F.gelu(x, approximate='tanh'),
    'abs(a - b) / max(abs(a), abs(b), 0.001)': lambda a, b: (a - b).abs() / torch.maximum(torch.maximum(a.abs(), b.abs()), LEAST),
    'log(1 + exp(-abs(x))) + relu(x) - x ^ 2 * erf(1)': lambda x: torch.log(1 + torch.exp(-x.abs())) + F.relu(x) - x ** 2 * math.erf(1),
    'not (p < 0 or p >= 1) and q != 0 ? clip(p, 0.2, 0.6) % 0.25 : ceil(q) - e ^ -q':
        lambda p, q: torch.where(~((p < 0) | (p >= 1)) & (q != 0), torch.remainder(p.clamp(0.2, 0.6), 0.25), torch.ceil(q) - E ** -q),
    '-x + softplus(x)': lambda x: -x + F.softplus(x),
}

CELLS = {'simpleRnn': torch.nn.RNN, 'lstm': torch.nn.LSTM, 'gru': torch.nn.GRU}


def gru_reset_before(x, h, w):
    """One step as in Cho et al. 2014: the reset gate works on the state before the product, which PyTorch has not."""
    n = h.shape[1]
    i = F.linear(x, w['weight_ih_l0'], w.get('bias_ih_l0'))
    rz = torch.sigmoid(i[:, :2 * n] + F.linear(h, w['weight_hh_l0'][:2 * n], w['bias_hh_l0'][:2 * n] if 'bias_hh_l0' in w else None))
    r, z = rz[:, :n], rz[:, n:]
    new = torch.tanh(i[:, 2 * n:] + F.linear(r * h, w['weight_hh_l0'][2 * n:], w['bias_hh_l0'][2 * n:] if 'bias_hh_l0' in w else None))
    return (1 - z) * new + z * h


def recurrent(layer):
    """Each layer and direction by PyTorch's own module; step by step where a mask keeps the state."""
    def run(x, s, w, u, training, **_):
        sides = ['', '_reverse'] if s['direction'] == 'both' else ['_reverse' if s['direction'] == 'backward' else '']
        count = 2 if layer == 'lstm' else 1
        given = x[1:1 + count] + [None] * (count - len(x[1:1 + count]))
        mask = x[1 + count] if len(x) > 1 + count else None
        n = x[0].shape[0]
        starts = [torch.zeros(n, s['layers'] * len(sides), s['units']) if g is None else g.reshape(n, -1, s['units']) for g in given]
        sequence, ends = x[0], []
        for l in range(s['layers']):
            if l > 0 and training and s['dropout'] > 0:
                # the layer draws its numbers time first
                sequence = sequence * (u[l - 1].transpose(0, 1) >= s['dropout']) / (1 - s['dropout'])
            outputs = []
            for side in sides:
                own = {f'{name}_l0': w[f'{name}_l{l}{side}'] for name in ['weight_ih', 'weight_hh', 'bias_ih', 'bias_hh'] if f'{name}_l{l}{side}' in w}
                options = {'nonlinearity': s['activation']} if layer == 'simpleRnn' else {}
                module = CELLS[layer](sequence.shape[2], s['units'], bias=s['bias'], batch_first=True, **options)
                state = [start[:, len(ends)] for start in starts]
                walk = (lambda t: t.flip(1)) if side else (lambda t: t)

                def step(part, state):
                    if layer == 'gru' and s['reset'] == 'before':
                        return [gru_reset_before(part[:, 0], state[0], own)]
                    hidden = tuple(v[None].contiguous() for v in state)
                    _, end = torch.func.functional_call(module, own, (part, hidden if layer == 'lstm' else hidden[0]))
                    return [v[0] for v in (end if layer == 'lstm' else [end])]

                steps, kept = [], walk(torch.ones(sequence.shape[:2], dtype=torch.bool) if mask is None else mask.bool())
                for t, part in enumerate(walk(sequence).split(1, 1)):
                    after = step(part, state)
                    real = kept[:, t, None]
                    state = [torch.where(real, a, b) for a, b in zip(after, state)]
                    steps.append(torch.where(real, after[0], torch.zeros_like(after[0])))
                outputs.append(walk(torch.stack(steps, 1)))
                ends.append(state)
            sequence = torch.cat(outputs, 2)
        output = sequence if s['returns'] == 'sequence' else torch.cat([end[0] for end in ends[-len(sides):]], 1)
        finals = [torch.stack([end[i] for end in ends], 1) for i in range(count)]
        return [output, *(f[:, 0] if f.shape[1] == 1 else f for f in finals)]
    return run


def conv_lstm(x, s, w, u, training, **_):
    """By the formulas of Keras' ConvLSTM2D, whose gates and biases are these; step by step."""
    sides = ['', '_reverse'] if s['direction'] == 'both' else ['_reverse' if s['direction'] == 'backward' else '']
    x = [*x, *[None] * (4 - len(x))]
    sequence, ends, mask = x[0], [], torch.ones(x[0].shape[:2]) if x[3] is None else x[3]
    for l in range(s['layers']):
        if l > 0 and training and s['dropout'] > 0:
            sequence = sequence * (u[l - 1].transpose(0, 1) >= s['dropout']) / (1 - s['dropout'])
        outputs = []
        for side in sides:
            ih, hh, bias = (w.get(f'{name}_l{l}{side}') for name in ['weight_ih', 'weight_hh', 'bias_ih'])
            before = [(size - 1) // 2 for size in s['kernel']]
            around = [p for a, size in reversed(list(zip(before, s['kernel']))) for p in (a, size - 1 - a)]
            steps = [F.conv2d(pad(part, s, s['stride']), ih, bias, s['stride'], 0, s['dilation']) for part in sequence.unbind(1)]
            shape = (len(sequence), s['filters'], *steps[0].shape[2:])
            h, c = (torch.zeros(shape) if start is None else start if start.ndim == 4 else start[:, len(ends)] for start in x[1:3])
            given = [None] * len(steps)
            for t in reversed(range(len(steps))) if side else range(len(steps)):
                i, f, g, o = (steps[t] + F.conv2d(F.pad(h, around), hh)).chunk(4, 1)
                cell = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
                state = torch.sigmoid(o) * torch.tanh(cell)
                real = mask[:, t].bool().reshape(-1, 1, 1, 1)
                given[t] = state * real
                h, c = torch.where(real, state, h), torch.where(real, cell, c)
            outputs.append(torch.stack(given, 1))
            ends.append([h, c])
        sequence = torch.cat(outputs, 2)
    output = sequence if s['returns'] == 'sequence' else torch.cat([end[0] for end in ends[-len(sides):]], 1)
    finals = [torch.stack([end[i] for end in ends], 1) for i in range(2)]
    return [output, *(f[:, 0] if f.shape[1] == 1 else f for f in finals)]


# Attention
def drawn(u):
    """What F.dropout does, with the numbers that the layer drew, in order."""
    left = list(u)
    def drop(x, p=0.5, training=True, inplace=False):
        return x if p == 0 or not training else x * (left.pop(0).reshape(x.shape) >= p) / (1 - p)
    return drop


def turn(x, base, pairs):
    """Rotary positions by complex numbers; x [..., length, width]."""
    width = x.shape[-1]
    angle = torch.outer(torch.arange(x.shape[-2]).double(), base ** (-torch.arange(0, width, 2).double() / width))
    split = x.unflatten(-1, (-1, 2)) if pairs == 'neighbours' else x.unflatten(-1, (2, -1)).transpose(-1, -2)
    y = torch.view_as_real(torch.view_as_complex(split.contiguous()) * torch.polar(torch.ones_like(angle), angle))
    return y.flatten(-2) if pairs == 'neighbours' else y.transpose(-1, -2).flatten(-2)


def alibi(heads, queries, keys):
    """get_slopes of Press et al. 2022, as they published it."""
    def slopes(n):
        if math.log2(n).is_integer():
            start = 2 ** (-2 ** -(math.log2(n) - 3))
            return [start * start ** i for i in range(n)]
        closest = 2 ** math.floor(math.log2(n))
        return slopes(closest) + slopes(2 * closest)[0::2][:n - closest]
    distance = (torch.arange(queries)[:, None] - torch.arange(keys)[None]).abs()
    return -torch.tensor(slopes(heads))[:, None, None] * distance


def attend(q, k, v, s, drop, mask=None, bias=None, scale=None):
    """Heads of queries, keys, values. F.scaled_dot_product_attention wherever nothing is dropped and every query sees a key."""
    (heads, queries), keys = q.shape[1:3], k.shape[2]
    if s['positions'] == 'rotary':
        q, k = turn(q, s['base'], s['pairs']), turn(k, s['base'], s['pairs'])
    k, v = [t.repeat_interleave(heads // t.shape[1], 1) for t in (k, v)]
    seen = torch.ones(queries, keys, dtype=torch.bool).tril() if s['causal'] else torch.ones(queries, keys, dtype=torch.bool)
    if mask is not None:
        mask = mask.bool()
        seen = seen & (mask[:, None, None] if mask.ndim == 2 else mask[:, None] if mask.ndim == 3 else mask)
    added = torch.zeros(queries, keys)
    if s['positions'] == 'alibi':
        added = added + alibi(heads, queries, keys)
    if bias is not None:
        added = added + (bias[:, None] if bias.ndim == 3 else bias)
    scores = q @ k.mT * (scale or q.shape[-1] ** -0.5) + added
    weights = torch.where(seen, torch.softmax(scores.masked_fill(~seen, torch.finfo(scores.dtype).min), -1), 0)
    y = drop(weights, s['dropout']) @ v
    if not s['dropout'] and seen.any(-1).all():
        plain = not s['causal'] and mask is None and bias is None and s['positions'] != 'alibi'
        theirs = F.scaled_dot_product_attention(q, k, v, None if plain else torch.where(seen, added, -math.inf).expand(*q.shape[:2], -1, -1), scale=scale or None)
        torch.testing.assert_close(theirs, y)
        y = theirs
    return y, weights


def attention(x, s, u, training, **_):
    query, key, value, mask, bias = [*x, *[None] * (5 - len(x))]
    groups = s['keyHeads'] or s['heads']
    if s['packed']:
        width = query.shape[2] // (s['heads'] + 2 * groups)
        query, key, value = query.split([s['heads'] * width, groups * width, groups * width], 2)
    key = query if key is None else key
    value = key if value is None else value
    cut = lambda t, heads: t.unflatten(2, (heads, -1)).transpose(1, 2)
    drop = drawn(u) if training else lambda t, p: t
    y, weights = attend(cut(query, s['heads']), cut(key, groups), cut(value, groups), s, drop, mask, bias, s['scale'])
    return [y.transpose(1, 2).flatten(2), weights]


def multi_head(query, key, value, mask, s, w, drop):
    """Written out; see multi_head_attention for PyTorch's own."""
    heads, groups = s['heads'], s['keyHeads'] or s['heads']
    width = s.get('headWidth') or query.shape[2] // heads
    sizes = [heads * width, groups * width, groups * (s.get('valueWidth') or width)]
    matrices = w['in_proj_weight'].split(sizes) if 'in_proj_weight' in w else [w[f'{n}_proj_weight'] for n in 'qkv']
    offsets = w['in_proj_bias'].split(sizes) if s['bias'] else [None] * 3
    q, k, v = [F.linear(t, m, o).unflatten(2, (n, -1)).transpose(1, 2) for t, m, o, n in zip([query, key, value], matrices, offsets, [heads, groups, groups])]
    y, weights = attend(q, k, v, s, drop, mask)
    return F.linear(y.transpose(1, 2).flatten(2), w['out_proj.weight'], w.get('out_proj.bias')), weights


def multi_head_attention(x, s, w, u, training, **_):
    query, key, value, mask = [*x, *[None] * (4 - len(x))]
    key = query if key is None else key
    value = key if value is None else value
    y, weights = multi_head(query, key, value, mask, s, w, drawn(u) if training else lambda t, p: t)
    if s['positions'] == 'none' and not any(s[n] for n in ['keyHeads', 'headWidth', 'valueWidth', 'dropout']) and mask is None:
        module = torch.nn.MultiheadAttention(query.shape[2], s['heads'], bias=s['bias'], kdim=key.shape[2], vdim=value.shape[2], batch_first=True)
        own = {name: w[name] for name, _ in module.named_parameters()}
        hidden = torch.ones(query.shape[1], key.shape[1], dtype=torch.bool).triu(1) if s['causal'] else None
        theirs = torch.func.functional_call(module, own, (query, key, value), {'attn_mask': hidden, 'average_attn_weights': False})
        torch.testing.assert_close(theirs, (y, weights))
        return list(theirs)
    return [y, weights]


ACTIVATIONS = {
    'relu': F.relu, 'gelu': F.gelu, 'gelu-tanh': functools.partial(F.gelu, approximate='tanh'), 'silu': F.silu,
    'glu': torch.sigmoid, 'reglu': F.relu, 'geglu': F.gelu, 'swiglu': F.silu,
}


def feed_forward(x, s, w, drop):
    first = F.linear(x, w['linear1.weight'], w.get('linear1.bias'))
    rule = ACTIVATIONS[s['activation']]
    if s['activation'].endswith('glu'):
        a, g = first.chunk(2, -1)
        first = a * rule(g)
    else:
        first = rule(first)
    return F.linear(drop(first, s['dropout']), w['linear2.weight'], w.get('linear2.bias'))


def of_part(w, name):
    return {key[len(name) + 1:]: value for key, value in w.items() if key.startswith(name + '.')}


def residuals(x, s, w, drop, parts):
    for i, part in enumerate(parts, 1):
        norm = lambda v: F.layer_norm(v, v.shape[-1:], w[f'norm{i}.weight'], w[f'norm{i}.bias'], s['epsilon'])
        x = x + drop(part(norm(x)), s['dropout']) if s['norm'] == 'before' else norm(x + drop(part(x), s['dropout']))
    return x


class Dropped:
    """PyTorch's own modules with the numbers that the layer drew: all of theirs goes through F.dropout, but for the fused attention."""
    def __init__(self, drop):
        self.drop = drop

    def __enter__(self):
        self.before = F.dropout, F.scaled_dot_product_attention
        def attention(q, k, v, attn_mask=None, dropout_p=0.0, is_causal=False, scale=None, enable_gqa=False):
            scores = q @ k.mT * q.shape[-1] ** -0.5
            return self.drop(torch.softmax(scores if attn_mask is None else scores + attn_mask, -1), dropout_p) @ v
        F.dropout, F.scaled_dot_product_attention = self.drop, attention

    def __exit__(self, *_):
        F.dropout, F.scaled_dot_product_attention = self.before


def is_pytorch(s):
    return s['positions'] == 'none' and not s['keyHeads'] and s['bias'] and s['activation'] in ('relu', 'gelu')


def encoder_layer(x, s, w, u, training, **_):
    """nn.TransformerEncoderLayer where it has the settings, and what is written out here is the same."""
    x, mask = [*x, *[None] * (2 - len(x))]
    drop = lambda: drawn(u) if training else lambda t, p=0, *_: t
    first = drop()
    y = residuals(x, s, w, first, [
        lambda v: multi_head(v, v, v, mask, s, of_part(w, 'self_attn'), first)[0],
        lambda v: feed_forward(v, s, w, first),
    ])
    if is_pytorch(s) and mask is None:
        module = torch.nn.TransformerEncoderLayer(x.shape[2], s['heads'], s['hidden'] or 4 * x.shape[2], s['dropout'], s['activation'], s['epsilon'], True, s['norm'] == 'before')
        with Dropped(drop()):
            hidden = torch.full((x.shape[1], x.shape[1]), -math.inf).triu(1) if s['causal'] else None
            theirs = torch.func.functional_call(module, {name: w[name] for name, _ in module.named_parameters()}, (x,), {'src_mask': hidden})
        torch.testing.assert_close(theirs, y)
        return theirs
    return y


def decoder_layer(x, s, w, u, training, **_):
    """nn.TransformerDecoderLayer where it has the settings, and what is written out here is the same."""
    x, memory, mask, memory_mask = [*x, *[None] * (4 - len(x))]
    drop = lambda: drawn(u) if training else lambda t, p=0, *_: t
    first = drop()
    y = residuals(x, s, w, first, [
        lambda v: multi_head(v, v, v, mask, s, of_part(w, 'self_attn'), first)[0],
        lambda v: multi_head(v, memory, memory, memory_mask, {**s, 'causal': False, 'positions': 'none'}, of_part(w, 'multihead_attn'), first)[0],
        lambda v: feed_forward(v, s, w, first),
    ])
    if is_pytorch(s) and mask is None and memory_mask is None:
        module = torch.nn.TransformerDecoderLayer(x.shape[2], s['heads'], s['hidden'] or 4 * x.shape[2], s['dropout'], s['activation'], s['epsilon'], True, s['norm'] == 'before')
        with Dropped(drop()):
            hidden = torch.full((x.shape[1], x.shape[1]), -math.inf).triu(1) if s['causal'] else None
            theirs = torch.func.functional_call(module, {name: w[name] for name, _ in module.named_parameters()}, (x, memory), {'tgt_mask': hidden})
        torch.testing.assert_close(theirs, y)
        return theirs
    return y


def additive_attention(x, s, w, **_):
    """Bahdanau et al. 2015, one query after the other."""
    query, key, value, mask = [*x, *[None] * (4 - len(x))]
    value = key if value is None else value
    outputs, looks = [], []
    for i, one in enumerate((query[:, None] if query.ndim == 2 else query).unbind(1)):
        energies = torch.tanh((one @ w['query.weight'].T)[:, None] + key @ w['key.weight'].T + w.get('bias', 0)) @ w['energy.weight'][0]
        if mask is None:
            weights = torch.softmax(energies, -1)
        else:
            seen = (mask if mask.ndim == 2 else mask[:, i]).bool()
            some = torch.where(seen, torch.exp(energies), 0)
            weights = some / some.sum(-1, keepdim=True).clamp(min=1e-30)
        outputs.append((weights[..., None] * value).sum(1))
        looks.append(weights)
    return [outputs[0] if query.ndim == 2 else torch.stack(outputs, 1), torch.stack(looks, 1)]


def window_attention(x, s, w, u, training, **_):
    """torchvision's own module."""
    module = swin.ShiftedWindowAttention(x[0].shape[3], s['window'], s['shift'], s['heads'], s['bias'], s['bias'], s['dropout']).train(training)
    with Dropped(drawn(u) if training else lambda t, p=0, *_, **__: t):
        return torch.func.functional_call(module, {name: w[name] for name, _ in module.named_parameters()}, (x[0],))


def sinusoidal(x, s, **_):
    """The tables of Vaswani et al. 2017, element by element."""
    length, width = x[0].shape[1:]
    count = (width + 1) // 2
    table = torch.zeros(length, width)
    for t in range(length):
        for i in range(count):
            angle = t / s['base'] ** (2 * i / width)
            for value, at in ((math.sin(angle), 2 * i if s['pairs'] == 'neighbours' else i), (math.cos(angle), 2 * i + 1 if s['pairs'] == 'neighbours' else count + i)):
                if at < width:
                    table[t, at] = value
    return x[0] + table


LAYERS = {
    'attention': attention,
    'multiHeadAttention': multi_head_attention,
    'encoderLayer': encoder_layer,
    'decoderLayer': decoder_layer,
    'additiveAttention': additive_attention,
    'windowAttention': window_attention,
    'patchEmbedding': lambda x, s, w, **_: F.conv2d(x[0], w['weight'], w.get('bias'), s['patch']).flatten(2).transpose(1, 2),
    'classToken': lambda x, w, **_: torch.cat([w['class_token'].expand(x[0].shape[0], -1, -1), x[0]], 1),
    'feedForward': lambda x, s, w, u, training, **_: feed_forward(x[0], s, w, drawn(u) if training else lambda t, p: t),
    'sinusoidalPositions': sinusoidal,
    'learnedPositions': lambda x, s, w, **_: x[0] + w['weight'][:x[0].shape[1]],
    'relativePositions': lambda x, s, w, **_: relative_positions(x[0], s, w['weight']),
    'timeEmbedding': lambda x, s, **_: (lambda a: torch.cat([a.sin(), a.cos()], 1))(x[0] / s['base'] ** (torch.arange(s['width'] // 2) / (s['width'] // 2))),
    'rotaryPositions': lambda x, s, **_: turn(x[0], s['base'], s['pairs']),
    'conv1d': conv,
    'conv2d': conv,
    'maxPool1d': max_pool,
    'maxPool2d': max_pool,
    'averagePool1d': average_pool,
    'averagePool2d': average_pool,
    'conv3d': conv,
    'transposedConv1d': transposed_conv,
    'transposedConv2d': transposed_conv,
    'transposedConv3d': transposed_conv,
    **{f'depthwiseConv{rank}d': lambda x, s, w, **_: depthwise(x[0], s, w['weight'], w.get('bias')) for rank in (1, 2)},
    **{f'separableConv{rank}d': lambda x, s, w, **_: CONV[x[0].ndim - 3](depthwise(x[0], s, w['depthwise_weight'], None), w['pointwise_weight'], w.get('bias')) for rank in (1, 2)},
    'locallyConnected1d': locally_connected,
    'locallyConnected2d': locally_connected,
    'locallyConnected3d': locally_connected,
    'maxPool3d': max_pool,
    'averagePool3d': average_pool,
    'lpPool1d': lp_pool,
    'lpPool2d': lp_pool,
    'lpPool3d': lp_pool,
    'globalPool1d': global_pool,
    'globalPool2d': global_pool,
    'globalPool3d': global_pool,
    'adaptivePool1d': lambda x, s, **_: adaptive_pool(x[0], s['kind'], s['size']),
    'adaptivePool2d': lambda x, s, **_: adaptive_pool(x[0], s['kind'], s['size']),
    'adaptivePool3d': lambda x, s, **_: adaptive_pool(x[0], s['kind'], s['size']),
    'spatialPyramidPool': lambda x, s, **_: torch.cat([adaptive_pool(x[0], s['kind'], [level, level]).flatten(1) for level in s['levels']], 1),
    'upsample1d': upsample,
    'upsample2d': upsample,
    'upsample3d': upsample,
    'pixelShuffle': lambda x, s, **_: F.pixel_shuffle(x[0], s['factor']),
    'pixelUnshuffle': lambda x, s, **_: F.pixel_unshuffle(x[0], s['factor']),
    'channelShuffle': lambda x, s, **_: F.channel_shuffle(x[0].unsqueeze(-1), s['groups']).squeeze(-1),
    'dense': lambda x, s, w, **_: F.linear(x[0], w['weight'].T if s['transposed'] else w['weight'], w.get('bias')),
    'embedding': lambda x, s, w, **_: F.embedding(x[0], w['weight']) * (math.sqrt(s['width']) if s['scaled'] else 1),
    'batchNorm': batch_norm,
    'layerNorm': lambda x, s, w, **_: F.layer_norm(x[0], x[0].shape[-1:], w['weight'], w['bias'], s['epsilon']),
    'simpleRnn': recurrent('simpleRnn'),
    'lstm': recurrent('lstm'),
    'attentionGru': attention_gru,
    'gru': recurrent('gru'),
    'convLstm2d': conv_lstm,
    'relu': lambda x, s, **_: F.relu(x[0]),
    'leakyRelu': lambda x, s, **_: F.leaky_relu(x[0], s['slope']),
    'elu': lambda x, s, **_: F.elu(x[0], s['alpha']),
    'gelu': lambda x, s, **_: F.gelu(x[0], approximate='tanh' if s['form'] == 'tanh' else 'none'),
    'silu': lambda x, s, **_: F.silu(x[0]),
    'sigmoid': lambda x, s, **_: torch.sigmoid(x[0]),
    'relu6': lambda x, s, **_: F.relu6(x[0]),
    'selu': lambda x, s, **_: F.selu(x[0]),
    'celu': lambda x, s, **_: F.celu(x[0], s['alpha']),
    'mish': lambda x, s, **_: F.mish(x[0]),
    'hardSigmoid': lambda x, s, **_: F.hardsigmoid(x[0]),
    'hardSwish': lambda x, s, **_: F.hardswish(x[0]),
    'hardTanh': lambda x, s, **_: F.hardtanh(x[0], s['low'], s['high']),
    'softplus': lambda x, s, **_: F.softplus(x[0], s['beta']),
    'softsign': lambda x, s, **_: F.softsign(x[0]),
    'logSoftmax': lambda x, s, **_: F.log_softmax(x[0], -1),
    'softmin': lambda x, s, **_: F.softmin(x[0], -1),
    'threshold': lambda x, s, **_: F.threshold(x[0], s['threshold'], s['value']),
    'snake': lambda x, s, **_: x[0] + torch.sin(s['frequency'] * x[0]) ** 2 / s['frequency'],
    'glu': lambda x, s, **_: F.glu(x[0], -1),
    'maxout': lambda x, s, **_: x[0].unflatten(1, (-1, s['pieces'])).amax(2),
    'prelu': lambda x, s, w, **_: F.prelu(x[0], w['weight']),
    'rrelu': lambda x, s, u, training, **_: torch.where(x[0] > 0, x[0], x[0] * (s['low'] + (s['high'] - s['low']) * u[0] if training and u else (s['low'] + s['high']) / 2)),
    'tanh': lambda x, s, **_: torch.tanh(x[0]),
    'softmax': lambda x, s, **_: F.softmax(x[0], -1),
    'groupNorm': lambda x, s, w, **_: F.group_norm(x[0], s['groups'], w['weight'], w['bias'], s['epsilon']),
    'instanceNorm': lambda x, s, w, **_: F.instance_norm(x[0], weight=w.get('weight'), bias=w.get('bias'), eps=s['epsilon']),
    'rmsNorm': lambda x, s, w, **_: F.rms_norm(x[0], x[0].shape[-1:], w['weight'], s['epsilon']),
    'localResponseNorm': lambda x, s, **_: F.local_response_norm(x[0], s['size'], s['alpha'], s['beta'], s['k']),
    'unitNorm': lambda x, s, **_: F.normalize(x[0], dim=-1 if s['along'] == 'last' else 1, eps=s['epsilon']),
    'dropout': dropout,
    'spatialDropout': drop(lambda x: (*x.shape[:2], *[1] * (x.ndim - 2))),
    'dropPath': drop(lambda x: (-1, *[1] * (x.ndim - 1))),
    'alphaDropout': alpha_dropout,
    'activityPenalty': lambda x, s, **_: x[0],
    'gaussianNoise': lambda x, s, u, training, **_: x[0] + s['deviation'] * gaussian(u) if training and s['deviation'] > 0 else x[0],
    'gaussianDropout': lambda x, s, u, training, **_: x[0] * (1 + math.sqrt(s['rate'] / (1 - s['rate'])) * gaussian(u)) if training and s['rate'] > 0 else x[0],
    'flatten': lambda x, s, **_: x[0].flatten(1),
    'reshape': lambda x, s, **_: x[0].reshape(x[0].shape[0], *s['shape']),
    'add': lambda x, s, **_: sum(x[1:], x[0]),
    'subtract': lambda x, s, **_: x[0] - x[1],
    'multiply': lambda x, s, **_: math.prod(x[1:], start=x[0]),
    'divide': lambda x, s, **_: x[0] / x[1],
    'average': lambda x, s, **_: sum(x[1:], x[0]) / len(x),
    'maximum': lambda x, s, **_: functools.reduce(torch.maximum, x),
    'minimum': lambda x, s, **_: functools.reduce(torch.minimum, x),
    'permute': lambda x, s, **_: x[0].permute(0, *s['order']),
    'squeeze': lambda x, s, **_: x[0].squeeze(s['axis']),
    'unsqueeze': lambda x, s, **_: x[0].unsqueeze(s['axis']),
    'slice': lambda x, s, **_: x[0].movedim(s['axis'], 0)[s['start']:s['end'] or None:s['step']].movedim(0, s['axis']),
    'stack': lambda x, s, **_: torch.stack(x, s['axis']),
    'repeat': lambda x, s, **_: x[0].repeat_interleave(s['times'], s['axis']) if s['order'] == 'each' else torch.cat([x[0]] * s['times'], s['axis']),
    'pad': lambda x, s, **_: pad_border(x[0], s),
    'reduce': lambda x, s, **_: {'mean': torch.mean, 'sum': torch.sum, 'max': torch.amax, 'min': torch.amin, 'norm': torch.linalg.vector_norm}[s['operation']](x[0], dim=s['axis'], keepdim=s['keep']),
    'cumulativeSum': lambda x, s, **_: x[0].flip(s['axis']).cumsum(s['axis']).flip(s['axis']) if s['reverse'] else x[0].cumsum(s['axis']),
    'matmul': lambda x, s, **_: (x[0].mT if s['transposeA'] else x[0]) @ (x[1].mT if s['transposeB'] else x[1]),
    'dot': lambda x, s, **_: F.cosine_similarity(x[0], x[1], -1)[..., None] if s['normalize'] else (x[0] * x[1]).sum(-1, keepdim=True),
    'scale': scale,
    'argMax': lambda x, s, **_: x[0].argmax(s['axis']),
    'oneHot': lambda x, s, **_: F.one_hot(x[0], s['classes']).double(),
    'stopGradient': lambda x, s, **_: x[0].detach(),
    'gradientReversal': lambda x, s, **_: Reversal.apply(x[0], s['strength']),
    'split': split,
    'gather': gather,
    'topK': top_k,
    'crop': crop,
    'resize': resize,
    'masking': masking,
    'constant': constant,
    'parameter': lambda s, w, batch, **_: w['weight'].expand(batch, *s['shape']),
    'identity': lambda x, s, **_: x[0],
    'cast': lambda x, s, **_: x[0].double() if s['to'] == 'float32' else x[0].to({'int32': torch.int64, 'bool': torch.bool}[s['to']]),
    'expression': lambda x, s, **_: FORMULAE[s['formula']](*x),
    'concatenate': lambda x, s, **_: torch.cat(x, s['axis']),
}


def run(layer, case):
    """The case's tensors by the names that the program's outputs have."""
    tensors = {name: feed(f'{layer}/{name}', **spec) for name, spec in case['feeds'].items()}
    for name in case['gradients']:
        tensors[name].requires_grad_()
    listed = lambda prefix: [tensors[f'{prefix}{i}'] for i in range(len(tensors)) if f'{prefix}{i}' in tensors]
    # an optional input that the case leaves out is None
    places = [int(name[1:]) for name in case['feeds'] if name[0] == 'x' and name[1:].isdigit()]
    inputs = [tensors.get(f'x{i}') for i in range(max(places, default=-1) + 1)]
    result = LAYERS[layer](x=inputs, s=case['settings'], w=tensors, u=listed('uniform'), training=case['training'], batch=case['feeds']['projection0']['shape'][0])
    outputs, states = result if isinstance(result, tuple) and isinstance(result[1], dict) else (result, {})
    outputs = outputs if isinstance(outputs, (tuple, list)) else [outputs]
    loss = sum((y * projection).sum() for y, projection in zip(outputs, listed('projection')))
    if layer == 'activityPenalty':
        loss = loss + (case['settings']['l1'] * inputs[0].abs().sum() + case['settings']['l2'] * inputs[0].square().sum()) / len(inputs[0])
    # a layer that only looks up has no float input, and may have no weight; through some layers no gradient passes
    gradients = torch.autograd.grad(loss, [tensors[name] for name in case['gradients']], allow_unused=True) if case['gradients'] and loss.requires_grad else [None] * len(case['gradients'])
    zero = lambda g, name: torch.zeros_like(tensors[name]) if g is None else g
    return {
        **{'y' if i == 0 else f'y{i}': y for i, y in enumerate(outputs)},
        **{f'next {name}': states[name] for name in case['states']},
        **{f'd {name}': zero(g, name) for name, g in zip(case['gradients'], gradients)},
    }


def fitted(x, s, joined=None, stretches=False):
    """Branches brought to one size behind the channels; `joined` is the axis along which they may differ."""
    if s.get('otherSizes', 'equal') == 'equal':
        return x
    axes = [axis for axis in range(2, x[0].ndim) if joined is None or axis != joined % x[0].ndim]
    lengths = {axis: [y.shape[axis] for y in x if not (stretches and y.shape[axis] == 1)] for axis in axes}
    pick = {'crop': min, 'pad': max, 'resize': lambda of: of[0]}[s['otherSizes']]
    def one(y):
        goal = [pick(lengths[axis]) if lengths.get(axis) and not (stretches and y.shape[axis] == 1) else y.shape[axis] for axis in range(2, y.ndim)]
        if s['otherSizes'] == 'resize':
            return F.interpolate(y, size=goal, mode=['linear', 'bilinear', 'trilinear'][y.ndim - 3]) if goal != list(y.shape[2:]) else y
        # a negative padding crops
        halves = lambda more: [more // 2, more - more // 2] if more >= 0 else [-(-more // 2), more + -more // 2]
        return F.pad(y, [side for axis in reversed(range(2, y.ndim)) for side in halves(goal[axis - 2] - y.shape[axis])])
    return [one(y) for y in x]


for name, options in {
    **{name: {} for name in ('add', 'stack')},
    **{name: {'stretches': True} for name in ('average', 'maximum', 'minimum', 'multiply', 'subtract', 'divide')},
}.items():
    LAYERS[name] = lambda x, s, plain=LAYERS[name], options=options, **more: plain(x=fitted(x, s, **options), s=s, **more)
LAYERS['concatenate'] = lambda x, s, **_: torch.cat(fitted(x, s, joined=s['axis']), s['axis'])


def main():
    wanted = [a for a in sys.argv[1:] if not a.startswith('--')]
    cases = json.loads(subprocess.run(['node', '--import', 'tsx', str(HERE / 'print-cases.ts')], check=True, capture_output=True, cwd=ROOT).stdout)
    missing = set(cases) - set(LAYERS)
    if missing:
        sys.exit(f'Layers without an entry in LAYERS: {", ".join(sorted(missing))}')
    (HERE / 'fixtures' / 'layers').mkdir(parents=True, exist_ok=True)
    for layer, list_ in cases.items():
        path = HERE / 'fixtures' / 'layers' / f'{layer}.safetensors'
        text = json.dumps(list_, separators=(',', ':'), sort_keys=True)
        if wanted and layer not in wanted:
            continue
        if path.exists() and '--all' not in sys.argv and not wanted:
            with safe_open(path, 'np') as known:
                if known.metadata()['cases'] == text:
                    continue
        tensors = {f'{case["name"]}/{name}': t.detach().numpy().astype(np.float32).copy(order='C') for case in list_ for name, t in run(layer, case).items()}
        save_file(tensors, path, {'torch': torch.__version__, 'cases': text})
        print(f'{layer}: {len(list_)} cases, {path.stat().st_size} bytes')


if __name__ == '__main__':
    main()
