"""Trains residual: python train.py --help."""

import argparse
import json
import os

import keras

from data import Batches, open_data
from losses import Network
from metrics import evaluate
from model import build_model
from optimizer import make_optimizer
from weights import load_weights, read_fits, save_weights

NAME = "residual"
SEED = 0
BATCH = 4
EPOCHS = 10
MONITOR, MODE = "loss", "min"  # the value that says which epoch did best


def arguments(given=None):
    parser = argparse.ArgumentParser(description=f"Trains {NAME}. KERAS_BACKEND chooses torch, jax or tensorflow.")
    add = parser.add_argument
    add("--epochs", type=int, default=EPOCHS)
    add("--stop-after", type=int, help="leave off after so many epochs, to go on with --resume")
    add("--batch", type=int, default=BATCH, help="rows in a step")
    add("--from", dest="start", help="weights to begin with")
    add("--out", default="trained.weights.h5", help="where the weights go; a name that ends in .safetensors: in Layerloom's form")
    add("--record", default="training", help="folder of checkpoints and of the log")
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


def callbacks_of(args, batches, validation):
    judged = len(validation.rows) > 0
    monitor = f"val_{MONITOR}" if judged else "loss"
    best = os.path.join(args.record, "best.weights.h5")
    callbacks = [keras.callbacks.TerminateOnNaN(), Order(batches)]
    if args.resume:
        callbacks.append(keras.callbacks.BackupAndRestore(os.path.join(args.record, "backup"), delete_checkpoint=False))
    if judged:
        callbacks.append(Judge(validation))
    callbacks.append(
        keras.callbacks.ModelCheckpoint(best, monitor=monitor, mode=MODE, save_best_only=True, save_weights_only=True)
    )
    callbacks.append(keras.callbacks.CSVLogger(os.path.join(args.record, "log.csv"), append=args.resume))
    if args.tensorboard:
        callbacks.append(keras.callbacks.TensorBoard(os.path.join(args.record, "tensorboard")))
    return callbacks, best


def train(args):
    keras.utils.set_random_seed(SEED)
    os.makedirs(args.record, exist_ok=True)
    splits, fits = open_data(read_fits(args.start) if args.start else None)
    batches = Batches(splits["train"], fits, args.batch, SEED, False, workers=args.workers)
    model = build_model(Network)
    if args.start:
        load_weights(model, args.start)
    model.compile(optimizer=make_optimizer(len(batches), args.epochs))
    model.summary()
    validation = Batches(splits["validation"], fits, args.batch)
    callbacks, best = callbacks_of(args, batches, validation)
    epochs = min(args.epochs, args.stop_after or args.epochs)
    model.fit(batches, epochs=epochs, shuffle=False, callbacks=callbacks, verbose=2)
    save_weights(model, args.out, fits)
    print(f"The weights lie in {args.out}, the log in {args.record}.")
    if len(splits["test"][1]) > 0:
        print("test", json.dumps(evaluate(model, Batches(splits["test"], fits, args.batch))))


if __name__ == "__main__":
    train(arguments())
