#!/usr/bin/env python3
"""Layers with low-rank adapters as Hugging Face's PEFT makes them, as fixtures/lora.json: what they give, the loss, the gradients of the adapters;
and what PEFT's files of adapters alone hold for whole networks, as fixtures/peft.json.

Run:  python test/conformance/make_lora_fixtures.py      (torch 2.15, transformers 5.24, peft 0.21)

Weights, inputs and targets follow from the formula of make_layer_fixtures.py by their names, as in lora.test.ts. All in double precision.
PEFT has no adapters for a stack of queries, keys and values in one matrix: those of `attention` are added by hand.
"""
import json, math, pathlib
import torch
import torch.nn.functional as F
from peft import LoraConfig, get_peft_model, get_peft_model_state_dict
from torch import nn
from torch.func import functional_call
from transformers.pytorch_utils import Conv1D
from make_layer_fixtures import uniform
from make_template_fixtures import encoder_classifier, gpt2, llama

torch.set_default_dtype(torch.float64)
RANK, SCALE = 2, 1.5


def numbers(name, shape):
    return torch.tensor((2 * uniform(name, math.prod(shape)) - 1).reshape(shape).astype('float32').astype('float64'))


def wrapped(layer, transposed=False):
    net = nn.Module()
    net.layer = layer
    config = LoraConfig(r=RANK, lora_alpha=RANK * SCALE, target_modules=['layer'], fan_in_fan_out=transposed)
    peft = get_peft_model(net, config).base_model.model
    return peft, lambda: {name.removeprefix('layer.').replace('.default', '').replace('base_layer.', ''): p for name, p in peft.named_parameters()}


def attention():
    """Adapters on both matrices of PyTorch's layer."""
    net = nn.MultiheadAttention(6, 2, batch_first=True)
    parameters = {name: nn.Parameter(p.detach(), requires_grad=False) for name, p in net.named_parameters()}
    for name in 'in_proj_weight', 'out_proj.weight':
        outputs, inputs = parameters[name].shape
        parameters[f'{name}.lora_A.weight'], parameters[f'{name}.lora_B.weight'] = nn.Parameter(torch.zeros(RANK, inputs)), nn.Parameter(torch.zeros(outputs, RANK))

    def forward(x):
        whole = {name: p + SCALE * parameters[f'{name}.lora_B.weight'] @ parameters[f'{name}.lora_A.weight'] if f'{name}.lora_A.weight' in parameters else p
                 for name, p in parameters.items() if 'lora' not in name}
        return functional_call(net, whole, (x, x, x), {'need_weights': False})[0]
    return forward, parameters


CASES = {'dense': ([4, 5], lambda: wrapped(nn.Linear(5, 3))), 'turned': ([4, 5], lambda: wrapped(Conv1D(3, 5), True)),
         'conv': ([2, 3, 5, 5], lambda: wrapped(nn.Conv2d(3, 4, 3, 2, 1))), 'attention': ([2, 4, 6], None)}
result = {}
for name, (shape, make) in CASES.items():
    if make:
        net, named = make()
        run, parameters = net.layer, named()
    else:
        run, parameters = attention()
    with torch.no_grad():
        for weight, p in parameters.items():
            p.copy_(numbers(f'{name}.{weight}', p.shape))
    x = numbers(f'{name}/x', shape)
    y = run(x)
    loss = F.mse_loss(y, numbers(f'{name}/t', y.shape))
    loss.backward()
    result[name] = {'input': shape, 'shape': list(y.shape), 'output': y.flatten().tolist(), 'loss': loss.item(),
                    'gradients': {weight: p.grad.flatten().tolist() for weight, p in parameters.items() if p.grad is not None}}
(pathlib.Path(__file__).parent / 'fixtures' / 'lora.json').write_text(json.dumps(result))


# template, settings, the network, what is adapted in it, what learns whole
FILES = [
    ('llama', dict(vocabulary=20, length=8, layers=2, width=16, heads=4, keyHeads=2, hidden=24), llama, r'model\.layers\..*_proj', ['lm_head']),
    ('gpt', dict(vocabulary=20, length=8, layers=2, width=16, heads=2), gpt2, r'transformer\.h\..*\.c_(attn|proj|fc)', None),
    ('transformer-classifier', dict(vocabulary=20, width=16, heads=2, layers=2, dropout=0), encoder_classifier, r'encoder\.layers\.\d\.(self_attn|linear[12])', ['classifier']),
]
files = []
for template, settings, make, targets, whole in FILES:
    net = make(**settings)
    tied = template == 'gpt'
    peft = get_peft_model(net, LoraConfig(r=3, lora_alpha=6, target_modules=targets, fan_in_fan_out=tied, modules_to_save=whole))
    saved = get_peft_model_state_dict(peft)
    files.append({'template': template, 'settings': settings, 'transposed': tied, 'whole': whole, 'tensors': {name: list(tensor.shape) for name, tensor in saved.items()}})
(pathlib.Path(__file__).parent / 'fixtures' / 'peft.json').write_text(json.dumps(files))


def saved_llama():
    """A Llama, adapters of several ranks and scales as PEFT saves them, and what it gives with them: fixtures/peft-llama.json."""
    import base64, tempfile
    from safetensors.torch import save
    torch.manual_seed(0)
    net = llama(vocabulary=20, length=8, layers=2, width=16, heads=4, keyHeads=2, hidden=24).float()
    base = save({name: tensor.contiguous() for name, tensor in net.state_dict().items()})
    config = LoraConfig(r=4, lora_alpha=6, target_modules=['q_proj', 'v_proj', 'down_proj'], modules_to_save=['lm_head'],
                        rank_pattern={'down_proj': 2}, alpha_pattern={'layers.1.self_attn.q_proj': 9}, exclude_modules=['model.layers.0.mlp.down_proj'])
    peft = get_peft_model(net, config).eval()
    with torch.no_grad():
        for name, p in peft.named_parameters():
            if 'lora_' in name or 'modules_to_save' in name:
                p.copy_(0.3 * torch.randn_like(p))
        tokens = torch.tensor([[1, 2, 3, 4, 5, 6, 7, 8], [9, 3, 2, 19, 0, 1, 5, 5]])
        logits = peft(tokens).logits
    text = lambda content: base64.b64encode(content).decode()
    with tempfile.TemporaryDirectory() as folder:
        peft.save_pretrained(folder)
        files = {name: text((pathlib.Path(folder) / name).read_bytes()) for name in ('adapter_config.json', 'adapter_model.safetensors')}
    return {'base': text(base), 'files': files, 'tokens': tokens.flatten().tolist(), 'logits': [round(value, 6) for value in logits.flatten().tolist()]}


(pathlib.Path(__file__).parent / 'fixtures' / 'peft-llama.json').write_text(json.dumps(saved_llama()))
