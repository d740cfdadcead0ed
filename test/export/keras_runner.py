"""Runs exported Keras projects: keras_runner.py FOLDER BATCH. For each project in the folder: predictions with the exported weights,
the metrics, and the losses of a few steps in the rows' own order. Prints a JSON object."""

import importlib
import json
import math
import os
import sys
import traceback

import keras
import numpy as np

SEEN = [3, 2, 2, 2.5, 2, 1, 1, 1]  # what a plateau is shown


def plain(values):
    values = np.asarray(values, np.float64)
    return {"shape": list(values.shape), "data": values.reshape(-1).tolist()}


def run(batch):
    model, data, losses, optimizers, metrics, weights = (
        importlib.import_module(name) for name in ("model", "data", "losses", "optimizer", "metrics", "weights")
    )
    importlib.import_module("train")
    net = model.build_model(losses.Network)
    weights.load_weights(net, "weights.safetensors")
    splits, fits = data.open_data(weights.read_fits("weights.safetensors") or None)
    _, own = data.open_data()
    batches = data.Batches(splits["train"], fits, batch)
    first = data.Batches((splits["train"][0], splits["train"][1][:batch]), fits, batch)

    def outputs():
        found = net(first[0][0], training=False)
        return [plain(keras.ops.convert_to_numpy(one)) for one in (found if isinstance(found, (list, tuple)) else [found])]

    before = outputs()
    judged = metrics.evaluate(net, first)
    per_epoch = len(batches)
    if hasattr(optimizers, "Plateau"):
        plateau, rates = optimizers.Plateau(), []
        for step, value in enumerate(SEEN):
            rates.append(optimizers.learning_rate(step, step, 0, 0, plateau))
            plateau.observe(value)
    else:
        rates = [optimizers.learning_rate(step, step // per_epoch, 2 * per_epoch, 2) for step in range(2 * per_epoch)]
    net.compile(optimizer=optimizers.make_optimizer(per_epoch, 2))
    found = []
    for at in range(len(batches)):
        if hasattr(optimizers, "Plateau"):
            net.optimizer.learning_rate = rates[at]
        if hasattr(net.optimizer, "rise"):
            net.optimizer.rise(net.trainable_variables, at, per_epoch)
        inputs, targets = batches[at]
        found.append(float(net.train_on_batch(inputs, targets)))
        net.reset_metrics()
    if hasattr(net.optimizer, "swap"):
        net.optimizer.swap()
    after = outputs()
    # both forms of weights say the same again
    for path in ("trained.weights.h5", "trained.safetensors"):
        weights.save_weights(net, path, fits)
        again = model.build_model()
        weights.load_weights(again, path)
        for one, other in zip(net.weights, again.weights):
            np.testing.assert_array_equal(keras.ops.convert_to_numpy(one), keras.ops.convert_to_numpy(other), err_msg=one.path)
        assert weights.read_fits(path) == fits
    return {"outputs": before, "metrics": judged, "rates": rates, "losses": found, "after": after, "fits": own}


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
only = sys.argv[3:]
answer = {}
for name in sorted(os.listdir(root)):
    folder = os.path.join(root, name)
    if not os.path.exists(os.path.join(folder, "train.py")) or (only and name not in only):
        continue
    forget(root)
    os.chdir(folder)
    sys.path.insert(0, folder)
    importlib.invalidate_caches()
    keras.backend.clear_session()
    try:
        answer[name] = clean(run(size))
    except BaseException:
        answer[name] = {"error": traceback.format_exc()}
    sys.path.remove(folder)
print(json.dumps(answer))
