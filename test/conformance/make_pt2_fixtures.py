"""Writes fixtures/pt2.json: small modules exported by torch.export, what goes in and what PyTorch gives.

Run with the environment that has PyTorch: python make_pt2_fixtures.py
"""

import base64
import json
import os
import tempfile
import zipfile
import zlib

import torch
import torch.nn.functional as F
from torch import nn

HERE = os.path.dirname(os.path.abspath(__file__))


class Images(nn.Module):
    def __init__(self):
        super().__init__()
        self.stem = nn.Sequential(nn.Conv2d(3, 8, 3, padding=1, bias=False), nn.BatchNorm2d(8), nn.ReLU6())
        self.depth = nn.Conv2d(8, 8, 3, stride=2, padding=1, groups=8)
        self.up = nn.ConvTranspose2d(8, 4, 2, stride=2)
        self.norm = nn.GroupNorm(2, 4)
        self.act = nn.PReLU(4)
        self.squeeze = nn.Conv2d(4, 4, 1)
        self.pool = nn.AdaptiveAvgPool2d(1)
        self.head = nn.Sequential(nn.Flatten(), nn.Dropout(0.3), nn.Linear(4 * 4 * 4 + 8, 5))

    def forward(self, x):
        a = self.stem(x)
        b = F.hardswish(self.depth(a)) * 0.5
        c = self.act(self.norm(self.up(b)))
        c = c * torch.sigmoid(self.squeeze(self.pool(c)))
        c = F.max_pool2d(F.pad(c, (1, 1, 1, 1)), 3, 2) + F.avg_pool2d(c[:, :, 1:, :].flip(3), 2, 2, ceil_mode=True)
        c = F.interpolate(c, scale_factor=2.0, mode="bilinear").roll((1, -1), (2, 3))
        c = F.adaptive_avg_pool2d(c, 4)
        return self.head(torch.cat([c.flatten(1), b.mean((2, 3))], 1))


class Sequences(nn.Module):
    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(11, 6)
        self.lstm = nn.LSTM(6, 4, batch_first=True, bidirectional=True)
        self.gru = nn.GRU(8, 8)
        self.norm = nn.LayerNorm(8)
        self.attention = nn.MultiheadAttention(8, 2, batch_first=True)
        self.token = nn.Parameter(torch.randn(1, 1, 8))
        self.out = nn.Linear(8, 3)

    def forward(self, x):
        y, _ = self.lstm(self.words(x))
        y = y + self.gru(y.transpose(0, 1))[0].transpose(0, 1)
        y = torch.cat([self.token.expand(y.shape[0], -1, -1), y], 1)
        z = self.norm(y)
        y = y + self.attention(z, z, z, need_weights=False)[0]
        return F.log_softmax(self.out(F.gelu(y)[:, 0]), dim=-1)


class Windows(nn.Module):
    """Windows that are shifted, as in Swin: a mask written part by part, biases by place, part of a bias left at zero."""

    def __init__(self):
        super().__init__()
        self.register_buffer("places", torch.randint(0, 9, (16,)))
        self.table = nn.Parameter(torch.randn(9, 2))
        self.qkv = nn.Linear(6, 18)
        self.pool = nn.AdaptiveAvgPool2d((3, 2))

    def forward(self, x):
        n = x.shape[0]
        x = x.roll((-1, -1), (1, 2)).view(n, 2, 2, 2, 2, 6).permute(0, 1, 3, 2, 4, 5).reshape(n * 4, 4, 6)
        bias = self.qkv.bias.clone()
        bias[6:12].zero_()
        qkv = F.linear(x, self.qkv.weight, bias).reshape(n * 4, 4, 3, 2, 3).permute(2, 0, 3, 1, 4)
        q, k, v = F.normalize(qkv[0], dim=-1), F.normalize(qkv[1], dim=-1), qkv[2]
        scores = q @ k.transpose(-2, -1) + self.table[self.places].view(4, 4, 2).permute(2, 0, 1).unsqueeze(0)
        mask = x.new_zeros((4, 4))
        count = 0
        for rows in ((0, -2), (-2, -1), (-1, None)):
            for columns in ((0, -2), (-2, -1), (-1, None)):
                mask[rows[0] : rows[1], columns[0] : columns[1]] = count
                count += 1
        mask = mask.view(2, 2, 2, 2).permute(0, 2, 1, 3).reshape(4, 4)
        mask = mask.unsqueeze(1) - mask.unsqueeze(2)
        mask = mask.masked_fill(mask != 0, -100.0).masked_fill(mask == 0, 0.0)
        scores = scores.view(n, 4, 2, 4, 4) + mask.unsqueeze(1).unsqueeze(0)
        y = (scores.view(-1, 2, 4, 4).softmax(-1) @ v).transpose(1, 2).reshape(n, 4, 24)
        z = y.view(n, 2, 2, 4, 6).mean(3).permute(0, 3, 1, 2)
        z = F.interpolate(z, size=(5, 4), mode="nearest")
        kept = z
        z.relu_()
        return self.pool(z + kept).flatten(1)


class Places(nn.Module):
    """What orders, picks, rounds and repeats: of 6x6 pictures with 4 channels."""

    def forward(self, x):
        high, where = x.flatten(2).topk(5, dim=2)
        low = x.sort(dim=3, descending=True)[0][..., -2:].swapaxes(2, 3).flatten(2)
        a = high + where.float() * 0.01 + low[..., :5] + torch.min(x, dim=3)[0][..., :5]
        b = F.pixel_unshuffle(x, 2).movedim(1, -1).repeat_interleave(2, dim=1)
        c = F.unfold(x, 2, stride=2, padding=1).unfold(2, 3, 2)
        d = torch.var(x, (2, 3)) + x.std(3, unbiased=False).amin(2) + torch.var_mean(x, (1,), correction=2)[0].sum((1, 2))[:, None]
        e = torch.remainder(x, 0.3) + torch.fmod(x, 0.7) + torch.div(x, 0.2, rounding_mode="trunc") + x // 0.4
        f = F.softshrink(x) + F.hardshrink(x) + F.logsigmoid(x) + F.threshold(x, 0.1, -2.0) + torch.log1p(x.square()) + torch.exp2(x)
        g = torch.lerp(e, f, 0.25).addcmul(e, f, value=0.1) * (x > 0).all(1, keepdim=True).float()
        rows, columns = torch.meshgrid(torch.arange(6.0), torch.arange(6.0), indexing="xy")
        g = g + rows - columns + torch.tril(x, 1) + F.one_hot(x.argmin(3), 6).float().mean(1, keepdim=True)
        g = g.masked_fill(torch.ones(6, 6, dtype=torch.bool).triu(2), 0.5) + F.cosine_similarity(e, f, dim=1).unsqueeze(1)
        return torch.cat([part.flatten(1) for part in (a, b, c, d, e, f, g, x.tile(1, 1, 2))], 1)


class Masks(nn.Module):
    """As transformers writes masks and pooling: places of samples and of tokens, and what is the same for each sample."""

    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(11, 8)
        self.kinds = nn.Embedding(2, 8)
        self.register_buffer("kind", torch.tensor([[0, 1, 1, 0, 1, 0, 0]]), persistent=False)
        self.near = nn.utils.parametrizations.weight_norm(nn.Conv1d(8, 8, 3, padding=1))
        self.keys = nn.utils.weight_norm(nn.Linear(8, 4))  # as older files have it
        self.out = nn.utils.parametrizations.spectral_norm(nn.Linear(8, 3))

    def forward(self, x):
        count, steps = x.shape
        places = torch.arange(steps)[None, :].expand(count, -1)
        texts = (places.diff(prepend=places[:, :1] - 1) != 1).cumsum(-1)
        sample, row, column = torch.arange(count)[:, None, None, None], places[0][None, None, :, None], places[0][None, None, None, :]
        mask = (column <= row) & (texts[sample, row] == texts[sample, column])
        kinds = self.kind[:, :steps].expand(count, -1).gather(1, places)
        y = self.words(x) + self.kinds(kinds)
        y = y + self.near(y.transpose(1, 2)).transpose(1, 2)
        heads = y.view(count, steps, 2, 4).transpose(1, 2)
        shared = self.keys(y)[:, None]
        y = F.scaled_dot_product_attention(heads, shared, shared, mask.expand(count, -1, -1, -1), enable_gqa=True)
        y = y.transpose(1, 2).reshape(count, steps, 8)
        return self.out(y[torch.arange(count), x.argmax(-1)])


class Refused(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(4, 4)

    def forward(self, x):
        return torch.special.i0(self.fc(x))


def case(module, x, below=None):
    module = module.eval()
    for name, buffer in module.named_buffers():
        if buffer.dtype == torch.float32:
            buffer.copy_(torch.rand_like(buffer) + 0.5)
    with torch.no_grad():
        output = module(x)
    program = torch.export.export(module, (x,), dynamic_shapes=({0: torch.export.Dim("batch")},))
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.pt2")
        torch.export.save(program, path)
        # what no reader looks at is most of a small file
        with zipfile.ZipFile(path) as full, zipfile.ZipFile(os.path.join(folder, "small.zip"), "w") as small:
            for item in full.infolist():
                content = full.read(item)
                if item.filename.endswith("models/model.json"):
                    content = json.dumps(lean(json.loads(content))).encode()
                if "sample_inputs" not in item.filename:
                    small.writestr(item.filename, content)
        with open(os.path.join(folder, "small.zip"), "rb") as file:
            packed = base64.b64encode(zlib.compress(file.read(), 9)).decode()
    return {
        "file": packed,
        "input": {"shape": list(x.shape), "data": x.flatten().tolist()},
        "output": {"shape": list(output.shape), "data": [float(f"{v:.7g}") for v in output.flatten().tolist()]},
        "names": sorted(module.state_dict()),
    }


def lean(program):
    """Without where in the source each node came from."""
    for node in program["graph_module"]["graph"]["nodes"]:
        node["metadata"] = {k: v for k, v in node["metadata"].items() if k == "nn_module_stack"}
    program["graph_module"].pop("module_call_graph", None)
    return program


def main():
    torch.manual_seed(5)
    cases = {
        "images": case(Images(), torch.randn(2, 3, 8, 8)),
        "sequences": case(Sequences(), torch.randint(0, 11, (2, 5))),
        "windows": case(Windows(), torch.randn(2, 4, 4, 6)),
        "refused": case(Refused(), torch.randn(2, 4)),
        "places": case(Places(), torch.randn(2, 4, 6, 6)),
        "masks": case(Masks(), torch.randint(0, 11, (2, 5))),
    }
    with open(os.path.join(HERE, "fixtures", "pt2.json"), "w") as file:
        json.dump(cases, file)


main()
