/** `weights.py` and `runs.py` of an exported project, which do not depend on the document. */

export const WEIGHTS_PY = `"""Files of weights: safetensors in the module's own names, with what the transforms of the data learned."""

import json
import os

import torch
from safetensors import safe_open
from safetensors.torch import load_file, save_file


def read_fits(path):
    """What the transforms of the data learned, as the file has it; None where it says nothing of that."""
    with safe_open(path, "pt") as opened:
        metadata = opened.metadata() or {}
    return json.loads(metadata["fits"]) if "fits" in metadata else None


def load_weights(model, path):
    """Loads every weight by its name. A weight that several modules use is there once."""
    state = {name: value.float() if value.is_floating_point() else value for name, value in load_file(path).items()}
    missing, unexpected = model.load_state_dict(state, strict=False)
    own = dict(model.named_parameters(remove_duplicate=False))
    loaded = {id(own[name]) for name in state if name in own}
    missing = [name for name in missing if not (name in own and id(own[name]) in loaded)]
    missing = [name for name in missing if not name.endswith("num_batches_tracked")]
    if missing or unexpected:
        raise SystemExit(f"{path} does not fit the network. Missing: {missing}; not known: {unexpected}.")


def weights_of(state, half=False):
    """A state dictionary as it is saved: each tensor once, without what only counts batches."""
    seen, out = set(), {}
    for name, value in state.items():
        if name.endswith("num_batches_tracked"):
            continue
        key = (value.data_ptr(), tuple(value.shape), value.stride()) if value.numel() > 0 else (name,)
        if key in seen:
            continue
        seen.add(key)
        value = value.detach().cpu().contiguous()
        running = name.rpartition(".")[2].startswith("running_")
        fits = half and not running and value.is_floating_point() and bool(value.abs().max() <= 65504)
        out[name] = value.half() if fits else value
    return out


def save_weights(state, path, fits, half=False):
    """Writes the weights, all or not at all. Weights that are no longer finite overwrite nothing."""
    for name, value in state.items():
        if value.is_floating_point() and not torch.isfinite(value).all():
            raise SystemExit(f"The weight {name} is no longer finite: {path} is left as it is. Lower the learning rate, or check the data.")
    save_file(weights_of(state, half), f"{path}.part", {"fits": json.dumps(fits)})
    os.replace(f"{path}.part", path)


def layerloom_names(names):
    """The names in Layerloom of weights that are called otherwise there; the others keep theirs."""
    if not os.path.exists("names.json"):
        return {name: name for name in names}
    with open("names.json", encoding="utf-8") as opened:
        known = json.load(opened)
    return {name: known.get(name, name) for name in names}
`;

export const RUNS_PY = `"""The record of a training: a folder as Layerloom's own, which it can open and follow, with TensorBoard's files beside it."""

import datetime
import json
import os
import platform
import shutil
import time

import torch
from safetensors.torch import save_file

from weights import layerloom_names, weights_of

CHECKPOINTS = 2


def clean(value):
    """Numbers that JSON has; what is not finite is None."""
    if isinstance(value, dict):
        return {key: clean(one) for key, one in value.items()}
    if isinstance(value, list):
        return [clean(one) for one in value]
    return None if isinstance(value, float) and not (abs(value) < float("inf")) else value


class Run:
    def __init__(self, folder, name, device):
        self.folder, self.name, self.device = folder, name, device
        self.waiting, self.said = [], time.time()
        os.makedirs(folder, exist_ok=True)
        try:
            from torch.utils.tensorboard import SummaryWriter

            self.curves = SummaryWriter(os.path.join(folder, "tensorboard"))
        except ImportError:
            self.curves = None

    def begin(self, parameters, steps_per_epoch, epochs, step, rows):
        now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        self.id = os.path.basename(os.path.abspath(self.folder))
        if os.path.exists("document.loom"):
            shutil.copyfile("document.loom", os.path.join(self.folder, "document.loom"))
        self.write(
            "run.json",
            {
                "id": self.id,
                "engine": "onnx",
                "device": f"PyTorch {self.device}",
                "threads": torch.get_num_threads(),
                "base": os.path.abspath("."),
                "name": self.name,
                "created": now,
                "versions": {"python": platform.python_version(), "torch": torch.__version__, "platform": platform.platform()},
                "pid": os.getpid(),
                "started": now,
            },
        )
        self.event(
            "started", run=self.id, name=self.name, engine="onnx", device=f"PyTorch {self.device}", threads=torch.get_num_threads(),
            parameters=parameters, stepsPerEpoch=steps_per_epoch, epochs=epochs, step=step, rows=rows,
        )
        self.event("state", state="running")
        self.total, self.began = steps_per_epoch * epochs, time.time()
        self.said = self.began

    def write(self, name, value):
        path = os.path.join(self.folder, name)
        with open(f"{path}.part", "w", encoding="utf-8") as opened:
            json.dump(value, opened, indent=2, ensure_ascii=False)
        os.replace(f"{path}.part", path)

    def event(self, kind, **about):
        with open(os.path.join(self.folder, "metrics.jsonl"), "a", encoding="utf-8") as opened:
            opened.write(json.dumps(clean({"event": kind, **about, "time": time.time()})) + "\\n")

    def step(self, step, loss, rate):
        self.waiting.append((step, loss, rate))
        if self.curves:
            self.curves.add_scalar("loss/step", loss, step)
            self.curves.add_scalar("learning rate", rate, step)
        if time.time() - self.said > 0.5:
            self.flush()

    def flush(self):
        if not self.waiting:
            return
        steps, losses, rates = zip(*self.waiting)
        pace = len(steps) / max(time.time() - self.said, 1e-9)
        self.event(
            "steps", step=list(steps), loss=list(losses), metrics={}, learningRate=rates[-1],
            stepsPerSecond=pace, secondsLeft=max(self.total - steps[-1], 0) / pace,
        )
        self.waiting, self.said = [], time.time()

    def epoch(self, epoch, step, train, validation, best):
        self.flush()
        numbers = lambda values: {key: one for key, one in (values or {}).items() if not isinstance(one, list)}
        self.event(
            "epoch", epoch=epoch, step=step, train=numbers(train), validation=numbers(validation) if validation else None,
            best=best, seconds=time.time() - self.began,
        )
        if self.curves:
            for part, values in (("train", train), ("validation", validation or {})):
                for key, one in numbers(values).items():
                    if one is not None:
                        self.curves.add_scalar(f"{key}/{part}", one, step)

    def weights(self, state, fits):
        """The weights by Layerloom's names."""
        self.save(state, os.path.join(self.folder, "weights.safetensors"), {"fits": json.dumps(fits)})

    def save(self, state, path, metadata=None):
        saved = weights_of(state)
        names = layerloom_names(saved)
        save_file({names[name]: value for name, value in saved.items()}, f"{path}.part", metadata)
        os.replace(f"{path}.part", path)

    def checkpoints(self):
        """The files of checkpoints, the newest last."""
        folder = os.path.join(self.folder, "pytorch")
        names = os.listdir(folder) if os.path.isdir(folder) else []
        steps = sorted(int(name[:-3]) for name in names if name.endswith(".pt") and name[:-3].isdigit())
        return [os.path.join(folder, f"{step}.pt") for step in steps]

    def checkpoint(self, step, state):
        """All that a training needs to go on; and the weights beside it by Layerloom's names, which it takes."""
        folder = os.path.join(self.folder, "pytorch")
        os.makedirs(folder, exist_ok=True)
        torch.save(state, os.path.join(folder, f"{step}.part"))
        os.replace(os.path.join(folder, f"{step}.part"), os.path.join(folder, f"{step}.pt"))
        for path in self.checkpoints()[:-CHECKPOINTS]:
            os.remove(path)
        kept = {os.path.basename(path)[:-3] for path in self.checkpoints()}
        folder = os.path.join(self.folder, "checkpoints")
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, f"{step}.safetensors")
        self.save(state["model"], path)
        for name in os.listdir(folder):
            if name.endswith(".safetensors") and name.rpartition(".")[0] not in kept:
                os.remove(os.path.join(folder, name))
        self.event("checkpoint", epoch=state["place"][1], step=step, file=path)

    def fail(self, error):
        """How a training came to its end that did not get to its last step."""
        self.flush()
        stopped = isinstance(error, KeyboardInterrupt)
        if not stopped:
            self.event("failed", problem={"message": str(error) or type(error).__name__})
        self.event("state", state="stopped" if stopped else "failed")

    def finish(self, train, validation, test, seconds, kept, reason):
        self.flush()
        numbers = lambda values: {key: one for key, one in (values or {}).items() if not isinstance(one, list)}
        parts = {name: numbers(values) for name, values in (("validation", validation), ("test", test)) if values}
        self.event(
            "finished", run=self.id, reason=reason, kept=kept, train=numbers(train), **parts, seconds=seconds, waitShare=0, peakMb=0,
        )
        self.event("state", state="finished")
        if self.curves:
            self.curves.close()
`;
