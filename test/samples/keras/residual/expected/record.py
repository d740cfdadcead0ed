"""The record of a training: a folder as Layerloom's own, which it can open and follow while it is written."""

import datetime
import json
import os
import platform
import shutil
import time

from safetensors.numpy import save_file

CHECKPOINTS = 2  # so many of the newest are kept


def clean(value):
    """Numbers that JSON has; what is not finite is None."""
    if isinstance(value, dict):
        return {key: clean(one) for key, one in value.items()}
    if isinstance(value, list):
        return [clean(one) for one in value]
    return None if isinstance(value, float) and not (abs(value) < float("inf")) else value


def numbers(values):
    """What was measured, without what is more than one number."""
    return {key: one for key, one in (values or {}).items() if not isinstance(one, list)}


class Record:
    """``device``: what computes, in words; ``versions``: of what besides Python."""

    def __init__(self, folder, name, device, threads, versions):
        self.folder, self.name = folder, name
        self.machine = {"engine": "onnx", "device": device, "threads": threads}
        self.versions = {"python": platform.python_version(), **versions, "platform": platform.platform()}
        self.waiting, self.said = [], time.time()
        os.makedirs(folder, exist_ok=True)

    def begin(self, parameters, steps_per_epoch, epochs, step, rows):
        """From a step on: what an earlier training left in the folder goes where this one begins at its first."""
        now = datetime.datetime.now(datetime.timezone.utc).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        self.id = os.path.basename(os.path.abspath(self.folder))
        if step == 0 and os.path.exists(self.path("metrics.jsonl")):
            os.remove(self.path("metrics.jsonl"))
        if os.path.exists("document.loom"):
            shutil.copyfile("document.loom", self.path("document.loom"))
        about = {"id": self.id, "base": os.path.abspath("."), "name": self.name, **self.machine}
        self.write("run.json", {**about, "created": now, "versions": self.versions, "pid": os.getpid(), "started": now})
        self.event(
            "started", run=self.id, name=self.name, **self.machine,
            parameters=parameters, stepsPerEpoch=steps_per_epoch, epochs=epochs, step=step, rows=rows,
        )
        self.event("state", state="running")
        self.total, self.began = steps_per_epoch * epochs, time.time()
        self.said = self.began

    def path(self, *parts):
        return os.path.join(self.folder, *parts)

    def write(self, name, value):
        with open(self.path(f"{name}.part"), "w", encoding="utf-8") as opened:
            json.dump(value, opened, indent=2, ensure_ascii=False)
        os.replace(self.path(f"{name}.part"), self.path(name))

    def event(self, kind, **about):
        with open(self.path("metrics.jsonl"), "a", encoding="utf-8") as opened:
            opened.write(json.dumps(clean({"event": kind, **about, "time": time.time()})) + "\n")

    def step(self, step, loss, rate):
        self.waiting.append((step, loss, rate))
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
        self.event(
            "epoch", epoch=epoch, step=step,
            train=numbers(train), validation=numbers(validation) if validation else None,
            best=best, seconds=time.time() - self.began,
        )

    def save(self, arrays, path, metadata=None):
        """Weights by Layerloom's names, all or not at all."""
        save_file(arrays, f"{path}.part", metadata)
        os.replace(f"{path}.part", path)

    def keep(self, arrays, fits):
        """The weights that the training comes to."""
        self.save(arrays, self.path("weights.safetensors"), {"fits": json.dumps(fits)})

    def checkpoint(self, epoch, step, arrays):
        """The weights after so many steps; of the older ones only the newest stay."""
        self.flush()  # whoever goes on from here needs the steps before
        folder = self.path("checkpoints")
        os.makedirs(folder, exist_ok=True)
        path = os.path.join(folder, f"{step}.safetensors")
        self.save(arrays, path)
        names = [os.path.splitext(name) for name in os.listdir(folder)]
        steps = sorted(int(step) for step, ending in names if ending == ".safetensors" and step.isdigit())
        for old in steps[:-CHECKPOINTS]:
            os.remove(os.path.join(folder, f"{old}.safetensors"))
        self.event("checkpoint", epoch=epoch, step=step, file=path)

    def fail(self, error):
        """How a training came to its end that did not get to its last step."""
        self.flush()
        stopped = isinstance(error, KeyboardInterrupt)
        if not stopped:
            self.event("failed", problem={"message": str(error) or type(error).__name__})
        self.event("state", state="stopped" if stopped else "failed")

    def finish(self, train, validation, test, kept, reason, **more):
        self.flush()
        parts = {name: numbers(values) for name, values in (("validation", validation), ("test", test)) if values}
        self.event(
            "finished", run=self.id, reason=reason, kept=kept, train=numbers(train), **parts, **more,
            seconds=time.time() - self.began, waitShare=0, peakMb=0,
        )
        self.event("state", state="finished")
