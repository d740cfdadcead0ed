#!/usr/bin/env python3
"""PyTorch training whole networks, as fixtures/networks.json: the loss of each of twenty steps, and the weights' sizes after them.

Run:  python test/conformance/make_network_fixtures.py      (torch 2.15; the networks' documents stand in networks.test.ts)

Three batches take turns. Data and weights follow from the formula of make_layer_fixtures.py by their names, as in the test. All in double precision.
"""
import json, math, pathlib
import torch
import torch.nn.functional as F
from torch import nn
from make_layer_fixtures import uniform

torch.set_default_dtype(torch.float64)
STEPS = 20


def numbers(name, shape, formula):
    return torch.tensor(formula(uniform(name, math.prod(shape))).reshape(shape).astype('float32').astype('float64'))


class Digits(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv2d_1, self.conv2d_2, self.dense_1, self.dense_2 = nn.Conv2d(1, 10, 5), nn.Conv2d(10, 20, 5), nn.Linear(320, 50), nn.Linear(50, 10)

    def forward(self, x):
        x = F.relu(F.max_pool2d(self.conv2d_1(x), 2))
        x = F.relu(F.max_pool2d(self.conv2d_2(x), 2))
        return self.dense_2(F.relu(self.dense_1(x.flatten(1))))


class Residual(nn.Module):
    """A stem, a residual block with batch norm that halves the image, global average."""
    def __init__(self):
        super().__init__()
        self.stem, self.norm_0 = nn.Conv2d(3, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8)
        self.conv_1, self.norm_1 = nn.Conv2d(8, 12, 3, stride=2, padding=1, bias=False), nn.BatchNorm2d(12)
        self.conv_2, self.norm_2 = nn.Conv2d(12, 12, 3, padding=1, groups=3, bias=False), nn.BatchNorm2d(12)
        self.skip, self.norm_3 = nn.Conv2d(8, 12, 1, stride=2, bias=False), nn.BatchNorm2d(12)
        self.head = nn.Linear(12, 5)

    def forward(self, x):
        x = F.relu(self.norm_0(self.stem(x)))
        y = self.norm_2(self.conv_2(F.relu(self.norm_1(self.conv_1(x)))))
        return self.head(F.relu(y + self.norm_3(self.skip(x))).mean((2, 3)))


class Text(nn.Module):
    """Embedding, dense, then two branches side by side (layer norm and GELU, dense and tanh), dense for every token."""
    def __init__(self):
        super().__init__()
        self.embedding, self.norm = nn.Embedding(20, 6), nn.LayerNorm(8)
        self.first, self.second, self.head = nn.Linear(6, 8), nn.Linear(8, 8), nn.Linear(16, 4)

    def forward(self, x):
        e = self.first(self.embedding(x))
        return self.head(torch.cat([F.gelu(self.norm(e)), torch.tanh(self.second(e))], -1))


class Video(nn.Module):
    """The same convolution and batch norm for each picture of a video, what it sees read by an LSTM."""
    def __init__(self):
        super().__init__()
        self.conv, self.norm = nn.Conv2d(2, 4, 3, padding=1, padding_mode='reflect', bias=False), nn.BatchNorm2d(4)
        self.rnn, self.head = nn.LSTM(4, 6, batch_first=True), nn.Linear(6, 3)

    def forward(self, x):
        each = F.relu(self.norm(self.conv(x.flatten(0, 1)))).mean((2, 3))
        return self.head(self.rnn(each.unflatten(0, x.shape[:2]))[0][:, -1])


NETWORKS = {  # name: (module, batch, input shape or token count, classes, label shape, loss, optimizer, learning rate, largest norm)
    'digits': (Digits, 8, (1, 28, 28), None, 10, (), {}, lambda p: torch.optim.SGD(p, 0.05, momentum=0.9), None),
    'residual': (Residual, 6, (3, 8, 8), None, 5, (), {'label_smoothing': 0.1}, lambda p: torch.optim.Adam(p, 0.01, weight_decay=0.01), None),
    'video': (Video, 4, (3, 2, 5, 6), None, 3, (), {}, lambda p: torch.optim.RMSprop(p, 0.005), None),
    'text': (Text, 5, (7,), 20, 4, (7,), {}, lambda p: torch.optim.AdamW(p, 0.02, weight_decay=0.1), 0.5),
}


def train(name, make, batch, shape, tokens, classes, label_shape, loss_settings, optimizer, largest):
    net = make().train()
    for weight, p in net.named_parameters():
        bound = 1 / math.sqrt(math.prod(p.shape[1:]) or 1) if p.ndim > 1 else 0.3
        one = 1.0 if 'norm' in weight and weight.endswith('weight') else 0.0
        p.data = numbers(f'{name}/{weight}', p.shape, lambda u: one + bound * (2 * u - 1))
    rule = optimizer(net.parameters())
    losses = []
    for step in range(STEPS):
        x = numbers(f'{name}/x{step % 3}', (batch, *shape), (lambda u: (u * tokens) // 1) if tokens else (lambda u: 4 * u - 2))
        t = numbers(f'{name}/t{step % 3}', (batch, *label_shape), lambda u: (u * classes) // 1).long()
        rule.zero_grad()
        y = net(x.long() if tokens else x)
        loss = F.cross_entropy(y.reshape(-1, classes), t.reshape(-1), **loss_settings)
        loss.backward()
        if largest:
            nn.utils.clip_grad_norm_(net.parameters(), largest)
        rule.step()
        losses.append(float(f'{loss.item():.9g}'))
    sizes = lambda tensors: {n: float(f'{t.double().norm().item():.9g}') for n, t in tensors if 'tracked' not in n}
    result = {'losses': losses, 'norms': sizes(net.state_dict().items())}
    if any(True for _ in net.buffers()):
        # the running statistics that the three batches give the weights as they now are
        batches = [numbers(f'{name}/x{i}', (batch, *shape), lambda u: 4 * u - 2) for i in range(3)]
        torch.optim.swa_utils.update_bn(batches, net)
        result['statistics'] = sizes((n, t) for n, t in net.named_buffers())
    return result


if __name__ == '__main__':
    path = pathlib.Path(__file__).parent / 'fixtures' / 'networks.json'
    path.write_text(json.dumps({'torch': torch.__version__, **{name: train(name, *spec) for name, spec in NETWORKS.items()}}, indent=1) + '\n')
    print(path.stat().st_size, 'bytes')
