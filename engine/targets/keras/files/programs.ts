/**
 * Programs of an exported project as texts. A line that ends in `#? name` stands there only where the document asks for that (`#? !name`:
 * where it does not); `@name@` is a value.
 */
import {
  OUTPUTS_AND_COLUMNS,
  PREDICT_ARGUMENTS,
  PREDICT_CHECKS,
  PREDICT_ROWS,
  PREDICT_TOLD,
} from '../../python/predicting.ts';

export const TRAIN = `@doc@

import argparse
import json
import math
import os
import time

import keras

from data import Batches, open_data
from losses import Network
from metrics import evaluate
from model import build_model
from optimizer import learning_rate, make_optimizer
from optimizer import Plateau  #? observes
from optimizer import is_pruned  #? prunes
from record import Record
from record import sparsity  #? prunes
from weights import arrays_of, load_weights, read_fits, save_weights
from weights import variables_of  #? prunes

NAME = @name@
SEED = @seed@
BATCH = @batch@
EPOCHS = @epochs@
MONITOR, MODE = @monitor@, @mode@  # the value that says which epoch did best


def arguments(given=None):
    parser = argparse.ArgumentParser(description=f"Trains {NAME}. KERAS_BACKEND chooses torch, jax or tensorflow.")
    add = parser.add_argument
    add("--epochs", type=int, default=EPOCHS)
    add("--stop-after", type=int, help="leave off after so many epochs, to go on with --resume")
    add("--batch", type=int, default=BATCH, help="rows in a step")
    add("--from", dest="start", help="weights to begin with")
    add("--out", default="trained.weights.h5", help="where the weights go; ending in .safetensors: in Layerloom's form")
    add("--record", default=os.path.join("runs", time.strftime("%Y-%m-%dT%H-%M-%S")), help="folder of the record")
    add("--resume", action="store_true", help="go on from the last epoch that --record holds")
    add("--tensorboard", action="store_true", help="write curves for TensorBoard (needs tensorflow)")
    add("--workers", type=int, default=1, help="processes that read the data")
    return parser.parse_args(given)


class Judge(keras.callbacks.Callback):
    """Loss and metrics of the validation rows after each epoch: val_loss and its like."""

    def __init__(self, batches):
        super().__init__()
        self.batches = batches

    def on_epoch_end(self, epoch, logs=None):
        values = evaluate(self.model, self.batches)
        logs.update({f"val_{name}": value for name, value in values.items() if isinstance(value, float)})


class Order(keras.callbacks.Callback):
    """The rows of each epoch in an order of their own, also where a training goes on."""

    def __init__(self, batches):
        super().__init__()
        self.batches = batches

    def on_epoch_begin(self, epoch, logs=None):
        if self.batches.epoch != epoch:
            self.batches.epoch = epoch
            self.batches.order = self.batches.shuffled()


class Averages(keras.callbacks.Callback):  #? averaged
    """Judges and keeps the averages of the weights, and learns on with the weights themselves."""  #? averaged
  #? averaged
    def on_epoch_end(self, epoch, logs=None):  #? averaged
        self.model.optimizer.swap()  #? averaged
  #? averaged
  #? averaged
class Rate(keras.callbacks.Callback):  #? observes
    """The learning rate, which follows what an epoch came to."""  #? observes
  #? observes
    def __init__(self, monitor, per_epoch):  #? observes
        super().__init__()  #? observes
        self.monitor, self.per_epoch, self.epoch, self.plateau = monitor, per_epoch, 0, Plateau()  #? observes
  #? observes
    def on_epoch_begin(self, epoch, logs=None):  #? observes
        self.epoch = epoch  #? observes
  #? observes
    def on_train_batch_begin(self, batch, logs=None):  #? observes
        if hasattr(self.model, "jax_state_sync"):  #? observes
            self.model.jax_state_sync()  # on JAX the rate is elsewhere while fit goes on  #? observes
        step = self.epoch * self.per_epoch + batch  #? observes
        self.model.optimizer.learning_rate = learning_rate(step, self.epoch, 0, 0, self.plateau)  #? observes
  #? observes
    def on_epoch_end(self, epoch, logs=None):  #? observes
        self.plateau.observe(logs[self.monitor])  #? observes
  #? observes
  #? observes
class Prune(keras.callbacks.Callback):  #? prunes
    """Makes more of the kernels zero where that is due."""  #? prunes
  #? prunes
    def __init__(self, per_epoch, steps):  #? prunes
        super().__init__()  #? prunes
        self.per_epoch, self.steps, self.epoch = per_epoch, steps, 0  #? prunes
  #? prunes
    def on_epoch_begin(self, epoch, logs=None):  #? prunes
        self.epoch = epoch  #? prunes
  #? prunes
    def on_train_batch_begin(self, batch, logs=None):  #? prunes
        if hasattr(self.model, "jax_state_sync"):  #? prunes
            self.model.jax_state_sync()  # on JAX the weights are elsewhere while fit goes on  #? prunes
        self.model.optimizer.rise(self.model.trainable_variables, self.epoch * self.per_epoch + batch, self.steps)  #? prunes
  #? prunes
  #? prunes
class Best(keras.callbacks.ModelCheckpoint):  #? prunes
    """Weights with fewer zeros than asked for are none to keep once there are others."""  #? prunes
  #? prunes
    def __init__(self, file, per_epoch, steps, **about):  #? prunes
        super().__init__(file, **about)  #? prunes
        self.per_epoch, self.steps, self.worst = per_epoch, steps, self.best  #? prunes
  #? prunes
    def on_epoch_end(self, epoch, logs=None):  #? prunes
        done = (epoch + 1) * self.per_epoch  #? prunes
        if is_pruned(done, self.steps) and not is_pruned(done - self.per_epoch, self.steps):  #? prunes
            self.best = self.worst  #? prunes
        super().on_epoch_end(epoch, logs)  #? prunes
  #? prunes
  #? prunes
class Patience(keras.callbacks.EarlyStopping):  #? prunesAndStops
    """Waits for nothing before all that is to become zero is so."""  #? prunesAndStops
  #? prunesAndStops
    def __init__(self, per_epoch, steps, **about):  #? prunesAndStops
        super().__init__(**about)  #? prunesAndStops
        self.per_epoch, self.steps = per_epoch, steps  #? prunesAndStops
  #? prunesAndStops
    def on_epoch_end(self, epoch, logs=None):  #? prunesAndStops
        if is_pruned((epoch + 1) * self.per_epoch, self.steps):  #? prunesAndStops
            super().on_epoch_end(epoch, logs)  #? prunesAndStops
  #? prunesAndStops
  #? prunesAndStops
class Told(keras.callbacks.Callback):
    """Tells the record what every step and every epoch came to."""

    def __init__(self, record, rows, batches, epochs, best, monitor):
        super().__init__()
        self.record, self.rows, self.batches, self.epochs = record, rows, batches, epochs
        self.best, self.monitor, self.kept, self.done = best, monitor, None, None
        self.train, self.validation, self.top = {}, None, None
        self.plateau = None  #? observes

    def rate(self):
        epoch = self.done // len(self.batches)
        return learning_rate(self.done, epoch, self.epochs * len(self.batches), self.epochs)  #? !observes
        return learning_rate(self.done, epoch, 0, 0, self.plateau)  #? observes

    def on_epoch_begin(self, epoch, logs=None):
        if self.done is None:
            parameters = self.model.count_params()
            self.record.begin(parameters, len(self.batches), self.epochs, epoch * len(self.batches), self.rows)
        self.done, self.seen, self.total = epoch * len(self.batches), 0, 0.0

    def on_train_batch_end(self, batch, logs=None):
        # Keras says what all rows of the epoch came to
        rows = min(self.batches.batch_size, len(self.batches.rows) - self.seen)
        total = float(keras.ops.convert_to_numpy(logs["loss"])) * (self.seen + rows)
        loss, rate = (total - self.total) / rows, self.rate()
        self.seen, self.total, self.done = self.seen + rows, total, self.done + 1
        if not math.isfinite(loss):
            raise SystemExit(f"The loss is {loss} at step {self.done}. Lower the learning rate, or check the data.")
        self.record.step(self.done, loss, rate)

    def on_epoch_end(self, epoch, logs=None):
        value = logs.get(self.monitor)
        better = value is not None and self.best.best == value and value != self.top
        self.top = self.best.best
        if better:
            self.kept = {"value": float(value), "epoch": epoch + 1, "step": self.done}
        self.train = {"loss": float(logs["loss"])}
        judged = {name[4:]: float(one) for name, one in logs.items() if name.startswith("val_")}
        self.validation = judged or None
        self.record.epoch(epoch + 1, self.done, self.train, self.validation, better)
        self.record.checkpoint(epoch + 1, self.done, arrays_of(self.model))


def callbacks_of(args, batches, validation, told):
    plan = {"per_epoch": len(batches), "steps": args.epochs * len(batches)}  #? prunes
    judged = len(validation.rows) > 0
    monitor = f"val_{MONITOR}" if judged else "loss"
    best = os.path.join(args.record, "best.weights.h5")
    callbacks = [Order(batches)]
    if args.resume:
        callbacks.append(keras.callbacks.BackupAndRestore(os.path.join(args.record, "backup"), delete_checkpoint=False))
    callbacks.append(Prune(**plan))  #? prunes
    callbacks.append(Averages())  #? averaged
    if judged:
        callbacks.append(Judge(validation))
    callbacks.append(Rate(monitor, len(batches)))  #? observes
    only = {"save_best_only": True, "save_weights_only": True}
    checkpoint = @Best@(best, @plan@monitor=monitor, mode=MODE, **only)
    callbacks.append(checkpoint)
    callbacks.append(  #? stops
        @Patience@(@plan@monitor=monitor, mode=MODE, patience=@patience@, min_delta=@change@, verbose=1)  #? stops
    )  #? stops
    callbacks.append(keras.callbacks.CSVLogger(os.path.join(args.record, "log.csv"), append=args.resume))
    if args.tensorboard:
        callbacks.append(keras.callbacks.TensorBoard(os.path.join(args.record, "tensorboard")))
    callbacks.append(told(checkpoint, monitor))
    callbacks[-1].plateau = next(one for one in callbacks if isinstance(one, Rate)).plateau  #? observes
    callbacks.append(Averages())  #? averaged
    return callbacks, best


def train(args, record):
    keras.utils.set_random_seed(SEED)
    splits, fits = open_data(read_fits(args.start) if args.start else None)
    batches = Batches(splits["train"], fits, args.batch, SEED, @drop@, workers=args.workers)
    model = build_model(Network)
    if args.start:
        load_weights(model, args.start)
    model.compile(optimizer=make_optimizer(len(batches), args.epochs))
    model.summary()
    validation = Batches(splits["validation"], fits, args.batch)
    rows = {part: len(splits[part][1]) for part in ("train", "validation", "test")}
    before = evaluate(model, validation) if rows["validation"] > 0 else None  # what pruning starts from  #? prunes
    callbacks, best = callbacks_of(
        args, batches, validation, lambda best, monitor: Told(record, rows, batches, args.epochs, best, monitor)
    )
    told = next(one for one in callbacks if isinstance(one, Told))
    epochs = min(args.epochs, args.stop_after or args.epochs)
    model.fit(batches, epochs=epochs, shuffle=False, callbacks=callbacks, verbose=2)
    model.optimizer.swap()  # the averages are what is kept  #? averaged
    if os.path.exists(best):  #? keepsBest
        model.load_weights(best)  #? keepsBest
        print(f"The weights of the epoch that did best in {MONITOR} are kept.")  #? keepsBest
    zeros = model.optimizer.zeros()  #? prunes
    whole = sum(one for _, one, _ in zeros) / sum(size for _, _, size in zeros)  #? prunes
    print(f"{whole:.1%} of the kernels are zero: {', '.join(f'{name} {one / size:.1%}' for name, one, size in zeros)}.")  #? prunes
    save_weights(model, args.out, fits)
    record.keep(arrays_of(model), fits)
    print(f"The weights lie in {args.out}, the record in {args.record}.")
    test = evaluate(model, Batches(splits["test"], fits, args.batch)) if rows["test"] > 0 else None
    if test is not None:
        print("test", json.dumps(test))
    kept = told.kept and told.kept | {"split": "validation" if told.validation else "train", "metric": MONITOR}  #? keepsBest
    kept = None  #? !keepsBest
    names = {variable.path: name for name, variable, _ in variables_of(model)}  #? prunes
    kernels = [(names[path], one, size) for path, one, size in zeros]  #? prunes
    pruned = sparsity(kernels, arrays_of(model), before)  #? prunes
    early = any(getattr(one, "stopped_epoch", 0) > 0 for one in callbacks)
    reason = "early" if early else "done" if epochs == args.epochs else "stopped"
    record.finish(told.train, told.validation, test, kept, reason)  #? !prunes
    record.finish(told.train, told.validation, test, kept, reason, pruned=pruned)  #? prunes


def main(args):
    versions = {"keras": keras.__version__, "backend": keras.backend.backend()}
    record = Record(args.record, NAME, f"Keras on {keras.backend.backend()}", 1, versions)
    try:
        train(args, record)
    except BaseException as error:
        record.fail(error)
        raise


if __name__ == "__main__":
    main(arguments())
`;

export const EVALUATE = `@doc@

import argparse
import json

from data import Batches, open_data
from losses import Network
from metrics import evaluate
from model import build_model
from weights import load_weights, read_fits


def main():
    parser = argparse.ArgumentParser(description="Loss and metrics of a split.")
    parser.add_argument("--weights", default=@weights@)
    parser.add_argument("--split", choices=["train", "validation", "test"], default="test")
    parser.add_argument("--batch", type=int, default=@batch@)
    args = parser.parse_args()
    model = build_model(Network)
    load_weights(model, args.weights)
    splits, fits = open_data(read_fits(args.weights))
    if len(splits[args.split][1]) == 0:
        parser.error(f"There are no rows for {args.split}.")
    print(json.dumps(evaluate(model, Batches(splits[args.split], fits, args.batch))))


if __name__ == "__main__":
    main()
`;

export const PREDICT = `@doc@

import argparse
import os

import numpy as np
import keras  #? words
from keras import ops  #? words

from data import @imports@
from model import build_model
from weights import load_weights, read_fits

${OUTPUTS_AND_COLUMNS}${PREDICT_ARGUMENTS}${PREDICT_CHECKS}    model = build_model()
    load_weights(model, args.weights)
    fits = read_fits(args.weights) or {}
${PREDICT_ROWS}    inputs = inputs_of(table, np.arange(len(next(iter(table.values())))), fits)
    found = model.predict(inputs, batch_size=args.batch, verbose=0)
    os.makedirs(args.out, exist_ok=True)
    for at, (name, output) in enumerate(zip(OUTPUTS, found if isinstance(found, list) else [found])):
        reads = READ_OUT[at]  #? !turns
        reads = None if IN_UNITS_OF[at] else READ_OUT[at]  #? turns
        if IN_UNITS_OF[at]:  #? turns
            read = np.asarray(READ_OUT[at](output) if READ_OUT[at] else output)  #? turns
            output = in_own_units(IN_UNITS_OF[at], read, fits)  #? turns
        np.save(os.path.join(args.out, f"{name}.npy"), output)
        print(f"{name}: {output.shape} in {os.path.join(args.out, name)}.npy")
        shown = np.asarray(reads(output[:5]) if reads else output[:5])
${PREDICT_TOLD}

if __name__ == "__main__":
    main()
`;

export const WEIGHTS_PY = `"""Weights: Keras's own files, and Layerloom's, whose names stand in names.json beside the layers'."""

import json
import os

import numpy as np
from keras import ops
from safetensors import safe_open
from safetensors.numpy import save_file


def fits_of(path):
    """The file beside Keras's weights with what the transforms of the data learned."""
    return f"{path}.fits.json"


def read_fits(path):
    """What the transforms of the data learned, where that is known."""
    if path.endswith(".safetensors"):
        with safe_open(path, "np") as opened:
            metadata = opened.metadata() or {}
        return json.loads(metadata["fits"]) if "fits" in metadata else None
    if not os.path.exists(fits_of(path)):
        return None
    with open(fits_of(path), encoding="utf-8") as opened:
        return json.load(opened)


def variables_of(model):
    """Every weight of the network by its name in Layerloom, and the order of its axes, where that is another there."""
    with open("names.json", encoding="utf-8") as opened:
        names = json.load(opened)
    for name, (layer, variable, order) in names.items():
        own = {one.name: one for one in reversed(model.get_layer(layer).weights)}
        yield name, own[variable], order


def load_weights(model, path):
    """Loads every weight by its name: Keras's file, or one of Layerloom's."""
    if not path.endswith(".safetensors"):
        return model.load_weights(path)
    with safe_open(path, "np") as opened:
        there = set(opened.keys())
        for name, variable, order in variables_of(model):
            if name not in there:
                raise SystemExit(f"{path} does not fit the network: it lacks {name}.")
            value = opened.get_tensor(name).astype(np.float32)
            variable.assign(value if order is None else np.transpose(value, order))


def arrays_of(model):
    """Every weight by its name in Layerloom, with its axes as they lie there."""
    found = {}
    for name, variable, order in variables_of(model):
        value = ops.convert_to_numpy(variable)
        found[name] = np.ascontiguousarray(value if order is None else np.transpose(value, np.argsort(order)))
    return found


def save_weights(model, path, fits):
    """Writes the weights, all or not at all: in Keras's form, or in Layerloom's where the path ends in .safetensors."""
    if path.endswith(".safetensors"):
        save_file(arrays_of(model), f"{path}.part", {"fits": json.dumps(fits)})
        os.replace(f"{path}.part", path)
        return
    model.save_weights(f"{path}.part.weights.h5")
    os.replace(f"{path}.part.weights.h5", path)
    with open(f"{fits_of(path)}.part", "w", encoding="utf-8") as opened:
        json.dump(fits, opened)
    os.replace(f"{fits_of(path)}.part", fits_of(path))
`;
