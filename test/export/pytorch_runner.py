"""Runs exported PyTorch projects: pytorch_runner.py FOLDER BATCH. For each project in the folder: predictions with the exported weights,
the metrics, and the losses of a few steps in the rows' own order. Prints a JSON object."""

import importlib
import json
import math
import os
import sys
import traceback

import torch

torch.set_num_threads(2)
SEEN = [3, 2, 2, 2.5, 2, 1, 1, 1]  # what a plateau is shown


class Ready(list):
    """Batches that are read already."""


def plain(values):
    return {"shape": list(values.shape), "data": [float(v) for v in values.detach().double().flatten()]}


def run(batch):
    model, data, losses, optimizers, train, weights = (
        importlib.import_module(name) for name in ("model", "data", "losses", "optimizer", "train", "weights")
    )
    metrics = importlib.import_module("metrics")
    classes = [one for one in vars(model).values() if isinstance(one, type) and issubclass(one, torch.nn.Module)]
    net = model.initialize(classes[-1]())
    weights.load_weights(net, "weights.safetensors")
    splits, fits = data.open_data(weights.read_fits("weights.safetensors") or None)
    _, own = data.open_data()
    rows = data.Rows(splits["train"], fits)
    order = splits["train"][1]
    first = rows.__getitems__(order[:batch])

    def outputs():
        net.eval()
        with torch.no_grad():
            found = net(*first[0])
        return [plain(one) for one in (found if isinstance(found, tuple) else (found,))]

    args = train.arguments(["--device", "cpu"])
    trainer = train.Trainer(net, net, optimizers.make_optimizer(net), args, 1, torch.device("cpu"))
    before = outputs()
    loader = Ready([first])
    loader.dataset = rows
    judged = metrics.evaluate(net, loader, torch.device("cpu"))
    per_epoch = len(order) // batch
    if hasattr(optimizers, "Plateau"):
        plateau, rates = optimizers.Plateau(), []
        for step, value in enumerate(SEEN):
            rates.append(optimizers.learning_rate(step, step, 0, 0, plateau))
            plateau.observe(value)
    else:
        rates = [optimizers.learning_rate(step, step // per_epoch, 2 * per_epoch, 2) for step in range(2 * per_epoch)]
    average = None
    if hasattr(optimizers, "Average"):
        average = trainer.average = optimizers.Average(net)
    pruning = getattr(trainer, "pruning", None)
    net.train()
    found, totals = [], losses.Totals()
    for at, start in enumerate(range(0, len(order), batch)):
        for group in trainer.optimizer.param_groups:
            group["lr"] = rates[at] * group.get("share", 1)
        if pruning:
            pruning.rise(net, *([average] if average else []), at, len(order) // batch)
        found.append(trainer.step(rows.__getitems__(order[start : start + batch]), totals))
    if average:
        average.swap(net)
    weights.save_weights(net.state_dict(), "trained.safetensors", fits)
    return {"outputs": before, "metrics": judged, "rates": rates, "losses": found, "after": outputs(), "fits": own}


def clean(value):
    if isinstance(value, dict):
        return {key: clean(one) for key, one in value.items()}
    if isinstance(value, list):
        return [clean(one) for one in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value


def forget(root):
    """Lets the modules of the project before be imported anew: those of the next have the same names."""
    for name, module in list(sys.modules.items()):
        if (getattr(module, "__file__", None) or "").startswith(root):
            del sys.modules[name]


root, size = os.path.abspath(sys.argv[1]), int(sys.argv[2])
answer = {}
for name in sorted(os.listdir(root)):
    folder = os.path.join(root, name)
    if not os.path.exists(os.path.join(folder, "train.py")):
        continue
    forget(root)
    os.chdir(folder)
    sys.path.insert(0, folder)
    importlib.invalidate_caches()
    try:
        answer[name] = clean(run(size))
    except BaseException:
        answer[name] = {"error": traceback.format_exc()}
    sys.path.remove(folder)
print(json.dumps(answer))
