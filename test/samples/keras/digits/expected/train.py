"""Trains MNIST CNN: python train.py --help."""

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
from record import Record
from weights import arrays_of, load_weights, read_fits, save_weights

NAME = "MNIST CNN"
SEED = 0
BATCH = 32
EPOCHS = 10
MONITOR, MODE = "accuracy", "max"  # the value that says which epoch did best


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


class Told(keras.callbacks.Callback):
    """Tells the record what every step and every epoch came to."""

    def __init__(self, record, rows, batches, epochs, best, monitor):
        super().__init__()
        self.record, self.rows, self.batches, self.epochs = record, rows, batches, epochs
        self.best, self.monitor, self.kept, self.done = best, monitor, None, None
        self.train, self.validation, self.top = {}, None, None

    def rate(self):
        epoch = self.done // len(self.batches)
        return learning_rate(self.done, epoch, self.epochs * len(self.batches), self.epochs)

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
    judged = len(validation.rows) > 0
    monitor = f"val_{MONITOR}" if judged else "loss"
    best = os.path.join(args.record, "best.weights.h5")
    callbacks = [Order(batches)]
    if args.resume:
        callbacks.append(keras.callbacks.BackupAndRestore(os.path.join(args.record, "backup"), delete_checkpoint=False))
    if judged:
        callbacks.append(Judge(validation))
    only = {"save_best_only": True, "save_weights_only": True}
    checkpoint = keras.callbacks.ModelCheckpoint(best, monitor=monitor, mode=MODE, **only)
    callbacks.append(checkpoint)
    callbacks.append(keras.callbacks.CSVLogger(os.path.join(args.record, "log.csv"), append=args.resume))
    if args.tensorboard:
        callbacks.append(keras.callbacks.TensorBoard(os.path.join(args.record, "tensorboard")))
    callbacks.append(told(checkpoint, monitor))
    return callbacks, best


def train(args, record):
    keras.utils.set_random_seed(SEED)
    splits, fits = open_data(read_fits(args.start) if args.start else None)
    batches = Batches(splits["train"], fits, args.batch, SEED, False, workers=args.workers)
    model = build_model(Network)
    if args.start:
        load_weights(model, args.start)
    model.compile(optimizer=make_optimizer(len(batches), args.epochs))
    model.summary()
    validation = Batches(splits["validation"], fits, args.batch)
    rows = {part: len(splits[part][1]) for part in ("train", "validation", "test")}
    callbacks, best = callbacks_of(
        args, batches, validation, lambda best, monitor: Told(record, rows, batches, args.epochs, best, monitor)
    )
    told = next(one for one in callbacks if isinstance(one, Told))
    epochs = min(args.epochs, args.stop_after or args.epochs)
    model.fit(batches, epochs=epochs, shuffle=False, callbacks=callbacks, verbose=2)
    if os.path.exists(best):
        model.load_weights(best)
        print(f"The weights of the epoch that did best in {MONITOR} are kept.")
    save_weights(model, args.out, fits)
    record.keep(arrays_of(model), fits)
    print(f"The weights lie in {args.out}, the record in {args.record}.")
    test = evaluate(model, Batches(splits["test"], fits, args.batch)) if rows["test"] > 0 else None
    if test is not None:
        print("test", json.dumps(test))
    kept = told.kept and told.kept | {"split": "validation" if told.validation else "train", "metric": MONITOR}
    early = any(getattr(one, "stopped_epoch", 0) > 0 for one in callbacks)
    reason = "early" if early else "done" if epochs == args.epochs else "stopped"
    record.finish(told.train, told.validation, test, kept, reason)


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
