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
            raise SystemExit(f"{name} is no longer finite; {path} is left as it is. Lower the learning rate.")
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

export const RUNS_PY = `"""The record of a training in Layerloom's form, with what PyTorch needs to go on, and TensorBoard's files."""

import os

import torch

from record import CHECKPOINTS, Record, numbers
from weights import layerloom_names, weights_of


def arrays_of(state):
    """The weights of a state dictionary by Layerloom's names."""
    saved = weights_of(state)
    names = layerloom_names(saved)
    return {names[name]: value.numpy() for name, value in saved.items()}


class Run(Record):
    def __init__(self, folder, name, device):
        super().__init__(folder, name, f"PyTorch {device}", torch.get_num_threads(), {"torch": torch.__version__})
        try:
            from torch.utils.tensorboard import SummaryWriter

            self.curves = SummaryWriter(self.path("tensorboard"))
        except ImportError:
            self.curves = None

    def step(self, step, loss, rate):
        if self.curves:
            self.curves.add_scalar("loss/step", loss, step)
            self.curves.add_scalar("learning rate", rate, step)
        super().step(step, loss, rate)

    def epoch(self, epoch, step, train, validation, best):
        super().epoch(epoch, step, train, validation, best)
        if self.curves:
            for part, values in (("train", train), ("validation", validation)):
                for key, one in numbers(values).items():
                    if one is not None:
                        self.curves.add_scalar(f"{key}/{part}", one, step)

    def weights(self, state, fits):
        self.keep(arrays_of(state), fits)

    def checkpoints(self):
        """The files of checkpoints, the newest last."""
        folder = self.path("pytorch")
        names = os.listdir(folder) if os.path.isdir(folder) else []
        steps = sorted(int(name[:-3]) for name in names if name.endswith(".pt") and name[:-3].isdigit())
        return [os.path.join(folder, f"{step}.pt") for step in steps]

    def checkpoint(self, step, state):
        """All that a training needs to go on; and the weights beside it by Layerloom's names, which it takes."""
        folder = self.path("pytorch")
        os.makedirs(folder, exist_ok=True)
        torch.save(state, os.path.join(folder, f"{step}.part"))
        os.replace(os.path.join(folder, f"{step}.part"), os.path.join(folder, f"{step}.pt"))
        for path in self.checkpoints()[:-CHECKPOINTS]:
            os.remove(path)
        super().checkpoint(state["place"][1], step, arrays_of(state["model"]))

    def finish(self, *given, **more):
        super().finish(*given, **more)
        if self.curves:
            self.curves.close()
`;
