#!/usr/bin/env python3
"""How likely transformers' `generate` draws each token, as fixtures/drawing.json: its own warpers, in its order (temperature, top k, top p);
and what its T5 answers with weights of the formula of make_template_fixtures.py, always the likeliest.

Run:  python test/conformance/make_drawing_fixtures.py      (torch 2.15, transformers 5.24)
"""
import json, pathlib
import torch
from make_template_fixtures import filled, t5
from transformers.generation.logits_process import TemperatureLogitsWarper, TopKLogitsWarper, TopPLogitsWarper

torch.manual_seed(0)
SETTINGS = dict(vocabulary=9, length=8, layers=2, width=12, heads=2, headWidth=8, hidden=16, dropout=0)
logits = 2 * torch.randn(1, 12, dtype=torch.float64)
cases = []
for temperature, k, p in [(1, 0, 1), (0.5, 0, 1), (1.7, 0, 1), (1, 1, 1), (1, 4, 1), (1, 0, 0.5), (1, 0, 0.9), (0.7, 5, 0.8), (2, 8, 0.6), (0.3, 3, 0.999)]:
    warpers = [TemperatureLogitsWarper(float(temperature)), *([TopKLogitsWarper(k)] if k else []), *([TopPLogitsWarper(p)] if p < 1 else [])]
    scores = logits
    for warp in warpers:
        scores = warp(None, scores)
    cases.append({'temperature': temperature, 'topK': k, 'topP': p, 'shares': scores.softmax(-1)[0].tolist()})

net, answers = filled(t5(**SETTINGS)).eval(), []
for source in ([1, 2, 3, 4, 5, 6, 7, 8], [8, 1], [5, 5, 5], [2, 7, 1, 8, 2, 8]):
    tokens, written = torch.tensor([source + [0] * (8 - len(source))]), [0]
    with torch.no_grad():
        while len(written) <= 8:
            written.append(net(tokens, torch.tensor([written])).logits[0, -1].argmax().item())
            if written[-1] == 0:
                break
    answers.append({'source': source, 'answer': [token for token in written if token]})
result = {'t5': SETTINGS, 'answers': answers, 'probabilities': logits.softmax(-1)[0].tolist(), 'cases': cases}
(pathlib.Path(__file__).parent / 'fixtures' / 'drawing.json').write_text(json.dumps(result))
