#!/usr/bin/env python3
"""Tokens a second of transformers' `generate` on a Llama, with its cache and without, for `npm run bench:generate`.

Run:  python pytorch_generate.py FOLDER SETTINGS PROMPT COUNT      (FOLDER has `weights.safetensors`; one thread)
Prints one line of JSON: for both the whole text and the tokens a second of writing COUNT tokens, always the likeliest.
"""
import json, pathlib, sys, time

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / 'test' / 'conformance'))
import torch
from safetensors.torch import load_file

from make_template_fixtures import llama

torch.set_default_dtype(torch.float32)  # the fixtures are made in double precision
torch.set_num_threads(1)
folder, settings, prompt, count = pathlib.Path(sys.argv[1]), json.loads(sys.argv[2]), torch.tensor([json.loads(sys.argv[3])]), int(sys.argv[4])
net = llama(**settings).float().eval()
net.load_state_dict(load_file(folder / 'weights.safetensors'))
results = []
with torch.inference_mode():
    for cache in True, False:
        write = lambda tokens: net.generate(prompt, attention_mask=torch.ones_like(prompt), max_new_tokens=tokens, min_new_tokens=tokens, do_sample=False, use_cache=cache, eos_token_id=-1, pad_token_id=0)
        write(2)
        start = time.perf_counter()
        text = write(count)
        results.append({'text': text[0].tolist(), 'pace': count / (time.perf_counter() - start)})
print(json.dumps(results))
