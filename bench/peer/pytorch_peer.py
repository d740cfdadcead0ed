#!/usr/bin/env python3
"""One training step of each benchmark model in PyTorch, as the yardstick for this project's own engine.

Run:  python3 pytorch_peer.py [--threads 2] [--only seed-cnn/32,lstm-text/32] [--steps 15] [--json]
Needs: current torch and torchvision: `pytorch_env.sh DIR` beside this file makes an environment; run with DIR/bin/python.

Each case trains on fixed random data (so that data loading is not timed) in float32 on the CPU:
forward, loss, backward, optimizer step and reading the loss back. It prints the median of the timed
steps, after warm-up, and the peak resident memory. Measure both sides in the same minutes on the same
machine and quote the ratio, never the absolute time.
"""
import argparse, json, os, resource, statistics, subprocess, sys, time

# glibc returns big buffers to the kernel at once by default, and the page faults then dominate large tensors:
# each case runs in a process of its own with those limits raised, which is the strongest PyTorch on Linux.
TUNED = {'MALLOC_MMAP_MAX_': '0', 'MALLOC_TRIM_THRESHOLD_': '8000000000', 'MALLOC_TOP_PAD_': '256000000'}

import torch
from torch import nn
import torch.nn.functional as F


class SeedCnn(nn.Module):
    """conv 10@5x5, pool 2, conv 20@5x5, pool 2, dense 50, dense 10; 1x28x28 in. 21,840 parameters."""
    def __init__(self):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 10, 5), nn.Conv2d(10, 20, 5)
        self.fc1, self.fc2 = nn.Linear(320, 50), nn.Linear(50, 10)

    def forward(self, x):
        x = F.max_pool2d(torch.relu(self.conv1(x)), 2)
        x = F.max_pool2d(torch.relu(self.conv2(x)), 2)
        return self.fc2(torch.relu(self.fc1(x.flatten(1))))


class RecurrentText(nn.Module):
    """embedding 5000x64, one recurrent layer of 128 units, dense 2 on the last step; 100 tokens in."""
    def __init__(self, cell):
        super().__init__()
        self.embed, self.cell, self.head = nn.Embedding(5000, 64), cell(64, 128, batch_first=True), nn.Linear(128, 2)

    def forward(self, x):
        return self.head(self.cell(self.embed(x))[0][:, -1])


class Encoder(nn.Module):
    """embedding 5000x128, 4 post-norm encoder layers (8 heads, feed-forward 512, relu), dense 5000; 128 tokens in."""
    def __init__(self, layers=4):
        super().__init__()
        self.embed = nn.Embedding(5000, 128)
        self.body = nn.TransformerEncoder(nn.TransformerEncoderLayer(128, 8, 512, dropout=0.0, batch_first=True), layers)
        self.head = nn.Linear(128, 5000)

    def forward(self, x):
        return self.head(self.body(self.embed(x)))


def mlp():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 512), nn.ReLU(), nn.Linear(512, 512), nn.ReLU(), nn.Linear(512, 10))


def vgg11_small():
    """VGG-11 with batch norm for 3x32x32: conv widths 64 M 128 M 256 256 M 512 512 M 512 512 M, dense 10."""
    layers, c = [], 3
    for v in [64, 'M', 128, 'M', 256, 256, 'M', 512, 512, 'M', 512, 512, 'M']:
        if v == 'M':
            layers.append(nn.MaxPool2d(2))
        else:
            layers += [nn.Conv2d(c, v, 3, padding=1), nn.BatchNorm2d(v), nn.ReLU()]
            c = v
    return nn.Sequential(*layers, nn.Flatten(), nn.Linear(512, 10))


def tv(name, **kw):
    def make():
        import torchvision.models as m
        return getattr(m, name)(weights=None, **kw)
    return make


def image(n, c, h, classes):
    return lambda: (torch.randn(n, c, h, h), torch.randint(0, classes, (n,)))


def tokens(n, t, vocab, classes):
    return lambda: (torch.randint(0, vocab, (n, t)), torch.randint(0, classes, (n,)))


def language(n, t, vocab):
    return lambda: (torch.randint(0, vocab, (n, t)), torch.randint(0, vocab, (n, t)))


SGD = lambda p: torch.optim.SGD(p, lr=0.01, momentum=0.9)
ADAM = lambda p: torch.optim.Adam(p, lr=1e-3)

CASES = {  # name/batch: (model, data, optimizer)
    'seed-cnn/32': (SeedCnn, image(32, 1, 28, 10), SGD),
    'seed-cnn/128': (SeedCnn, image(128, 1, 28, 10), SGD),
    'mlp/128': (mlp, image(128, 1, 28, 10), ADAM),
    'vgg11-32px/32': (vgg11_small, image(32, 3, 32, 10), SGD),
    'resnet18-32px/32': (tv('resnet18', num_classes=10), image(32, 3, 32, 10), SGD),
    'alexnet/8': (tv('alexnet'), image(8, 3, 224, 1000), SGD),
    'resnet18/4': (tv('resnet18'), image(4, 3, 224, 1000), SGD),
    'resnet50/2': (tv('resnet50'), image(2, 3, 224, 1000), SGD),
    'vgg16/1': (tv('vgg16'), image(1, 3, 224, 1000), SGD),
    'densenet121/2': (tv('densenet121'), image(2, 3, 224, 1000), SGD),
    'mobilenetv2/4': (tv('mobilenet_v2'), image(4, 3, 224, 1000), SGD),
    'lstm-text/32': (lambda: RecurrentText(nn.LSTM), tokens(32, 100, 5000, 2), ADAM),
    'gru-text/32': (lambda: RecurrentText(nn.GRU), tokens(32, 100, 5000, 2), ADAM),
    'transformer-4x128/16': (Encoder, language(16, 128, 5000), ADAM),
}


def stepper(model, data, optimizer):
    torch.manual_seed(0)
    net = model().train()
    x, y = data()
    opt = optimizer(net.parameters())

    def step():
        opt.zero_grad()
        out = net(x)
        loss = F.cross_entropy(out.reshape(-1, out.shape[-1]), y.reshape(-1))
        loss.backward()
        opt.step()
        return loss.item()
    return step


def timed(step):
    start = time.perf_counter()
    step()
    return (time.perf_counter() - start) * 1e3


def measure(model, data, optimizer, steps):
    step = stepper(model, data, optimizer)
    first = step(), step()
    times = []
    while len(times) < steps:
        times.append(timed(step))
        if sum(times) > 20_000 and len(times) >= 3:
            break
    return statistics.median(times), min(times), len(times), first[0]


def peak_mb():
    return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def serve(name):
    """Answers each line of standard input, a number of steps, with their times and the peak memory: for `npm run bench:peer`."""
    step = stepper(*CASES[name])
    for line in sys.stdin:
        print(json.dumps({'times': [timed(step) for _ in range(int(line))], 'peak_mb': peak_mb()}), flush=True)


def main():
    a = argparse.ArgumentParser()
    a.add_argument('--threads', type=int, default=2)
    a.add_argument('--only', default='')
    a.add_argument('--steps', type=int, default=15)
    a.add_argument('--json', action='store_true')
    a.add_argument('--serve', action='store_true', help=argparse.SUPPRESS)
    a.add_argument('--child', action='store_true', help=argparse.SUPPRESS)
    a = a.parse_args()
    names = a.only.split(',') if a.only else list(CASES)
    if a.serve:
        torch.set_num_threads(a.threads)
        return serve(a.only)
    if not a.child:
        for name in names:
            flags = ['--child', '--only', name, '--threads', str(a.threads), '--steps', str(a.steps)] + (['--json'] if a.json else [])
            subprocess.run([sys.executable, __file__, *flags], env={**os.environ, **TUNED}, check=True)
        return
    torch.set_num_threads(a.threads)
    for name in names:
        median, best, n, loss = measure(*CASES[name], a.steps)
        if a.json:
            print(json.dumps({'case': name, 'engine': f'pytorch {torch.__version__}', 'threads': a.threads,
                              'median_ms': round(median, 3), 'min_ms': round(best, 3), 'steps': n, 'peak_mb': peak_mb()}), flush=True)
        else:
            print(f'{name:24s} {median:10.2f} ms  (min {best:.2f}, {n} steps, peak {peak_mb()} MB)', flush=True)


if __name__ == '__main__':
    main()
