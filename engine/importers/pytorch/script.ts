/** The Python that writes a module of one's own as a file which is read here; `loom import --script` gives it out. */
export const EXPORT_SCRIPT = `"""Writes a PyTorch module as MODEL.pt2, which \`loom import MODEL.pt2 --out model.loom\` reads.

python export_pt2.py MODULE:NAME --shape 3,224,224 [--set NAME=VALUE] [--weights FILE.pth] [--out model.pt2]

MODULE:NAME is a class, a function or a module that stands there: torchvision.models:resnet18, my_model:Net, my_model.py:Net.
--shape is the size of one sample (without the batch), once for each input in order:
    3,224,224        numbers
    int:64           whole numbers, such as tokens
    mask=int:64      the argument "mask" of forward
    batch.ids=int:64 the entry "ids" of the dictionary "batch"
--set is an argument of the class or function, once for each: --set classes=10 --set act=gelu.
--tokens: all inputs are whole numbers.

Needs torch 2.7 or newer. Run it only on code that you trust: it runs that code.
"""

import argparse
import ast
import importlib
import inspect
import logging
import os
import sys

import torch


def stop(sentence):
    sys.exit(f"export_pt2.py: {sentence}")


def first_line(error):
    """What an error says before it goes into details."""
    text = next((line.strip() for line in str(error).splitlines() if line.strip()), "")
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def value_of(text):
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text


def found(place):
    """What stands at MODULE:NAME."""
    module, colon, name = place.rpartition(":")
    if not colon:
        stop(f'"{place}" is not MODULE:NAME, such as my_model:Net')
    if module.endswith(".py"):
        sys.path.insert(0, os.path.dirname(os.path.abspath(module)))
        module = os.path.basename(module)[:-3]
    sys.path.insert(0, os.getcwd())
    try:
        there = importlib.import_module(module)
    except Exception as error:
        stop(f"{module} cannot be imported. {first_line(error)}")
    for part in name.split("."):
        if not hasattr(there, part):
            stop(f'there is no "{part}" in {module}')
        there = getattr(there, part)
    return there


def made(place, settings):
    """The module itself, made where it is a class or a function."""
    it = found(place)
    if isinstance(it, torch.nn.Module):
        return it
    if not callable(it):
        stop(f"{place} is a {type(it).__name__}; it must be a module, or a class or a function that makes one")
    try:
        it = it(**settings)
    except Exception as error:
        stop(f"{place} cannot be called so: give it its arguments by --set NAME=VALUE. {first_line(error)}")
    if not isinstance(it, torch.nn.Module):
        stop(f"{place} makes a {type(it).__name__}; it must be a module of PyTorch")
    return it


def with_weights(model, file):
    """Loads a state dict, which may be within a checkpoint."""
    try:
        state = torch.load(file, map_location="cpu", weights_only=True)
        inner = [state[key] for key in ("state_dict", "model_state_dict", "model") if key in state]
        model.load_state_dict(inner[0] if inner else state)
    except Exception as error:
        stop(f"the weights of {file} are not those of the module. {first_line(error)}")


def inputs_of(shapes, tokens, count):
    """Arguments in their order and by name, with so many samples."""
    args, named = [], {}
    for text in shapes:
        name, equals, sizes = text.rpartition("=")
        whole = tokens or sizes.startswith("int:")
        try:
            shape = [int(size) for size in sizes.removeprefix("int:").split(",") if size.strip()]
        except ValueError:
            stop(f'--shape "{text}" is not of sizes with commas between, such as 3,224,224 or mask=int:64')
        one = torch.zeros(count, *shape, dtype=torch.int64) if whole else torch.randn(count, *shape)
        if not equals:
            args.append(one)
            continue
        *outer, last = name.split(".")
        into = named
        for part in outer:
            into = into.setdefault(part, {})
        into[last] = one
    return tuple(args), named


def open_batch(value, batch):
    """That the first axis of each tensor is the batch, in the form of what goes in."""
    if isinstance(value, dict):
        return {key: open_batch(one, batch) for key, one in value.items()}
    return {0: batch}


def exported(model, args):
    """With as many samples as one likes where the module allows it, else with one."""
    wrong = None
    for batch, count in ((torch.export.Dim("batch"), 2), (None, 1)):
        given, named = inputs_of(args.shape, args.tokens, count)
        try:
            with torch.no_grad():
                model(*given, **named)
        except Exception as error:
            wrong = wrong or f"the module does not take inputs of these shapes. {first_line(error)}"
            continue
        order = list(inspect.signature(model.forward).parameters)
        shapes = open_batch(dict(zip(order, given)) | named, batch) if named else tuple({0: batch} for _ in given)
        try:
            program = torch.export.export(model, given, named, dynamic_shapes=shapes if batch else None)
        except Exception as error:
            wrong = (
                "torch.export cannot follow the module: what forward does may not depend on the numbers that go in "
                f"(torch.where in place of if). {first_line(error)}"
            )
            continue
        if wrong:
            print(f"It is for one sample at a time. With more: {wrong}", file=sys.stderr)
        return program
    stop(wrong)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("model", metavar="MODULE:NAME")
    parser.add_argument("--shape", action="append", required=True)
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    parser.add_argument("--tokens", nargs="?", const=True)
    parser.add_argument("--weights", metavar="FILE.pth")
    parser.add_argument("--out", default="model.pt2")
    args = parser.parse_args()
    # torch would print the whole graph where it gives up
    logging.disable(logging.ERROR)

    settings = {name: value_of(text) for name, _, text in (pair.partition("=") for pair in args.set)}
    model = made(args.model, settings)
    if args.weights:
        with_weights(model, args.weights)
    torch.export.save(exported(model.eval(), args), args.out)
    print(f"Written: {args.out}")


if __name__ == "__main__":
    main()
`;
