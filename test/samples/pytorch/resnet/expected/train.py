"""Trains ResNet-18: python train.py --help. On several processes and machines: torchrun --nproc-per-node=2 train.py."""

import argparse
import contextlib
import math
import os
import time

import torch
import torch.distributed as dist
from torch.distributed.checkpoint.state_dict import (
    StateDictOptions,
    get_model_state_dict,
    get_state_dict,
    set_model_state_dict,
    set_state_dict,
)
from torch.nn.parallel import DistributedDataParallel

import losses
import optimizer as optimizers
from data import Batches, loader, open_data
from metrics import evaluate
from model import ResNet18, initialize
from runs import Run
from weights import load_weights, read_fits, save_weights

NAME = "ResNet-18"
SEED = 0
BATCH = 128  # rows in a step, of all processes together
EPOCHS = 90
MONITOR = "accuracy"  # the value that says which epoch did best
HALF = False  # weights are written in 16 bits
WHOLE = StateDictOptions(full_state_dict=True, cpu_offload=True)  # in the first process alone
EVERYWHERE = StateDictOptions(full_state_dict=True)


def arguments(given=None):
    parser = argparse.ArgumentParser(description=f"Trains {NAME}.")
    add = parser.add_argument
    add("--epochs", type=int, default=EPOCHS)
    add("--steps", type=int, help="stop after so many steps, in the middle of an epoch if need be")
    add("--batch", type=int, default=BATCH, help="rows in a step, of all processes together")
    add("--from", dest="start", help="weights to begin with")
    add("--out", default="trained.safetensors", help="where the weights go")
    add("--record", default=os.path.join("runs", time.strftime("%Y-%m-%dT%H-%M-%S")), help="folder of the record")
    add("--resume", action="store_true", help="go on from the newest checkpoint of --record, where there is one")
    add("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    add("--precision", choices=["float32", "bfloat16", "float16"], default="float32")
    add("--compile", action="store_true", help="compile the network with torch.compile")
    add("--fsdp", action="store_true", help="shard the network over the processes (FSDP2)")
    add("--sync-batchnorm", action="store_true", help="batch norm over the rows of all processes")
    add("--workers", type=int, default=min(4, (os.cpu_count() or 2) // 2), help="processes that read the data")
    add("--checkpoint-every", type=float, default=600, help="seconds between checkpoints within an epoch")
    return parser.parse_args(given)


def start_processes(args):
    """This process's rank, how many there are, and its device."""
    world = int(os.environ.get("WORLD_SIZE", 1))
    on_gpu = args.device.startswith("cuda")
    if world == 1 and not dist.is_initialized():
        return 0, 1, torch.device(args.device)
    if not dist.is_initialized():
        dist.init_process_group("nccl" if on_gpu else "gloo")
    device = torch.device("cuda", int(os.environ.get("LOCAL_RANK", 0))) if on_gpu else torch.device(args.device)
    if on_gpu:
        torch.cuda.set_device(device)
    return dist.get_rank(), dist.get_world_size(), device


def sharded(model):
    """Every part of the network, and what is left of it, spread over the processes (FSDP2)."""
    from torch.distributed.fsdp import fully_shard

    for part in model.children():
        if any(True for _ in part.parameters()):
            fully_shard(part)
    fully_shard(model)


def wrapped(model, args, world, device):
    """The network as it is trained: compiled, and copied to all processes where it is not sharded."""
    if args.compile:
        model = torch.compile(model)
    if world == 1 or args.fsdp:
        return model
    return DistributedDataParallel(model, device_ids=[device.index] if device.type == "cuda" else None)


def everywhere(values, world):
    """Numbers added up over all processes."""
    if world == 1:
        return values
    whole = torch.tensor(values, dtype=torch.float64)
    if dist.get_backend() == "nccl":
        whole = whole.cuda()
    dist.all_reduce(whole)
    return whole.tolist()


class Trainer:
    """Takes the steps: the same ones on one process and on many, as long as each row is looked at by itself."""

    def __init__(self, model, bare, optimizer, args, world, device):
        self.model, self.bare, self.optimizer = model, bare, optimizer
        self.args, self.world, self.device = args, world, device
        self.parameters = [weight for group in optimizer.param_groups for weight in group["params"]]
        scaling = args.precision == "float16" and device.type == "cuda"
        self.scaler = torch.amp.GradScaler(device.type, enabled=scaling)
        self.updates = 0

    def costs(self, batch):
        """What the rows of a batch cost."""
        inputs, targets = batch
        inputs = [value.to(self.device, non_blocking=True) for value in inputs]
        targets = {name: value.to(self.device, non_blocking=True) for name, value in targets.items()}
        mixed = self.args.precision != "float32"
        number = getattr(torch, self.args.precision)
        precision = torch.autocast(self.device.type, number) if mixed else contextlib.nullcontext()
        with precision:
            outputs = self.model(*inputs)
        outputs = outputs if isinstance(outputs, tuple) else (outputs,)
        outputs = [output.float() if output.is_floating_point() else output for output in outputs]
        return losses.costs(self.bare, outputs, targets)

    def step(self, batch, totals):
        """One step on the rows of a batch; its loss."""
        parts = self.costs(batch)
        weights = everywhere([losses.number(weight) for _, weight in parts], self.world)
        loss = losses.mean([(cost, weight) for (cost, _), weight in zip(parts, weights)])
        # gradients are averaged over the processes, and the loss is a sum of their parts
        if loss.requires_grad:
            self.scaler.scale(loss * self.world).backward()
        self.move()
        costs = everywhere([losses.number(cost) for cost, _ in parts], self.world)
        return self.told(costs, weights, totals)

    def told(self, costs, weights, totals):
        """The loss of a batch, which is added to the totals."""
        whole = list(zip(costs, weights))
        totals.add(whole)
        return sum(cost / weight for cost, weight in whole if weight > 0)

    def move(self):
        """Moves the weights by their gradients."""
        self.updates += 1
        self.scaler.unscale_(self.optimizer)
        self.scaler.step(self.optimizer)
        self.scaler.update()
        self.optimizer.zero_grad(set_to_none=True)


class Training:
    """A training from its first step or from where it was left, to its last."""

    def __init__(self, args):
        self.args = args
        self.rank, self.world, self.device = start_processes(args)
        if args.batch < self.world:
            raise SystemExit(f"A step of {args.batch} rows cannot be shared by {self.world} processes: --batch.")
        torch.manual_seed(SEED)
        self.bare = initialize(ResNet18())
        if args.start:
            load_weights(self.bare, args.start)
        self.bare.to(self.device)
        if args.sync_batchnorm and self.world > 1:
            self.bare = torch.nn.SyncBatchNorm.convert_sync_batchnorm(self.bare)
        if args.fsdp and self.world > 1:
            sharded(self.bare)
        self.optimizer = optimizers.make_optimizer(self.bare)
        self.model = wrapped(self.bare, args, self.world, self.device)
        torch.manual_seed(SEED + 1 + self.rank)  # from here on each process draws numbers of its own
        self.splits, self.fits = open_data(read_fits(args.start) if args.start else None)
        rows = self.splits["train"][1]
        self.batches = Batches(rows, args.batch, SEED, False, self.rank, self.world)
        self.trainer = Trainer(self.model, self.bare, self.optimizer, args, self.world, self.device)
        self.step, self.epoch, self.seen = 0, 0, 0
        self.best, self.best_weights, self.waited = {"value": None, "epoch": 0}, None, 0
        self.totals = losses.Totals()
        self.train_values = self.validation = None
        self.run = Run(args.record, NAME, self.device) if self.rank == 0 else None

    def say(self, text):
        if self.run:
            print(text, flush=True)

    def rows(self, part):
        return len(self.splits[part][1])

    def judge(self, part):
        """Loss and metrics of a split; every process looks at all of it."""
        if self.rows(part) == 0:
            return None
        batches = Batches(self.splits[part][1], self.args.batch)
        return evaluate(self.model, loader(self.splits[part], self.fits, batches, self.args.workers), self.device)

    def saved(self):
        """All that a training needs to go on."""
        model, optimizer = get_state_dict(self.bare, self.optimizer, options=WHOLE)
        return {
            "model": model,
            "optimizer": optimizer,
            "place": (self.step, self.epoch, self.seen, self.trainer.updates),
            "best": (self.best, self.best_weights, self.waited),
            "totals": self.totals.parts,
            "scaler": self.trainer.scaler.state_dict(),
            "random": torch.get_rng_state(),
        }

    def checkpoint(self):
        """All processes put together what a training needs to go on; the first writes it."""
        state = self.saved()
        if self.run:
            self.run.checkpoint(self.step, state)

    def resume(self, path):
        """Goes on from a checkpoint. Nothing in the file is run, whoever wrote it."""
        kept = torch.load(path, map_location="cpu", weights_only=True)
        set_state_dict(
            self.bare,
            self.optimizer,
            model_state_dict=kept["model"],
            optim_state_dict=kept["optimizer"],
            options=EVERYWHERE,
        )
        self.step, self.epoch, self.seen, self.trainer.updates = kept["place"]
        self.best, self.best_weights, self.waited = kept["best"]
        self.totals.parts = kept["totals"]
        self.trainer.scaler.load_state_dict(kept["scaler"])
        if self.rank == 0:
            torch.set_rng_state(kept["random"])
        else:
            torch.manual_seed(SEED + 1 + self.rank + self.world * self.step)  # the first process's numbers are its own
        self.say(f"Goes on from step {self.step}, {path}.")


    def is_over(self):
        return self.args.steps is not None and self.step >= self.args.steps

    def one_epoch(self):
        """The steps of an epoch, or of what is left of it."""
        steps = self.args.epochs * len(self.batches)
        self.batches.epoch = self.epoch
        self.model.train()
        if self.seen == 0:
            self.totals = losses.Totals()
        ahead = Ahead(self.batches, self.seen)
        checked = time.time()
        pinned = self.device.type == "cuda"
        for batch in loader(self.splits["train"], self.fits, ahead, self.args.workers, pinned):
            rate = optimizers.learning_rate(self.step, self.epoch, steps, self.args.epochs)
            for group in self.optimizer.param_groups:
                group["lr"] = rate * group.get("share", 1)
            loss = self.trainer.step(batch, self.totals)
            self.step, self.seen = self.step + 1, self.seen + 1
            if not math.isfinite(loss):
                raise SystemExit(f"The loss is {loss} at step {self.step}. Lower the learning rate, or check the data.")
            if self.run:
                self.run.step(self.step, loss, rate)
            if self.step <= 5 or self.step % 100 == 0:
                self.say(f"epoch {self.epoch + 1}, step {self.step}: loss {loss:.6f}")
            if self.is_over():
                break
            # every process takes part in a checkpoint: one clock would not do
            if everywhere([time.time() - checked > self.args.checkpoint_every], self.world)[0] > 0:
                self.checkpoint()
                checked = time.time()

    def end_epoch(self):
        """Judges an epoch that is over, and remembers it where it did best."""
        self.seen, self.epoch = 0, self.epoch + 1
        self.validation = self.judge("validation")
        judged = "" if self.validation is None else f", validation {self.validation}"
        self.say(f"epoch {self.epoch}: training loss {self.totals.loss:.6f}{judged}")
        value = (self.validation or self.train_values).get(MONITOR)
        known = value is not None and math.isfinite(value)
        before = self.best["value"]
        gain = math.inf if before is None or not known else value - before
        better = known and gain > 0
        if self.run:
            self.run.epoch(self.epoch, self.step, self.train_values, self.validation, better)
        if not known:
            return self.say(f"No value of {MONITOR} in epoch {self.epoch}: it is passed over.")
        if not better:
            self.waited += 1
            return
        self.best, self.waited = {"value": value, "epoch": self.epoch, "step": self.step}, 0
        state = get_model_state_dict(self.bare, options=EVERYWHERE)
        self.best_weights = {name: one.cpu().clone() for name, one in state.items()}

    def keep(self, state):
        """Writes the weights, here and into the record."""
        if self.run:
            save_weights(state, self.args.out, self.fits, HALF)
            self.run.weights(state, self.fits)

    def train(self):
        found = Run(self.args.record, NAME, self.device).checkpoints() if self.args.resume else []
        if found:
            self.resume(found[-1])
        parameters = sum(weight.numel() for weight in self.bare.parameters())
        rows = {part: self.rows(part) for part in ("train", "validation", "test")}
        if self.run:
            self.run.begin(parameters, len(self.batches), self.args.epochs, self.step, rows)
        self.say(f"{parameters:,} parameters on {self.device}; rows: {rows}")
        reason, kept = "done", None
        while self.epoch < self.args.epochs and not self.is_over():
            self.one_epoch()
            self.train_values = {"loss": self.totals.loss}
            whole = self.seen >= len(self.batches) or not self.is_over()
            if whole:
                self.end_epoch()
            self.keep(get_model_state_dict(self.bare, options=WHOLE))
            self.checkpoint()
        if self.best_weights is not None:
            set_model_state_dict(self.bare, dict(self.best_weights), options=EVERYWHERE)
            self.say(f"The weights of epoch {self.best['epoch']} are kept, which did best.")
            self.keep(self.best_weights)
            kept = self.best | {"split": "validation" if self.validation else "train", "metric": MONITOR}
        test = self.judge("test")
        if test is not None:
            self.say(f"test {test}")
        if self.run:
            self.run.finish(self.train_values, self.validation, test, kept, reason)
        self.say(f"The weights lie in {self.args.out}, the record in {self.args.record}.")


class Ahead:
    """Batches without those of an epoch that are done."""

    def __init__(self, batches, done):
        self.batches, self.done = batches, done

    def __len__(self):
        return max(len(self.batches) - self.done, 0)

    def __iter__(self):
        for at, rows in enumerate(self.batches):
            if at >= self.done and len(rows) > 0:
                yield rows


def train(args):
    training = Training(args)
    try:
        training.train()
    except BaseException as error:
        if training.run:
            training.run.fail(error)
        raise
    if dist.is_initialized() and os.environ.get("TORCHELASTIC_RUN_ID"):
        dist.barrier()
        dist.destroy_process_group()


if __name__ == "__main__":
    train(arguments())
