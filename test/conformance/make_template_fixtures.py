#!/usr/bin/env python3
"""The reference networks of the templates, a file each in fixtures/templates/: names and shapes of their weights, and what they compute.

Run:  python test/conformance/make_template_fixtures.py [--short] [TEMPLATE...]    (torch 2.15, torchvision 0.29, transformers 5.24, timm 1.0)

SHAPES has every member of a family that the literature names, as torchvision, timm or Hugging Face make it, without a number computed.
NUMBERS has logits in evaluation mode, and gradients of a step, of weights and inputs that follow from the formula of
make_layer_fixtures.py by their names; all in double precision. Small ones are checked with the other tests, the rest by
`npm run test:templates`, and kept as they are under --short. LOADED has small networks with the weights that PyTorch gave them, as files to load.
"""
import contextlib, gzip, json, math, pathlib, re, sys, tempfile
from unittest import mock
import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from torch import nn
from torchvision import models as tv
from make_layer_fixtures import uniform

DESCRIBING = 26  # words of the digits' texts
HERE = pathlib.Path(__file__).parent / 'fixtures'
SEEN = 'num_batches_tracked'


# ---------------------------------------------------------------- networks that no library ships

class AlexNet2012(nn.Module):
    """Two GPUs: grouped convolutions, and normalized responses behind the first two."""
    def __init__(self, num_classes=1000):
        super().__init__()
        self.features = nn.ModuleDict({'0': nn.Conv2d(3, 96, 11, 4), '3': nn.Conv2d(96, 256, 5, 1, 2, groups=2), '6': nn.Conv2d(256, 384, 3, 1, 1), '8': nn.Conv2d(384, 384, 3, 1, 1, groups=2), '10': nn.Conv2d(384, 256, 3, 1, 1, groups=2)})
        self.classifier = nn.ModuleDict({'1': nn.Linear(9216, 4096), '4': nn.Linear(4096, 4096), '6': nn.Linear(4096, num_classes)})

    def forward(self, x):
        f, c = self.features, self.classifier
        for name in '0', '3':
            x = F.max_pool2d(F.local_response_norm(F.relu(f[name](x)), 5, 5e-4, 0.75, 2.0), 3, 2)
        for name in '6', '8', '10':
            x = F.relu(f[name](x))
        x = F.adaptive_avg_pool2d(F.max_pool2d(x, 3, 2), 6).flatten(1)
        return c['6'](F.relu(c['4'](F.relu(c['1'](x)))))


class SmallBlock(nn.Module):
    def __init__(self, channels, planes, stride, first):
        super().__init__()
        self.first, self.stride, self.extra = first, stride, planes - channels
        self.conv1, self.conv2 = nn.Conv2d(channels, planes, 3, stride, 1, bias=False), nn.Conv2d(planes, planes, 3, 1, 1, bias=False)
        self.bn1, self.bn2 = nn.BatchNorm2d(channels if first else planes), nn.BatchNorm2d(planes)

    def forward(self, x):
        skip = x if self.extra == 0 else F.pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.extra // 2, self.extra - self.extra // 2))
        if self.first:
            return skip + self.conv2(F.relu(self.bn2(self.conv1(F.relu(self.bn1(x))))))
        return F.relu(skip + self.bn2(self.conv2(F.relu(self.bn1(self.conv1(x))))))


class CifarResNet(nn.Module):
    """He et al. 2015, section 4.2, and 2016: shortcuts without weights."""
    def __init__(self, depth, order='original', num_classes=10):
        super().__init__()
        self.first = order != 'original'
        self.conv1, channels = nn.Conv2d(3, 16, 3, 1, 1, bias=False), 16
        if not self.first:
            self.bn1 = nn.BatchNorm2d(16)
        for stage, planes in enumerate((16, 32, 64)):
            blocks = []
            for i in range((depth - 2) // 6):
                blocks.append(SmallBlock(channels, planes, 2 if stage and not i else 1, self.first))
                channels = planes
            setattr(self, f'layer{stage + 1}', nn.Sequential(*blocks))
        if self.first:
            self.bn = nn.BatchNorm2d(64)
        self.linear = nn.Linear(64, num_classes)

    def forward(self, x):
        x = self.conv1(x)
        x = x if self.first else F.relu(self.bn1(x))
        x = self.layer3(self.layer2(self.layer1(x)))
        x = F.relu(self.bn(x)) if self.first else x
        return self.linear(x.mean((2, 3)))


def cifar_densenet(depth, growth, bottleneck, num_classes=10):
    """Huang et al. 2016, section 3 and 4.2: of torchvision's parts, with a 3×3 stem; plain layers have one convolution."""
    if bottleneck:
        net = tv.DenseNet(growth, ((depth - 4) // 6,) * 3, 2 * growth, num_classes=num_classes)
    else:
        net = tv.DenseNet(growth, ((depth - 4) // 3,) * 3, 16, num_classes=num_classes)
        channels = 16
        for block in (1, 2, 3):
            layers = getattr(net.features, f'denseblock{block}')
            for name in list(layers):
                setattr(layers, name, PlainDenseLayer(channels, growth))
                channels += growth
            if block < 3:
                whole = getattr(net.features, f'transition{block}')
                whole.norm, whole.conv = nn.BatchNorm2d(channels), nn.Conv2d(channels, channels, 1, bias=False)
        net.features.norm5, net.classifier = nn.BatchNorm2d(channels), nn.Linear(channels, num_classes)
    net.features.conv0 = nn.Conv2d(3, net.features.conv0.out_channels, 3, 1, 1, bias=False)
    net.features.norm0 = net.features.relu0 = net.features.pool0 = nn.Identity()
    return net


class PlainDenseLayer(nn.Module):
    def __init__(self, channels, growth):
        super().__init__()
        self.norm1, self.conv1 = nn.BatchNorm2d(channels), nn.Conv2d(channels, growth, 3, 1, 1, bias=False)

    def forward(self, xs):
        return self.conv1(F.relu(self.norm1(torch.cat(xs, 1))))


class DoubleConv(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.double_conv = nn.Sequential(nn.Conv2d(i, o, 3, padding=1, bias=False), nn.BatchNorm2d(o), nn.ReLU(), nn.Conv2d(o, o, 3, padding=1, bias=False), nn.BatchNorm2d(o), nn.ReLU())

    def forward(self, x):
        return self.double_conv(x)


class Down(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.maxpool_conv = nn.Sequential(nn.MaxPool2d(2), DoubleConv(i, o))

    def forward(self, x):
        return self.maxpool_conv(x)


class Up(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.up, self.conv = nn.ConvTranspose2d(i, o, 2, 2), DoubleConv(i, o)

    def forward(self, x, skip):
        return self.conv(torch.cat([skip, self.up(x)], 1))


class UNet(nn.Module):
    """The padded, normalized form, with the names of the best-known PyTorch implementation (milesial/Pytorch-UNet)."""
    def __init__(self, num_classes=2, width=64):
        super().__init__()
        self.inc = DoubleConv(3, width)
        for i in range(4):
            setattr(self, f'down{i + 1}', Down(width << i, width << i + 1))
            setattr(self, f'up{i + 1}', Up(width << 4 - i, width << 3 - i))
        self.outc = nn.Module()
        self.outc.conv = nn.Conv2d(width, num_classes, 1)

    def forward(self, x):
        maps = [self.inc(x)]
        for i in range(4):
            maps.append(getattr(self, f'down{i + 1}')(maps[-1]))
        x = maps.pop()
        for i in range(4):
            x = getattr(self, f'up{i + 1}')(x, maps.pop())
        return self.outc.conv(x)


class LeNet5(nn.Module):
    def __init__(self, num_classes=10):
        super().__init__()
        self.conv1, self.conv2 = nn.Conv2d(1, 6, 5, padding=2), nn.Conv2d(6, 16, 5)
        self.fc1, self.fc2, self.fc3 = nn.Linear(400, 120), nn.Linear(120, 84), nn.Linear(84, num_classes)

    def forward(self, x):
        x = F.avg_pool2d(torch.tanh(self.conv1(x)), 2)
        x = F.avg_pool2d(torch.tanh(self.conv2(x)), 2).flatten(1)
        return self.fc3(torch.tanh(self.fc2(torch.tanh(self.fc1(x)))))


def mobilenet_v1(num_classes=1000, width=1.0):
    from transformers import MobileNetV1Config, MobileNetV1ForImageClassification
    return MobileNetV1ForImageClassification(MobileNetV1Config(depth_multiplier=width, num_labels=num_classes))


def gpt2(num_classes=None, vocabulary=50_257, length=1024, layers=12, width=768, heads=12):
    from transformers import GPT2Config, GPT2LMHeadModel
    return GPT2LMHeadModel(GPT2Config(vocab_size=vocabulary, n_positions=length, n_embd=width, n_layer=layers, n_head=heads, bos_token_id=0, eos_token_id=0, attn_implementation='eager'))


def llama(num_classes=None, vocabulary=256, length=128, layers=4, width=128, heads=4, keyHeads=2, hidden=352, base=10_000, tied=False):
    from transformers import LlamaConfig, LlamaForCausalLM
    config = LlamaConfig(vocab_size=vocabulary, max_position_embeddings=length, num_hidden_layers=layers, hidden_size=width, num_attention_heads=heads, num_key_value_heads=keyHeads, intermediate_size=hidden,
                         rope_parameters={'rope_type': 'default', 'rope_theta': base}, rms_norm_eps=1e-5, tie_word_embeddings=tied, bos_token_id=0, eos_token_id=0, attn_implementation='eager')
    return LlamaForCausalLM(config)


def t5(num_classes=None, vocabulary=27, length=10, layers=2, width=64, heads=4, headWidth=16, hidden=128, gated=False, tied=True, buckets=32, dropout=0.1):
    from transformers import T5Config, T5ForConditionalGeneration
    config = T5Config(vocab_size=vocabulary, d_model=width, d_kv=headWidth, d_ff=hidden, num_layers=layers, num_heads=heads, relative_attention_num_buckets=buckets, dropout_rate=dropout,
                      feed_forward_proj='gated-gelu' if gated else 'relu', tie_word_embeddings=tied, decoder_start_token_id=0, attn_implementation='eager')
    net = T5ForConditionalGeneration(config)
    if not tied:  # as 1.1 is published: an output layer of its own
        net.lm_head.weight = nn.Parameter(torch.empty_like(net.lm_head.weight))
        net._tied_weights_keys = {name: other for name, other in net._tied_weights_keys.items() if name != 'lm_head.weight'}
    own = net.forward
    # as a tokenizer gives it: nothing looks at padding
    net.forward = lambda tokens=None, written=None, **more: own(input_ids=tokens, decoder_input_ids=written, attention_mask=(tokens != 0).long(), use_cache=False) if written is not None else own(**more)
    return net


def clip(num_classes=None, size=28, channels=1, patch=7, layers=2, width=64, heads=4, vocabulary=DESCRIBING, length=8, textLayers=2, textWidth=64, textHeads=4, projection=64):
    from transformers import CLIPConfig, CLIPModel
    tower = lambda layers, width, heads: dict(hidden_size=width, intermediate_size=4 * width, num_hidden_layers=layers, num_attention_heads=heads, projection_dim=projection)
    net = CLIPModel(CLIPConfig(projection_dim=projection, attn_implementation='eager', vision_config=dict(tower(layers, width, heads), image_size=size, num_channels=channels, patch_size=patch),
                               text_config=dict(tower(textLayers, textWidth, textHeads), vocab_size=vocabulary, max_position_embeddings=length, bos_token_id=0, eos_token_id=2)))
    own = net.forward

    def both(pixels, tokens=None):
        tokens = torch.zeros(len(pixels), length, dtype=torch.long) if tokens is None else tokens
        found = own(pixel_values=pixels, input_ids=tokens)
        twins = torch.stack([found.image_embeds * net.logit_scale.exp(), found.text_embeds], 1)
        # in float32 the two sums differ by more: there it learns, and is no reference
        assert twins.dtype != torch.float64 or (twins[:, 0] @ twins[:, 1].T - found.logits_per_image).abs().max() < 1e-9
        return twins
    net.forward = both
    return net


def vit_huggingface(num_classes=1000, layers=12, width=768, heads=12, hidden=3072, patch=16, size=224):
    from transformers import ViTConfig, ViTForImageClassification
    config = ViTConfig(hidden_size=width, num_hidden_layers=layers, num_attention_heads=heads, intermediate_size=hidden, patch_size=patch, image_size=size, attn_implementation='eager')
    config.num_labels = num_classes
    return ViTForImageClassification(config)


def bert(num_classes=2, masked=True, **config):
    from transformers import BertConfig, BertForSequenceClassification
    net = BertForSequenceClassification(BertConfig(num_labels=num_classes, attn_implementation='eager', **config))
    own = net.forward
    # as a tokenizer gives it: nothing looks at padding
    if masked:
        net.forward = lambda tokens, **more: own(tokens, attention_mask=(tokens != 0).long(), **more)
    return net


def bert_size(layers, width, heads, **more):
    return dict(num_hidden_layers=layers, hidden_size=width, num_attention_heads=heads, intermediate_size=4 * width, **more)


def placed(x):
    """Embeddings as the Transformer takes them: scaled, and with sinusoids that tell the places."""
    length, width = x.shape[1:]
    angle = torch.arange(length)[:, None] / 10000 ** (torch.arange(0, width, 2) / width)
    return x * math.sqrt(width) + torch.stack([angle.sin(), angle.cos()], -1).flatten(1)


class Transformer2017(nn.Module):
    """Vaswani et al. 2017 of PyTorch's layers: no norm behind the last one, three matrices of their own."""
    def __init__(self, num_classes=8000, source=8000, width=512, heads=8, hidden=2048, layers=6):
        super().__init__()
        self.source, self.target, self.generator = nn.Embedding(source, width), nn.Embedding(num_classes, width), nn.Linear(width, num_classes)
        self.encoder, self.decoder = nn.Module(), nn.Module()
        self.encoder.layers = nn.ModuleList(nn.TransformerEncoderLayer(width, heads, hidden, batch_first=True) for _ in range(layers))
        self.decoder.layers = nn.ModuleList(nn.TransformerDecoderLayer(width, heads, hidden, batch_first=True) for _ in range(layers))

    def forward(self, tokens):
        x, length = placed(self.source(tokens)), tokens.shape[1]
        for layer in self.encoder.layers:
            x = layer(x)
        y, ahead = placed(self.target(torch.zeros_like(tokens))), torch.triu(torch.full((length, length), -torch.inf), 1)
        for layer in self.decoder.layers:
            y = layer(y, x, tgt_mask=ahead)
        return self.generator(y)


class ZFNet(nn.Module):
    """Zeiler and Fergus 2013, figure 3: the maps of 110, 55, 26, 13 and 6 pixels that it shows."""
    def __init__(self, num_classes=1000, width=1, last=(384, 384, 256), side=6):
        super().__init__()
        w = lambda count: widened(count, width)
        a, b, c = map(w, last)
        self.features = nn.ModuleDict({'0': nn.Conv2d(3, w(96), 7, 2, 1), '4': nn.Conv2d(w(96), w(256), 5, 2), '8': nn.Conv2d(w(256), a, 3, 1, 1), '10': nn.Conv2d(a, b, 3, 1, 1), '12': nn.Conv2d(b, c, 3, 1, 1)})
        self.classifier = nn.ModuleDict({'0': nn.Linear(c * side * side, w(4096)), '3': nn.Linear(w(4096), w(4096)), '6': nn.Linear(w(4096), num_classes)})

    def forward(self, x):
        f, c = self.features, self.classifier
        for name in '0', '4':
            x = F.local_response_norm(F.max_pool2d(F.relu(f[name](x)), 3, 2, ceil_mode=True), 5, 5e-4, 0.75, 2.0)
        for name in '8', '10', '12':
            x = F.relu(f[name](x))
        x = F.max_pool2d(x, 3, 2).flatten(1)
        return c['6'](F.relu(c['3'](F.relu(c['0'](x)))))


class Vae(nn.Module):
    """PyTorch's own example (pytorch/examples, vae/main.py), as logits of the mean code; and the divergence of each number of the code."""
    def __init__(self, num_classes=None, pixels=784, hidden=400, latent=20):
        super().__init__()
        self.fc1, self.fc21, self.fc22 = nn.Linear(pixels, hidden), nn.Linear(hidden, latent), nn.Linear(hidden, latent)
        self.fc3, self.fc4 = nn.Linear(latent, hidden), nn.Linear(hidden, pixels)

    def forward(self, x):
        return self.fc4(F.relu(self.fc3(self.fc21(F.relu(self.fc1(x.flatten(1))))))).reshape(x.shape)


class AttentionGru(nn.Module):
    def __init__(self, features, memory, units):
        super().__init__()
        self.attention = nn.ModuleDict({'query': nn.Linear(units, units, bias=False), 'key': nn.Linear(memory, units, bias=False), 'energy': nn.Linear(units, 1, bias=False)})
        self.attention.bias = nn.Parameter(torch.zeros(units))
        for name, shape in ('weight_ih', (3 * units, features + memory)), ('weight_hh', (3 * units, units)), ('bias_ih', (3 * units,)), ('bias_hh', (3 * units,)):
            setattr(self, name, nn.Parameter(torch.zeros(shape)))

    def forward(self, x, memory, h):
        a, states = self.attention, []
        for t in range(x.shape[1]):
            look = a['energy'](torch.tanh(a['key'](memory) + a['query'](h)[:, None] + a.bias)).softmax(1)
            h = torch.gru_cell(torch.cat([x[:, t], (look * memory).sum(1)], 1), h, self.weight_ih, self.weight_hh, self.bias_ih, self.bias_hh)
            states.append(h)
        return torch.stack(states, 1)


class Seq2Seq(nn.Module):
    """Bahdanau, Cho and Bengio 2015: the decoder asks before its step. One dense layer instead of the deep output."""
    def __init__(self, num_classes=27, source=27, width=32, units=64):
        super().__init__()
        embedding, rnn = lambda n: nn.Embedding(n, width), nn.GRU(width, units, batch_first=True, bidirectional=True)
        self.encoder = nn.ModuleDict({'embedding': embedding(source), 'rnn': rnn, 'fc': nn.Linear(units, units)})
        self.decoder = nn.ModuleDict({'embedding': embedding(num_classes), 'rnn': AttentionGru(width, 2 * units, units), 'fc': nn.Linear(units, num_classes)})

    def forward(self, tokens, written=None):
        e, d = self.encoder, self.decoder
        memory, ends = e['rnn'](e['embedding'](tokens))
        written = torch.zeros_like(tokens) if written is None else written
        return d['fc'](d['rnn'](d['embedding'](written), memory, torch.tanh(e['fc'](ends[1]))))


class TextClassifier(nn.Module):
    def __init__(self, num_classes=2, cell=nn.LSTM, vocabulary=10_000, width=64, units=64, dropout=0):
        super().__init__()
        self.dropout = nn.Dropout(dropout)
        self.embedding, self.rnn, self.classifier = nn.Embedding(vocabulary, width), cell(width, units, batch_first=True, bidirectional=True), nn.Linear(2 * units, num_classes)

    def forward(self, tokens):
        _, state = self.rnn(self.embedding(tokens))
        h = state[0] if isinstance(state, tuple) else state
        return self.classifier(self.dropout(torch.cat([h[0], h[1]], 1)))


class Of(nn.Module):
    """Modules by their whole names, and what is done with them."""
    def __init__(self, parts, run):
        super().__init__()
        for name, module in parts.items():
            *places, last = name.split('.')
            at = self
            for place in places:
                if place not in at._modules:
                    at.add_module(place, nn.Module())
                at = at._modules[place]
            at.add_module(last, module)
        self.run, self.called = run, parts

    def forward(self, *inputs):
        return self.run(self.called, *inputs)


def logistic(num_classes=10):
    return Of({'linear': nn.Linear(784, num_classes)}, lambda m, x: m['linear'](x.flatten(1)))


def mlp(num_classes=10):
    return Of({'hidden.0': nn.Linear(784, 128), 'hidden.1': nn.Linear(128, 64), 'output': nn.Linear(64, num_classes)}, lambda m, x: m['output'](F.relu(m['hidden.1'](F.relu(m['hidden.0'](x.flatten(1)))))))


def mnist_cnn(num_classes=10):
    def run(m, x):
        for name in 'conv2d_1', 'conv2d_2':
            x = F.relu(F.max_pool2d(m[name](x), 2))
        return m['dense_2'](F.relu(m['dense_1'](x.flatten(1))))
    return Of({'conv2d_1': nn.Conv2d(1, 10, 5), 'conv2d_2': nn.Conv2d(10, 20, 5), 'dense_1': nn.Linear(320, 50), 'dense_2': nn.Linear(50, num_classes)}, run)


def autoencoder(num_classes=None, hidden=(256, 64), code=16):
    sizes = [784, *hidden, code]
    way = lambda part, sizes: {f'{part}.{2 * i}': nn.Linear(a, b) for i, (a, b) in enumerate(zip(sizes, sizes[1:]))}

    def run(m, x):
        y = x.flatten(1)
        for name, module in m.items():
            y = module(y) if name in (f'encoder.{2 * len(hidden)}', f'decoder.{2 * len(hidden)}') else F.relu(module(y))
        return torch.sigmoid(y).reshape(x.shape)
    return Of({**way('encoder', sizes), **way('decoder', sizes[::-1])}, run)


def denoising(num_classes=None, filters=32):
    conv = lambda i, o: nn.Conv2d(i, o, 3, padding=1)

    def run(m, x):
        for name in 'encoder.0', 'encoder.3':
            x = F.max_pool2d(F.relu(m[name](x)), 2)
        for name in 'decoder.0', 'decoder.3':
            x = F.relu(m[name](F.interpolate(x, scale_factor=2)))
        return torch.sigmoid(m['decoder.6'](x))
    return Of({'encoder.0': conv(1, filters), 'encoder.3': conv(filters, filters), 'decoder.0': conv(filters, filters), 'decoder.3': conv(filters, filters), 'decoder.6': conv(filters, 1)}, run)


def language_model(num_classes=None, vocabulary=96, width=32, units=128):
    parts = {'embedding': nn.Embedding(vocabulary, width), 'rnn': nn.LSTM(width, units, 2, batch_first=True), 'decoder': nn.Linear(units, vocabulary)}
    return Of(parts, lambda m, x: m['decoder'](m['rnn'](m['embedding'](x))[0]))


def tagger(num_classes=9, vocabulary=10_000, width=100, units=100):
    parts = {'embedding': nn.Embedding(vocabulary, width), 'rnn': nn.LSTM(width, units, batch_first=True, bidirectional=True), 'tags': nn.Linear(2 * units, 9)}
    return Of(parts, lambda m, x: m['tags'](m['rnn'](m['embedding'](x))[0]))


def forecaster(num_classes=None, units=64, horizon=12):
    return Of({'rnn': nn.GRU(1, units, batch_first=True), 'head': nn.Linear(units, horizon)}, lambda m, x: m['head'](m['rnn'](x)[1][0]))


def text_cnn(num_classes=2, vocabulary=10_000, width=128, filters=100):
    parts = {'embedding': nn.Embedding(vocabulary, width), **{f'convs.{i}': nn.Conv1d(width, filters, k) for i, k in enumerate((3, 4, 5))}, 'fc': nn.Linear(3 * filters, num_classes)}
    return Of(parts, lambda m, x: m['fc'](torch.cat([F.relu(m[f'convs.{i}'](m['embedding'](x).transpose(1, 2))).amax(2) for i in range(3)], 1)))


def tcn(num_classes=None, channels=32, blocks=5, outputs=1):
    parts = {f'network.{i}.{name}': nn.Conv1d(1 if i == 0 and name != 'conv2' else channels, channels, 1 if name == 'downsample' else 3, dilation=1 if name == 'downsample' else 2 ** i)
             for i in range(blocks) for name in ('conv1', 'conv2', *(['downsample'] if i == 0 else []))}

    def run(m, x):
        x = x.transpose(1, 2)
        for i in range(blocks):
            y = x
            for name in 'conv1', 'conv2':
                y = F.relu(m[f'network.{i}.{name}'](F.pad(y, (2 * 2 ** i, 0))))
            x = F.relu(y + (m['network.0.downsample'](x) if i == 0 else x))
        return m['linear'](x[:, :, -1])
    return Of({**parts, 'linear': nn.Linear(channels, outputs)}, run)


def encoder_classifier(num_classes=2, vocabulary=10_000, width=128, heads=4, layers=2, dropout=0.1):
    parts = {'embedding': nn.Embedding(vocabulary, width), 'dropout': nn.Dropout(dropout), **{f'encoder.layers.{i}': nn.TransformerEncoderLayer(width, heads, 4 * width, dropout, batch_first=True, norm_first=True) for i in range(layers)}, 'classifier': nn.Linear(width, num_classes)}

    def run(m, x):
        x = m['dropout'](placed(m['embedding'](x)))
        for i in range(layers):
            x = m[f'encoder.layers.{i}'](x)
        return m['classifier'](x.mean(1))
    return Of(parts, run)


def diffusion_unet(num_classes=None, width=32, patch=2):
    """Ho et al. 2020 in small, of torch.nn layers with names as in diffusers; a picture's step is the other input."""
    conv = lambda i, o, stride=1: nn.Conv2d(i, o, 3, stride, 1)
    time = 4 * width
    block = lambda name, i, o: {f'{name}.norm1': nn.GroupNorm(8, i), f'{name}.conv1': conv(i, o), f'{name}.time_emb_proj': nn.Linear(time, o), f'{name}.norm2': nn.GroupNorm(8, o), f'{name}.conv2': conv(o, o), f'{name}.conv_shortcut': nn.Conv2d(i, o, 1)}
    # 28, 14 and 7 places to a side, or 14 and 7
    channels = [width * 2 ** i for i in range(3 if patch == 1 else 2)]
    lowest, below = channels[-1], list(enumerate(reversed(channels[:-1])))
    parts = {'conv_in': conv(1, width) if patch == 1 else nn.Conv2d(1, width, patch, patch), 'time_embedding.linear_1': nn.Linear(width, time), 'time_embedding.linear_2': nn.Linear(time, time),
             **block('down.0', width, width), 'mid.attention': nn.MultiheadAttention(lowest, 4, batch_first=True), 'mid.attention.group_norm': nn.GroupNorm(8, lowest), **block('mid', lowest, lowest),
             'conv_norm_out': nn.GroupNorm(8, width), 'conv_out': conv(width, patch ** 2)}
    for i, (before, after) in enumerate(zip(channels, channels[1:])):
        parts |= {f'down.{i}.downsample': conv(before, before, 2), **block(f'down.{i + 1}', before, after)}
    for i, after in below:
        parts |= {f'up.{i}.upsample': conv(2 * after, after), **block(f'up.{i}', 2 * after, after)}

    def run(m, x, step):
        wave = step / 10000 ** (torch.arange(width // 2) / (width // 2)).to(x)
        t = m['time_embedding.linear_2'](F.silu(m['time_embedding.linear_1'](torch.cat([wave.sin(), wave.cos()], 1))))

        def residual(name, x):
            y = m[f'{name}.conv1'](F.silu(m[f'{name}.norm1'](x))) + m[f'{name}.time_emb_proj'](F.silu(t))[:, :, None, None]
            return m[f'{name}.conv2'](F.silu(m[f'{name}.norm2'](y))) + m[f'{name}.conv_shortcut'](x)
        kept = [residual('down.0', m['conv_in'](x))]
        for i in range(1, len(channels)):
            kept.append(residual(f'down.{i}', m[f'down.{i - 1}.downsample'](kept[-1])))
        x = kept.pop()
        places = m['mid.attention.group_norm'](x).flatten(2).transpose(1, 2)
        x = residual('mid', x + m['mid.attention'](places, places, places, need_weights=False)[0].transpose(1, 2).reshape(x.shape))
        for i, _ in below:
            x = residual(f'up.{i}', torch.cat([m[f'up.{i}.upsample'](F.interpolate(x, scale_factor=2)), kept.pop()], 1))
        return F.pixel_shuffle(m['conv_out'](F.silu(m['conv_norm_out'](x))), patch)
    return Of(parts, run)


def vit_mini(num_classes=10):
    net = tv.VisionTransformer(28, 7, 4, 4, 64, 128, num_classes=num_classes)
    net.conv_proj = nn.Conv2d(1, 64, 7, 7)
    return net


# ---------------------------------------------------------------- the same with fewer channels

def widened(count, width):
    return max(1, math.floor(count * width + 0.5))


def thin_vgg(cfg, batch_norm, width, num_classes):
    from torchvision.models.vgg import cfgs, make_layers
    hidden, last = widened(4096, width), widened(512, width)
    net = tv.VGG(make_layers([c if c == 'M' else widened(c, width) for c in cfgs[cfg]], batch_norm), num_classes, init_weights=False)
    net.classifier = nn.Sequential(nn.Linear(last * 49, hidden), nn.ReLU(), nn.Dropout(), nn.Linear(hidden, hidden), nn.ReLU(), nn.Dropout(), nn.Linear(hidden, num_classes))
    return net


def thin_resnet(block, layers, width, num_classes):
    class Thin(tv.ResNet):
        def _make_layer(self, block, planes, *args, **more):
            if planes == 64:
                self.inplanes = widened(64, width)
                self.conv1, self.bn1 = nn.Conv2d(3, self.inplanes, 7, 2, 3, bias=False), nn.BatchNorm2d(self.inplanes)
            return super()._make_layer(block, widened(planes, width), *args, **more)
    net = Thin(block, layers)
    net.fc = nn.Linear(widened(512, width) * block.expansion, num_classes)
    return net


def se_resnet(num_classes, name='seresnet18'):
    import timm
    return timm.create_model(name, num_classes=num_classes)


def thin_se_resnet(num_classes, block='BasicBlock', layers=(2, 2, 2, 2), width=1 / 8, channels=3, small=False):
    """Of timm's blocks; with a stem for small images where asked."""
    from timm.models import resnet
    planes, stem, own = tuple(widened(64 << stage, width) for stage in range(4)), widened(64, width), resnet.make_blocks
    with mock.patch.object(resnet, 'make_blocks', lambda block, channels, layers, inplanes, **more: own(block, channels, layers, stem, **more)):
        net = resnet.ResNet(getattr(resnet, block), layers, num_classes, channels=planes, block_args={'attn_layer': 'se'})
    net.conv1, net.bn1 = nn.Conv2d(channels, stem, *((3, 1, 1) if small else (7, 2, 3)), bias=False), nn.BatchNorm2d(stem)
    net.maxpool = nn.Identity() if small else net.maxpool
    return net


def thin_convnext(width, num_classes):
    from torchvision.models.convnext import CNBlockConfig, ConvNeXt
    channels = [widened(96 * 2 ** stage, width) for stage in range(4)]
    return ConvNeXt([CNBlockConfig(c, after, n) for c, after, n in zip(channels, [*channels[1:], None], (3, 3, 9, 3))], 0, num_classes=num_classes)


def swin_tiny(num_classes):
    """Without dropping blocks, which no two programs draw alike."""
    net = tv.swin_t(num_classes=num_classes)
    for module in net.modules():
        if isinstance(module, tv.swin_transformer.StochasticDepth):
            module.p = 0.0
    return net


def swin_mini(num_classes, channels=3):
    net = tv.SwinTransformer([2, 2], 32, [2, 2], [2, 4], [7, 7], stochastic_depth_prob=0, num_classes=num_classes)
    net.features[0][0] = nn.Conv2d(channels, 32, 2, 2)
    return net


def thin_alexnet(width, num_classes):
    net, w = tv.alexnet(num_classes=num_classes), lambda c: widened(c, width)
    for at, i, o in (0, 3, 64), (3, 64, 192), (6, 192, 384), (8, 384, 256), (10, 256, 256):
        old = net.features[at]
        net.features[at] = nn.Conv2d(3 if at == 0 else w(i), w(o), old.kernel_size, old.stride, old.padding)
    net.classifier[1], net.classifier[4], net.classifier[6] = nn.Linear(w(256) * 36, w(4096)), nn.Linear(w(4096), w(4096)), nn.Linear(w(4096), num_classes)
    return net


# ---------------------------------------------------------------- what there is

def plain(make, **more):
    return lambda num_classes: make(num_classes=num_classes, **more)


def without_aux(make, aux=False):
    return lambda num_classes: make(num_classes=num_classes, aux_logits=aux, init_weights=False)


def fcn(make):
    class Out(nn.Module):
        def __init__(self, num_classes):
            super().__init__()
            net = make(weights=None, weights_backbone=None, num_classes=num_classes)
            self.backbone, self.classifier = net.backbone, net.classifier

        def forward(self, x):
            return F.interpolate(self.classifier(self.backbone(x)['out']), size=x.shape[-2:], mode='bilinear')
    return lambda num_classes: Out(num_classes)


IMAGE = {  # template: [(settings, where it is from, make)]
    'mnist-cnn': [({}, 'of torch.nn layers', plain(mnist_cnn))],
    'logistic-regression': [({}, 'of torch.nn layers', plain(logistic))],
    'mlp': [({}, 'of torch.nn layers', plain(mlp))],
    'autoencoder': [({}, 'of torch.nn layers', plain(autoencoder))],
    'denoising-autoencoder': [({}, 'of torch.nn layers', plain(denoising))],
    'char-language-model': [({}, 'torch.nn.LSTM', plain(language_model))],
    'sequence-tagger': [({}, 'torch.nn.LSTM', plain(tagger))],
    'forecaster': [({}, 'torch.nn.GRU', plain(forecaster))],
    'text-cnn': [({}, 'Kim 2014, of torch.nn layers', plain(text_cnn))],
    'tcn': [({}, 'Bai et al. 2018, of torch.nn layers without weight norm', plain(tcn))],
    'transformer-classifier': [({}, 'torch.nn.TransformerEncoderLayer', plain(encoder_classifier))],
    'lenet-5': [({}, 'LeCun et al. 1998, as it is built today', plain(LeNet5))],
    'alexnet': [({}, 'torchvision alexnet', plain(tv.alexnet)), ({'form': '2012', 'size': 227}, 'Krizhevsky et al. 2012', plain(AlexNet2012))],
    'vgg': [({'depth': d, 'batchNorm': bn}, f'torchvision vgg{d}{"_bn" if bn else ""}', plain(getattr(tv, f'vgg{d}{"_bn" if bn else ""}'), init_weights=False)) for d in ('11', '13', '16', '19') for bn in (False, True)],
    'googlenet': [({'auxiliary': aux}, f'torchvision googlenet, aux_logits={aux}', without_aux(tv.googlenet, aux)) for aux in (False, True)],
    'inception-v3': [({'auxiliary': aux}, f'torchvision inception_v3, aux_logits={aux}', without_aux(tv.inception_v3, aux)) for aux in (False, True)],
    'resnet': [({'depth': d}, f'torchvision resnet{d}', plain(getattr(tv, f'resnet{d}'))) for d in ('18', '34', '50', '101', '152')]
    + [({'depth': d, 'groupWidth': 128}, f'torchvision wide_resnet{d}_2', plain(getattr(tv, f'wide_resnet{d}_2'))) for d in ('50', '101')]
    + [({'depth': d, 'groups': g, 'groupWidth': w}, f'torchvision resnext{d}_{g}x{w}d', plain(getattr(tv, f'resnext{d}_{g}x{w}d'))) for d, g, w in (('50', 32, 4), ('101', 32, 8), ('101', 64, 4))],
    'se-resnet': [(settings, f'timm {name}', plain(se_resnet, name=name)) for name, settings in (*((f'seresnet{d}', {'depth': d}) for d in ('18', '34', '50', '101', '152')), *((f'seresnext{d}_32x{w}d', {'depth': d, 'groups': 32, 'groupWidth': w}) for d, w in (('50', 4), ('101', 8))))]
    + [({'depth': '18', 'width': 1 / 8, 'stem': 'small', 'size': 28, 'channels': 1, 'classes': 10}, 'of timm’s blocks', lambda n: thin_se_resnet(10, channels=1, small=True))],
    'cifar-resnet': [({'depth': str(d), 'order': o}, f'He et al. {y}', plain(CifarResNet, depth=d, order=o)) for o, y, ds in (('original', 2015, (20, 32, 44, 56, 110)), ('pre-activation', 2016, (20, 110))) for d in ds],
    'densenet': [({'depth': d}, f'torchvision densenet{d}', plain(getattr(tv, f'densenet{d}'))) for d in ('121', '161', '169', '201')],
    'cifar-densenet': [({'depth': str(d), 'growth': g, 'bottleneck': b}, 'Huang et al. 2016, of torchvision’s parts', plain(cifar_densenet, depth=d, growth=g, bottleneck=b)) for d, g, b in ((40, 12, False), (100, 12, False), (100, 24, False), (40, 12, True), (100, 12, True), (250, 24, True), (190, 40, True))],
    'squeezenet': [({'version': v}, f'torchvision squeezenet{v.replace(".", "_")}', plain(getattr(tv, f'squeezenet{v.replace(".", "_")}'))) for v in ('1.0', '1.1')],
    'mobilenet': [({'width': w}, f'transformers MobileNetV1ForImageClassification, depth_multiplier={w}', plain(mobilenet_v1, width=w)) for w in (1.0, 0.75, 0.5, 0.25)],
    'mobilenet-v2': [({}, 'torchvision mobilenet_v2', plain(tv.mobilenet_v2))],
    'mobilenet-v3': [({'form': f}, f'torchvision mobilenet_v3_{f}', plain(getattr(tv, f'mobilenet_v3_{f}'))) for f in ('large', 'small')],
    'shufflenet-v2': [({'multiplier': m}, f'torchvision shufflenet_v2_x{m.replace(".", "_")}', plain(getattr(tv, f'shufflenet_v2_x{m.replace(".", "_")}'))) for m in ('0.5', '1.0', '1.5', '2.0')],
    'efficientnet': [({'form': f, 'size': size}, f'torchvision efficientnet_{f}', plain(getattr(tv, f'efficientnet_{f}'))) for f, size in (('b0', 224), ('b1', 240), ('b2', 288), ('b3', 300), ('b4', 380))],
    'convnext': [({'form': f}, f'torchvision convnext_{f}', plain(getattr(tv, f'convnext_{f}'))) for f in ('tiny', 'small', 'base', 'large')],
    'swin': [({'form': f}, f'torchvision swin_{f[0]}', plain(getattr(tv, f'swin_{f[0]}'))) for f in ('tiny', 'small', 'base')]
    + [({'form': 'mini', 'size': 28, 'channels': 1, 'classes': 10}, 'torchvision SwinTransformer', lambda n: swin_mini(10, 1))],
    'zfnet': [({'form': 'paper'}, 'Zeiler and Fergus 2013, figure 3', plain(ZFNet)), ({'form': 'larger'}, 'Zeiler and Fergus 2013, table 3', plain(ZFNet, last=(512, 1024, 512)))],
    'vae': [({}, 'pytorch/examples vae', plain(Vae))],
    'seq2seq': [({}, 'Bahdanau et al. 2015, with one dense layer as output', plain(Seq2Seq)), ({'source': 30_000, 'target': 30_000, 'length': 50, 'width': 620, 'units': 1000}, 'Bahdanau et al. 2015, with one dense layer as output', lambda n: Seq2Seq(30_000, 30_000, 620, 1000))],
    'gpt': [({'vocabulary': 50_257, 'length': 1024, 'layers': l, 'width': w, 'heads': h}, 'transformers GPT2LMHeadModel', plain(gpt2, layers=l, width=w, heads=h)) for l, w, h in ((12, 768, 12), (24, 1024, 16))]
    + [({}, 'transformers GPT2LMHeadModel', plain(gpt2, vocabulary=256, length=128, layers=4, width=128, heads=4))],
    'llama': [(settings, 'transformers LlamaForCausalLM', plain(llama, **settings)) for settings in (
        {}, {'vocabulary': 49_152, 'length': 2048, 'layers': 30, 'width': 576, 'heads': 9, 'keyHeads': 3, 'hidden': 1536, 'tied': True},
        {'vocabulary': 32_000, 'length': 2048, 'layers': 22, 'width': 2048, 'heads': 32, 'keyHeads': 4, 'hidden': 5632},
        {'vocabulary': 128_256, 'length': 2048, 'layers': 32, 'width': 4096, 'heads': 32, 'keyHeads': 8, 'hidden': 14_336, 'base': 500_000})],
    'vit': [({'form': f, 'names': 'hugging-face'}, 'transformers ViTForImageClassification', plain(vit_huggingface, layers=l, width=w, heads=h, hidden=4 * w)) for f, l, w, h in (('tiny', 12, 192, 3), ('small', 12, 384, 6), ('base', 12, 768, 12), ('large', 24, 1024, 16))]
    + [({'form': 'mini', 'patch': 7, 'size': 28, 'channels': 1, 'classes': 10}, 'torchvision VisionTransformer', lambda n: vit_mini())]
    + [({'form': f, 'patch': q}, f'torchvision vit_{f[0]}_{q}', plain(getattr(tv, f'vit_{f[0]}_{q}'))) for f in ('base', 'large') for q in (16, 32)],
    'bert': [({'layers': l, 'width': w, 'heads': h}, 'transformers BertForSequenceClassification', plain(bert, **bert_size(l, w, h))) for l, w, h in ((2, 128, 2), (4, 256, 4), (4, 512, 8), (8, 512, 8), (12, 768, 12), (24, 1024, 16))],
    't5': [(settings, 'transformers T5ForConditionalGeneration', plain(t5, **settings)) for settings in ({}, *(dict(vocabulary=32_128, length=512, **more) for more in (
        dict(layers=6, width=512, heads=8, headWidth=64, hidden=2048), dict(layers=12, width=768, heads=12, headWidth=64, hidden=3072), dict(layers=24, width=1024, heads=16, headWidth=64, hidden=4096),
        dict(layers=8, width=512, heads=6, headWidth=64, hidden=1024, gated=True, tied=False), dict(layers=12, width=768, heads=12, headWidth=64, hidden=2048, gated=True, tied=False))))],
    'clip': [(settings, 'transformers CLIPModel', plain(clip, **settings)) for settings in ({}, *(dict(size=224, channels=3, vocabulary=49_408, length=77, textLayers=12, **more) for more in (
        dict(patch=32, layers=12, width=768, heads=12, textWidth=512, textHeads=8, projection=512), dict(patch=16, layers=12, width=768, heads=12, textWidth=512, textHeads=8, projection=512),
        dict(patch=14, layers=24, width=1024, heads=16, textWidth=768, textHeads=12, projection=768))))],
    'transformer': [({}, 'Vaswani et al. 2017, of torch.nn layers', plain(Transformer2017))],
    'text-classifier': [({'cell': c}, f'torch.nn.{m.__name__}', plain(TextClassifier, cell=m)) for c, m in (('lstm', nn.LSTM), ('gru', nn.GRU), ('simpleRnn', nn.RNN))],
    'diffusion': [(s, 'Ho et al. 2020 in small, of torch.nn layers', plain(diffusion_unet, **s)) for s in ({}, {'width': 16, 'patch': 1})],
    'unet': [({}, 'Ronneberger et al. 2015, padded and normalized', plain(UNet))],
    'fcn': [({'depth': d}, f'torchvision fcn_resnet{d}, without its auxiliary head', fcn(getattr(tv.segmentation, f'fcn_resnet{d}'))) for d in ('50', '101')],
}
CLASSES = {**dict.fromkeys(('mnist-cnn', 'logistic-regression', 'mlp'), 10), 'text-cnn': 2, 'transformer-classifier': 2, 'seq2seq': 27, 'bert': 2, 'transformer': 8000, 'text-classifier': 2, 'lenet-5': 10, 'cifar-resnet': 10, 'cifar-densenet': 10, 'unet': 2, 'fcn': 21}
DENSE = {'unet', 'fcn'}

# template, settings over the defaults, make; `long` where it takes more than about a second
def number(template, settings, make, size, classes=10, batch=2, channels=3, long=False, gradients=False):
    return dict(template=template, settings={**settings, 'size': size, 'classes': classes}, make=lambda: make(classes), input=[batch, channels, size, size], classes=classes, long=long, gradients=gradients)


def tokens(template, settings, make, length, below, classes=None, batch=2, long=False):
    return dict(template=template, settings={**settings, 'length': length, **({'classes': classes} if classes else {})}, make=lambda: make(classes), input=[batch, length], tokens=below, classes=classes, long=long, gradients=False)


def clip_case(**settings):
    """Pictures, and texts as a second input."""
    return dict(template='clip', settings=settings, make=lambda: clip(**settings), input=[4, settings['channels'], settings['size'], settings['size']], second=dict(shape=[4, settings['length']], tokens=settings['vocabulary']), classes=3, long=False, gradients=True)


def t5_case(**settings):
    """A text to read, and what was written so far as a second input."""
    whole = [3, settings['length']]
    return dict(template='t5', settings=settings, make=lambda: t5(**settings), input=whole, tokens=settings['vocabulary'], second=dict(shape=whole, tokens=settings['vocabulary']), classes=settings['vocabulary'], long=False, gradients=True)


NUMBERS = [
    number('lenet-5', {}, plain(LeNet5), 28, channels=1),
    number('alexnet', {'width': 1 / 16}, lambda n: thin_alexnet(1 / 16, n), 64),
    number('vgg', {'depth': '11', 'batchNorm': False, 'width': 1 / 16}, lambda n: thin_vgg('A', False, 1 / 16, n), 32),
    number('vgg', {'depth': '16', 'batchNorm': True, 'width': 1 / 16}, lambda n: thin_vgg('D', True, 1 / 16, n), 32),
    number('resnet', {'depth': '18', 'width': 1 / 8}, lambda n: thin_resnet(tv.resnet.BasicBlock, [2, 2, 2, 2], 1 / 8, n), 64, batch=4, gradients=True),
    number('resnet', {'depth': '50', 'width': 1 / 8}, lambda n: thin_resnet(tv.resnet.Bottleneck, [3, 4, 6, 3], 1 / 8, n), 64),
    number('se-resnet', {'depth': '18', 'width': 1 / 8, 'stem': 'small', 'channels': 1}, lambda n: thin_se_resnet(n, channels=1, small=True), 28, channels=1, batch=4, gradients=True),
    number('se-resnet', {'depth': '50', 'width': 1 / 8}, lambda n: thin_se_resnet(n, 'Bottleneck', (3, 4, 6, 3)), 64),
    number('cifar-resnet', {'depth': '20'}, plain(CifarResNet, depth=20), 32),
    number('cifar-resnet', {'depth': '20', 'order': 'pre-activation'}, plain(CifarResNet, depth=20, order='pre-activation'), 32, batch=4, gradients=True),
    number('cifar-densenet', {'depth': '40', 'growth': 2, 'bottleneck': False}, plain(cifar_densenet, depth=40, growth=2, bottleneck=False), 32),
    number('cifar-densenet', {'depth': '40', 'growth': 4, 'bottleneck': True}, plain(cifar_densenet, depth=40, growth=4, bottleneck=True), 32),
    number('squeezenet', {'version': '1.0'}, plain(tv.squeezenet1_0), 64),
    number('squeezenet', {'version': '1.1'}, plain(tv.squeezenet1_1), 67),
    number('mobilenet', {'width': 0.25}, plain(mobilenet_v1, width=0.25), 65),
    number('mobilenet-v2', {}, plain(tv.mobilenet_v2), 64),
    number('mobilenet-v3', {'form': 'small'}, plain(tv.mobilenet_v3_small), 64),
    number('shufflenet-v2', {'multiplier': '0.5'}, plain(tv.shufflenet_v2_x0_5), 64),
    number('efficientnet', {'form': 'b0'}, plain(tv.efficientnet_b0), 64),
    number('googlenet', {}, without_aux(tv.googlenet), 64),
    number('unet', {'width': 1 / 8}, plain(UNet, width=8), 32, classes=2),
    number('vit', {'form': 'mini', 'patch': 8}, lambda n: tv.VisionTransformer(32, 8, 4, 4, 64, 128, num_classes=n), 32),
    tokens('bert', {'layers': 2, 'width': 32, 'heads': 4, 'vocabulary': 50, 'positions': 16}, plain(bert, vocab_size=50, max_position_embeddings=16, **bert_size(2, 32, 4)), 9, 50, classes=3),
    tokens('bert', {'layers': 2, 'width': 16, 'heads': 2, 'vocabulary': 4, 'positions': 16}, plain(bert, vocab_size=4, max_position_embeddings=16, **bert_size(2, 16, 2)), 12, 4, classes=3),
    tokens('transformer', {'layers': 2, 'width': 16, 'heads': 2, 'hidden': 32, 'source': 20, 'target': 20}, lambda n: Transformer2017(20, 20, 16, 2, 32, 2), 7, 20),
    number('vit', {'form': 'mini', 'patch': 8, 'names': 'hugging-face'}, lambda n: vit_huggingface(n, 4, 64, 4, 128, 8, 32), 32),
    t5_case(vocabulary=20, length=9, layers=2, width=16, heads=3, headWidth=4, hidden=24, buckets=8, dropout=0),
    t5_case(vocabulary=12, length=7, layers=2, width=12, heads=2, headWidth=6, hidden=20, gated=True, tied=False, dropout=0),
    clip_case(size=14, channels=3, patch=7, layers=2, width=16, heads=2, vocabulary=20, length=9, textLayers=3, textWidth=12, textHeads=3, projection=10),
    number('convnext', {'width': 1 / 12, 'drop': 0}, lambda n: thin_convnext(1 / 12, n), 64, batch=4, gradients=True),
    number('swin', {'form': 'mini', 'channels': 1}, lambda n: swin_mini(n, 1), 28, channels=1, batch=4, gradients=True),
    # windows and patches that the maps are not multiples of
    number('swin', {'form': 'mini'}, swin_mini, 30),
    number('zfnet', {'width': 1 / 16}, plain(ZFNet, width=1 / 16, side=1), 64),
    *(dict(number('diffusion', {}, plain(diffusion_unet, width=8, patch=p), 28, channels=1, batch=3, gradients=True, long=p == 1), settings={'width': 8, 'patch': p}, classes=None, second=dict(shape=[3, 1], tokens=1000)) for p in (1, 2)),
    dict(number('vae', {'hidden': 16, 'latent': 3}, plain(Vae, hidden=16, latent=3), 28, channels=1), settings={'hidden': 16, 'latent': 3}),
    *(dict(number(template, {}, make, 28, channels=1), settings=settings) for template, make, settings in (
        ('mnist-cnn', plain(mnist_cnn), {}), ('logistic-regression', plain(logistic), {}), ('mlp', plain(mlp), {}),
        ('autoencoder', plain(autoencoder, hidden=(16, 8), code=4), {'hidden': [16, 8], 'code': 4}), ('denoising-autoencoder', plain(denoising, filters=3), {'filters': 3}))),
    *(dict(number(template, {}, make, 28), settings=settings, input=[2, 9, 1]) for template, make, settings in (
        ('forecaster', plain(forecaster, units=8, horizon=3), {'length': 9, 'units': 8, 'horizon': 3}), ('tcn', plain(tcn, channels=4, blocks=3, outputs=2), {'length': 9, 'channels': 4, 'blocks': 3, 'outputs': 2}))),
    tokens('char-language-model', {'vocabulary': 20, 'width': 8, 'units': 8}, plain(language_model, vocabulary=20, width=8, units=8), 9, 20),
    tokens('sequence-tagger', {'vocabulary': 20, 'width': 8, 'units': 8}, plain(tagger, vocabulary=20, width=8, units=8), 9, 20),
    tokens('text-cnn', {'vocabulary': 20, 'width': 8, 'filters': 4}, lambda n: text_cnn(n, 20, 8, 4), 9, 20, classes=3),
    tokens('transformer-classifier', {'vocabulary': 20, 'width': 16, 'heads': 2}, lambda n: encoder_classifier(n, 20, 16, 2), 9, 20, classes=3),
    tokens('seq2seq', {'source': 20, 'target': 20, 'width': 8, 'units': 8}, lambda n: Seq2Seq(20, 20, 8, 8), 7, 20),
    tokens('gpt', {'vocabulary': 50, 'layers': 2, 'width': 16, 'heads': 2}, plain(gpt2, vocabulary=50, length=9, layers=2, width=16, heads=2), 9, 50),
    *(tokens('llama', given, plain(llama, length=9, **given), 9, 50) for given in ({'vocabulary': 50, 'layers': 2, 'width': 16, 'heads': 4, 'keyHeads': 2, 'hidden': 24}, {'vocabulary': 50, 'layers': 2, 'width': 24, 'heads': 3, 'keyHeads': 1, 'hidden': 20, 'base': 500.0, 'tied': True})),
    tokens('text-classifier', {'cell': 'lstm', 'vocabulary': 50, 'width': 8, 'units': 8}, lambda n: TextClassifier(n, nn.LSTM, 50, 8, 8), 9, 50, classes=3),
    tokens('text-classifier', {'cell': 'gru', 'vocabulary': 50, 'width': 8, 'units': 8}, lambda n: TextClassifier(n, nn.GRU, 50, 8, 8), 9, 50, classes=3),
]
# as published: which of IMAGE, and at how many pixels; with fewer than in the paper where no weight depends on them
FULL = [('alexnet', 0, 64), ('alexnet', 1, 227), ('vgg', 4, 32), ('vgg', 7, 32), ('googlenet', 0, 224), ('inception-v3', 0, 139), ('resnet', 2, 64), ('resnet', 4, 64), ('resnet', 5, 64), ('resnet', 7, 64), ('se-resnet', 2, 64), ('swin', 0, 224),
        ('densenet', 0, 64), ('densenet', 3, 64), ('mobilenet-v3', 0, 64), ('shufflenet-v2', 1, 64), ('efficientnet', 4, 64), ('cifar-resnet', 4, 32), ('convnext', 0, 224), ('vit', 2, 224), ('unet', 0, 64), ('fcn', 0, 64)]
# DenseNet's gradients would be these but for float32, in which PyTorch's own are off by 7e-2: rounding carries numbers over the kinks of its ReLUs
LEARNING = [('resnet', 0, 64), ('vit', 5, 224)]
for cases, more in (FULL, {}), (LEARNING, {'batch': 8, 'gradients': True}):
    NUMBERS += [number(template, IMAGE[template][at][0], IMAGE[template][at][2], size, CLASSES.get(template, 1000), long=True, **more) for template, at, size in cases]
NUMBERS += [
    number('swin', {'form': 'tiny', 'drop': 0}, swin_tiny, 64, batch=4, long=True, gradients=True),
    tokens('gpt', IMAGE['gpt'][0][0], IMAGE['gpt'][0][2], 1024, 50_257, batch=1, long=True),
    tokens('bert', IMAGE['bert'][4][0], IMAGE['bert'][4][2], 128, 30_522, classes=2, long=True),
]


# transformers 5 calls the parts of its Vision Transformer otherwise than the files that it writes and reads
PUBLISHED = [(r'^vit\.layers\.', 'vit.encoder.layer.'), (r'\.attention\.q_proj\.', '.attention.attention.query.'), (r'\.attention\.k_proj\.', '.attention.attention.key.'), (r'\.attention\.v_proj\.', '.attention.attention.value.'),
             (r'\.attention\.o_proj\.', '.attention.output.dense.'), (r'^(vit\..*)\.mlp\.fc1\.', r'\1.intermediate.dense.'), (r'^(vit\..*)\.mlp\.fc2\.', r'\1.output.dense.')]


def ours(name, shape):
    """Parameters of a module itself, which have a layer of their own here; the loader knows both names."""
    for pattern, other in PUBLISHED:
        name = re.sub(pattern, other, name)
    if name == 'class_token':
        return 'token.class_token', tuple(shape)
    if name == 'vit.embeddings.cls_token':
        return f'{name}.class_token', tuple(shape)
    if name in ('encoder.pos_embedding', 'vit.embeddings.position_embeddings'):
        return f'{name}.weight', tuple(shape)[1:]
    if name == 'logit_scale':
        return f'{name}.weight', (1,)
    if name == 'vision_model.embeddings.class_embedding':
        return f'{name}.class_token', (1, 1, *shape)
    if name.endswith('.layer_scale'):
        return f'{name}.weight', tuple(shape)[:1]
    return name, tuple(shape)


def values(name, shape):
    u = uniform(name, math.prod(shape)).reshape(shape)
    if name.endswith('running_var'):
        v = 0.5 + u
    elif name.endswith('running_mean'):
        v = 0.4 * u - 0.2
    elif len(shape) > 1:
        v = (2 * u - 1) * math.sqrt(5 / math.prod(shape[1:]))
    else:
        v = 0.8 + 0.4 * u if name.endswith('weight') else 0.2 * u - 0.1
    return torch.tensor(v.astype('float32').astype('float64'))


@contextlib.contextmanager
def unfilled():
    """Networks are made without drawing the numbers they would start with."""
    names = [name for name in dir(nn.init) if name.endswith('_') and not name.startswith('_')]
    kept = {name: getattr(nn.init, name) for name in names}
    for name in names:
        setattr(nn.init, name, lambda tensor, *a, **k: tensor)
    yield
    for name in names:
        setattr(nn.init, name, kept[name])


def tied_in(net):
    """Weights that are another's; a class tells which may be, its configuration whether they are."""
    names = getattr(net, '_tied_weights_keys', None) or {}
    return names if getattr(getattr(net, 'config', None), 'tie_word_embeddings', True) else {}


def filled(net):
    net = net.double()
    tied = tied_in(net)
    with torch.no_grad():
        for name, tensor in net.state_dict(keep_vars=True).items():
            if SEEN not in name and name not in tied and tensor.is_floating_point():
                tensor.copy_(values(*ours(name, tensor.shape)).reshape(tensor.shape))
    return net


def output(net, *x):
    y = net(*x)
    return getattr(y, 'logits', y)


def told(name, gradient):
    """A gradient in a few numbers: its size, its product with numbers of the formula (which all of it goes into), its largest value, and every so manyth."""
    product = gradient @ torch.tensor(2 * uniform(f'r/{name}', gradient.numel()) - 1)
    short = lambda value: float(f'{value:.7g}')
    return {'size': short(gradient.norm().item()), 'product': short(product.item()), 'largest': short(gradient.abs().max().item()), 'values': [short(v) for v in gradient[::max(1, gradient.numel() // 12)].tolist()]}


def compute(case):
    with unfilled():
        net = case['make']()
    net = filled(net).eval()
    x = torch.tensor(4 * uniform('x', math.prod(case['input'])).reshape(case['input']) - 2)
    if case.get('tokens'):
        x = torch.tensor(np.floor(uniform('x', math.prod(case['input'])) * case['tokens']).reshape(case['input'])).long()
    x = [x]
    second = case.get('second')
    if second:
        x.append(torch.tensor(np.floor(uniform('y', math.prod(second['shape'])) * second['tokens']).reshape(second['shape'])).long())
    with torch.no_grad():
        y = output(net, *x)
    if case['template'] in DENSE:
        y = y.permute(0, 2, 3, 1)
    result = {'template': case['template'], 'settings': case['settings'], 'long': case['long'], 'input': case['input'], **({'tokens': case['tokens']} if case.get('tokens') else {}), **({'second': second['tokens']} if second else {}), 'output': list(y.shape)}
    flat = y.reshape(-1)
    step = max(1, flat.numel() // 200)
    result |= {'step': step, 'logits': [float(f'{v:.7g}') for v in flat[::step].tolist()], 'largest': flat.abs().max().item()}
    if case['gradients']:
        net.train()
        if case['classes'] is not None:
            result['classes'] = case['classes']
        places = list(y.shape[:1] if case['template'] == 'clip' else y.shape[:-1])
        labels = torch.tensor(np.floor(uniform('t', math.prod(places)) * (case['classes'] or 1)).reshape(places)).long()
        if case['template'] == 'clip':
            twins, alike = output(net, *x), (labels[:, None] == labels[None]).double()
            scores, wanted = twins[:, 0] @ twins[:, 1].T, alike / alike.sum(1, keepdim=True)
            loss = (F.cross_entropy(scores, wanted) + F.cross_entropy(scores.T, wanted)) / 2
        elif case['classes'] is None:
            loss = F.mse_loss(output(net, *x), torch.tensor(4 * uniform('t', y.numel()) - 2).reshape(y.shape))
        else:
            loss = F.cross_entropy(output(net, *x).flatten(0, -2), labels.flatten())
        loss.backward()
        result['loss'] = loss.item()
        result['gradients'] = {name: told(name, p.grad.reshape(-1)) for name, p in ((ours(name, p.shape)[0], p) for name, p in net.named_parameters())}
    return result


# small networks as Hugging Face makes them, to be written and loaded
HUGGINGFACE = [
    ('gpt2-thin', lambda: gpt2(None, 50, 9, 2, 16, 2), torch.arange(18).reshape(2, 9) * 7 % 50),
    ('llama-thin', lambda: llama(None, 50, 9, 2, 16, 4, 2, 24), torch.arange(18).reshape(2, 9) * 7 % 50),
    ('clip-thin', lambda: clip(None, 14, 3, 7, 2, 16, 2, 50, 9, 2, 12, 3, 10), torch.tensor(2 * uniform('x', 2 * 3 * 14 * 14) - 1).reshape(2, 3, 14, 14)),
    ('bert-thin', lambda: bert(3, False, vocab_size=50, max_position_embeddings=16, **bert_size(2, 16, 2)), torch.arange(18).reshape(2, 9) * 7 % 50),
    ('vit-thin', lambda: vit_huggingface(10, 4, 64, 4, 128, 7, 28), torch.tensor(2 * uniform('x', 2 * 3 * 28 * 28) - 1).reshape(2, 3, 28, 28)),
]


def shapes(template, settings, reference, make):
    with torch.device('meta'):
        net = make(CLASSES.get(template, 1000))
    tied = tied_in(net)
    named = [ours(name, t.shape) for name, t in net.state_dict().items() if SEEN not in name and name not in tied and t.is_floating_point()]
    state = {name: list(shape) for name, shape in named}
    return {'template': template, 'settings': settings, 'reference': reference, 'parameters': sum(p.numel() for p in net.parameters()), 'weights': state}


def main():
    wanted = [name for name in sys.argv[1:] if not name.startswith('--')]
    short = '--short' in sys.argv
    chosen = lambda template: not wanted or template in wanted
    references = HERE / 'templates'
    references.mkdir(exist_ok=True)
    templates = sorted({*IMAGE, *(case['template'] for case in NUMBERS)})
    for template in filter(chosen, templates):
        file = references / f'{template}.json.gz'
        before = json.loads(gzip.decompress(file.read_bytes())) if short and file.exists() else {'numbers': []}
        result = {
            'shapes': [shapes(template, *case) for case in IMAGE.get(template, [])],
            'numbers': [c for c in before['numbers'] if c['long']] + [compute(c) for c in NUMBERS if c['template'] == template and not (short and c['long'])],
        }
        for cases in result.values():
            cases.sort(key=lambda c: json.dumps(c['settings']))
        file.write_bytes(gzip.compress(json.dumps(result, separators=(',', ':')).encode(), mtime=0))
        print(template, len(result['shapes']), 'shapes', len(result['numbers']), 'numbers', file.stat().st_size, 'bytes')
    for file in references.iterdir():
        if file.name.removesuffix('.json.gz') not in templates:
            file.unlink()
    # files as PyTorch writes them
    if chosen('loading'):
        folder = HERE / 'weights'
        folder.mkdir(exist_ok=True)
        torch.manual_seed(0)
        net = thin_resnet(tv.resnet.BasicBlock, [2, 2, 2, 2], 1 / 32, 10).float().eval()
        save_file({k: v for k, v in net.state_dict().items()}, folder / 'resnet18-thin.safetensors')
        torch.save(net.state_dict(), folder / 'resnet18-thin.pth')
        x = torch.tensor(4 * uniform('x', 2 * 3 * 64 * 64).reshape(2, 3, 64, 64) - 2).float()
        (folder / 'resnet18-thin.json').write_text(json.dumps(net(x).tolist()))
    for name, make, x in HUGGINGFACE if chosen('loading') else []:
        torch.manual_seed(0)
        net = make().eval()
        with torch.no_grad():
            for parameter in net.parameters():
                parameter.add_(0.1 * torch.randn_like(parameter))  # offsets start at zero, and would not be missed
            net = net.half()  # small files
            logits = output(net.double(), x)
        net = net.half()
        with tempfile.TemporaryDirectory() as place:
            net.save_pretrained(place)
            (folder / f'{name}.safetensors').write_bytes((pathlib.Path(place) / 'model.safetensors').read_bytes())
        if name != 'clip-thin':
            torch.save(net.state_dict(), folder / f'{name}.pth')
        if name == 'gpt2-thin':  # as OpenAI's weights were published: without the head, with the triangle that hides what comes later
            base = {key.removeprefix('transformer.'): value.contiguous() for key, value in net.state_dict().items() if key != 'lm_head.weight'}
            base |= {f'h.{i}.attn.bias': torch.tril(torch.ones(1, 1, 9, 9).half()) for i in range(2)}
            save_file(base, folder / 'gpt2-thin-base.safetensors')
        (folder / f'{name}.json').write_text(json.dumps({'input': x.tolist(), 'logits': [[float(f'{v:.7g}') for v in row] for row in logits.double().reshape(-1, logits.shape[-1]).tolist()]}))


if __name__ == '__main__':
    main()
