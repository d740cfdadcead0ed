#!/usr/bin/env python3
"""Trains a network as a template does, for `npm run bench:learning`.

Run:  DIR/bin/python pytorch_learning.py FOLDER [--threads 2]      (DIR: made by pytorch_env.sh)
FOLDER has `case.json` (network, its settings, the document's training settings, what says which epoch was best), `weights.safetensors`
(what training starts from, by the template's names) and a file of rows for each split, as they reach the network. The networks are those
that the templates are held to (test/conformance/make_template_fixtures.py): none of this project's code computes anything here.
Prints one line of JSON: the test split's figures of a guess that ignores its input, before training and after it.
"""
import argparse, copy, json, math, pathlib, sys

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / 'test' / 'conformance'))
import torch
import torch.nn.functional as F
from safetensors.torch import load_file
from torch import nn

from make_template_fixtures import CifarResNet, Of, Seq2Seq, TextClassifier, UNet, cifar_densenet, clip, diffusion_unet, encoder_classifier, llama, ours, swin_mini, t5, thin_se_resnet, tied_in, tv, vit_mini

torch.set_default_dtype(torch.float32)  # the fixtures are made in double precision


class Conv1D(nn.Module):
    """A dense layer whose matrix lies as inputs×outputs, as GPT-2's do."""
    def __init__(self, inputs, outputs):
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.empty(inputs, outputs)), nn.Parameter(torch.empty(outputs))

    def forward(self, x):
        return x @ self.weight + self.bias


class GptLayer(nn.Module):
    def __init__(self, width, heads, dropout):
        super().__init__()
        self.heads, self.rate, self.dropout = heads, dropout, nn.Dropout(dropout)
        self.ln_1, self.ln_2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.attn = nn.ModuleDict({'c_attn': Conv1D(width, 3 * width), 'c_proj': Conv1D(width, width)})
        self.mlp = nn.ModuleDict({'c_fc': Conv1D(width, 4 * width), 'c_proj': Conv1D(4 * width, width)})

    def forward(self, x):
        q, k, v = (part.unflatten(-1, (self.heads, -1)).transpose(1, 2) for part in self.attn['c_attn'](self.ln_1(x)).chunk(3, -1))
        looked = F.scaled_dot_product_attention(q, k, v, dropout_p=self.rate if self.training else 0, is_causal=True)
        x = x + self.dropout(self.attn['c_proj'](looked.transpose(1, 2).flatten(2)))
        return x + self.dropout(self.mlp['c_proj'](F.gelu(self.mlp['c_fc'](self.ln_2(x)), approximate='tanh')))


def gpt(vocabulary, length, layers, width, heads, dropout):
    """Radford et al. 2019, with Hugging Face's names; its embedding is its output layer too."""
    parts = {'transformer.wte': nn.Embedding(vocabulary, width), 'transformer.wpe': nn.Embedding(length, width), 'dropout': nn.Dropout(dropout),
             **{f'transformer.h.{i}': GptLayer(width, heads, dropout) for i in range(layers)}, 'transformer.ln_f': nn.LayerNorm(width)}

    def run(m, x):
        x = m['dropout'](m['transformer.wte'](x) + m['transformer.wpe'].weight)
        for i in range(layers):
            x = m[f'transformer.h.{i}'](x)
        return m['transformer.ln_f'](x) @ m['transformer.wte'].weight.T
    return Of(parts, run)


CELLS = {'lstm': nn.LSTM, 'gru': nn.GRU, 'simpleRnn': nn.RNN}
NETWORKS = {  # template: of its settings; logits with the classes on the last axis
    'text-classifier': lambda s: TextClassifier(s['classes'], CELLS[s['cell']], s['vocabulary'], s['width'], s['units'], s['dropout']),
    'seq2seq': lambda s: Seq2Seq(s['target'], s['source'], s['width'], s['units']),
    'transformer-classifier': lambda s: encoder_classifier(s['classes'], s['vocabulary'], s['width'], s['heads'], s['layers'], s['dropout']),
    'gpt': lambda s: gpt(s['vocabulary'], s['length'], s['layers'], s['width'], s['heads'], s['dropout']),
    'llama': lambda s: llama(**{name: value for name, value in s.items() if name != 'tokens'}).float(),
    't5': lambda s: t5(**{name: value for name, value in s.items() if name != 'paddingToken'}).float(),
    'clip': lambda s: clip(**s).float(),
    'cifar-resnet': lambda s: CifarResNet(int(s['depth']), s['order'], s['classes']),
    'cifar-densenet': lambda s: cifar_densenet(int(s['depth']), s['growth'], s['bottleneck'], s['classes']),
    'vit': lambda s: vit_mini(s['classes']),
    'swin': lambda s: swin_mini(s['classes'], s['channels']),
    'se-resnet': lambda s: thin_se_resnet(s['classes'], width=s['width'], channels=s['channels'], small=s['stem'] == 'small'),
    'diffusion': lambda s: diffusion_unet(width=s['width'], patch=s['patch']).float(),
    'unet': lambda s: UNet(s['classes'], round(64 * s['width'])),
}
OPTIMIZERS = {
    'sgd': lambda p, rate, s: torch.optim.SGD(p, rate, momentum=s.get('momentum', 0.9), weight_decay=s.get('weightDecay', 0)),
    'adam': lambda p, rate, s: torch.optim.Adam(p, rate, (s.get('beta1', 0.9), s.get('beta2', 0.999)), s.get('epsilon', 1e-8)),
    'adamW': lambda p, rate, s: torch.optim.AdamW(p, rate, weight_decay=s.get('weightDecay', 0.01)),
}
SCHEDULES = {'constant': lambda part: 1, 'cosine': lambda part: (1 + math.cos(math.pi * part)) / 2}


def loaded(net, weights):
    """The network with these weights, by name; every one of either side must have its counterpart."""
    used = set()
    with torch.no_grad():
        for name, tensor in net.state_dict(keep_vars=True).items():
            if tensor.is_floating_point() and name not in tied_in(net):
                name, shape = ours(name, tensor.shape)
                tensor.copy_(weights[name].reshape(shape).reshape(tensor.shape))
                used.add(name)
    if used != set(weights):
        raise SystemExit(f'PyTorch has no {", ".join(sorted(set(weights) - used))}.')
    return net


def logits_of(answer):
    """Hugging Face's networks give them among other things."""
    return getattr(answer, 'logits', answer)


def figures(logits, targets):
    """Accuracy, perplexity (of the natural logarithm's cross-entropy) and mean IoU over the classes."""
    classes = logits.shape[-1]
    logits, targets = logits.reshape(-1, classes), targets.reshape(-1)
    seen = torch.bincount(targets * classes + logits.argmax(1), minlength=classes * classes).reshape(classes, classes)
    right = seen.diagonal().double()
    iou = right / (seen.sum(0) + seen.sum(1) - right).clamp(min=1)
    return {'accuracy': (right.sum() / seen.sum()).item(), 'perplexity': F.cross_entropy(logits, targets).exp().item(), 'iou': iou[1].item() if classes == 2 else iou.mean().item()}


def pairs(twins, labels):
    """Both ways over the batch; samples of one label are pairs of each other."""
    scores, alike = twins[:, 0] @ twins[:, 1].T, (labels[:, None] == labels[None]).to(twins.dtype)
    wanted = alike / alike.sum(1, keepdim=True)
    return (F.cross_entropy(scores, wanted) + F.cross_entropy(scores.T, wanted)) / 2


def pair_figures(batches):
    """How often the text that fits a picture best, of its batch, says what it is."""
    right = sum((labels[(twins[:, 0] @ twins[:, 1].T).argmax(1)] == labels).sum().item() for twins, labels in batches)
    return {'pairAccuracy': right / sum(len(labels) for _, labels in batches)}


def main():
    args = argparse.ArgumentParser()
    args.add_argument('folder', type=pathlib.Path)
    args.add_argument('--threads', type=int, default=2)
    args = args.parse_args()
    torch.set_num_threads(args.threads)
    case = json.loads((args.folder / 'case.json').read_text())
    training = case['training']
    torch.manual_seed(training['seed'])
    rows = {split: load_file(args.folder / f'{split}.safetensors') for split in ('train', 'validation', 'test')}
    inputs = {split: [tensor.long() if tensor.dtype == torch.int32 else tensor for name, tensor in sorted(tensors.items()) if name.startswith('input:')] for split, tensors in rows.items()}
    targets = {split: tensors['target:target'] for split, tensors in rows.items()}
    numbers = targets['train'].is_floating_point()
    if not numbers:
        targets = {split: tensor.long() for split, tensor in targets.items()}
    net = loaded(NETWORKS[case['template']](case['settings']), load_file(args.folder / 'weights.safetensors'))
    # pixels have their classes on the last axis here
    output = lambda given: (y.permute(0, 2, 3, 1) if (y := logits_of(net(*given))).dim() == 4 and not numbers else y)

    twins = case['template'] == 'clip'

    def evaluated(split):
        net.eval()
        with torch.no_grad():
            if twins:
                cut = lambda tensor: tensor.split(case['evaluationBatch'])  # the more texts to choose from, the harder
                return pair_figures([(output(batch), labels) for *batch, labels in zip(*map(cut, inputs[split]), cut(targets[split]))])
            told = figures if not numbers else lambda found, wanted: {'loss': F.mse_loss(found, wanted).item()}
            return told(torch.cat([output(batch) for batch in zip(*(tensor.split(100) for tensor in inputs[split]))]), targets[split])

    optimizer = OPTIMIZERS[training['optimizer']['type']](net.parameters(), training['learningRate'], training['optimizer']['settings'])
    batch, epochs, clipping = training['batchSize'], training['epochs'], training['clipping']
    steps = case.get('steps') or epochs * math.ceil(len(targets['train']) / batch)
    rate = SCHEDULES[training['schedule']['type']]
    schedule = torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: rate(step / steps) * min(1, (step + 1) / max(1, training['warmUp'])))
    first, best = evaluated('test'), None
    averaging = training['averaging']
    kept = None
    for _ in range(epochs):
        net.train()
        for chosen in torch.randperm(len(targets['train'])).split(batch)[:steps]:
            optimizer.zero_grad()
            logits = output([tensor[chosen] for tensor in inputs['train']])
            wanted = targets['train'][chosen]
            loss = F.mse_loss(logits, wanted) if numbers else pairs(logits, wanted) if twins else F.cross_entropy(logits.reshape(-1, logits.shape[-1]), wanted.reshape(-1))
            loss.backward()
            if clipping['type'] == 'globalNorm':
                nn.utils.clip_grad_norm_(net.parameters(), clipping['threshold'])
            optimizer.step()
            schedule.step()
            if averaging['type'] == 'exponential':
                now = [p.detach() for p in net.parameters()]
                kept = [p.clone() for p in now] if kept is None else torch._foreach_lerp(kept, now, 1 - averaging['decay'])
        if kept is not None:  # such cases have one epoch
            with torch.no_grad():
                for p, mean in zip(net.parameters(), kept):
                    p.copy_(mean)
        # the weights of the epoch that did best on validation are kept
        value = evaluated('validation')[case['monitor']] * (1 if case['better'] == 'higher' else -1)
        if best is None or value > best[0]:
            best = value, copy.deepcopy(net.state_dict())
    net.load_state_dict(best[1])
    if numbers:
        mean = targets['train'].mean(0, keepdim=True).expand_as(targets['test'])
        guess = {'loss': F.mse_loss(mean, targets['test']).item()}
        return print(json.dumps({'guess': guess, 'before': first, 'after': evaluated('test')}))
    classes = int(targets['train'].max()) + 1 if twins else logits.shape[-1]
    frequent = torch.bincount(targets['train'].reshape(-1), minlength=classes).clamp(min=1e-9).log()
    guess = figures(frequent.expand(targets['test'].numel(), -1), targets['test'])
    guess |= {'pairAccuracy': guess['accuracy']} if twins else {}
    print(json.dumps({'guess': guess, 'before': first, 'after': evaluated('test')}))


if __name__ == '__main__':
    main()
