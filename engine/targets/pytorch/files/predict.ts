/** `predict.py` of an exported project as a text; `filled` puts the values in. */
export const PREDICT = `@doc@

import argparse
import os

import numpy as np
import torch
import torch.nn.functional as F  #? functional
from data import @imports@
from model import @network@
from weights import load_weights, read_fits

# Files of the outputs, in their order.
OUTPUTS = @outputs@
# The columns that are read, and files of rows to try it on.  #? !table
COLUMNS = @columns@  #? !table
SAMPLE = @sample@  #? !table


@functions@READ_OUT = [@readouts@]
CLASSES = [@classes@]
# The target in whose units an output is given.  #? turns
IN_UNITS_OF = [@units@]  #? turns


def main():
    parser = argparse.ArgumentParser(description="Rows of a table in, predictions out, as NumPy files.")  #? table
    parser.add_argument("rows", @given@help="a file with the columns of the table")  #? table
    parser = argparse.ArgumentParser(description="Raw rows in, predictions out, as NumPy files.")  #? !table
    parser.add_argument("inputs", nargs="*", default=SAMPLE, help="a NumPy file for each column: raw values, a row for each sample")  #? plain
    parser.add_argument("inputs", nargs="*", default=SAMPLE, help="@files@; or a NumPy file for each column of raw values")  #? files
    parser.add_argument("--weights", default=@weights@)
    parser.add_argument("--out", default="predictions")
    parser.add_argument("--batch", type=int, default=64)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    args = parser.parse_args()
    raw = all(name.endswith(".npy") for name in args.inputs)  #? files
    if raw and len(args.inputs) != len(COLUMNS):  #? files
        parser.error(f"@files@, or {len(COLUMNS)} NumPy files are needed: {', '.join(COLUMNS)}")  #? files
    if len(args.inputs) != len(COLUMNS):  #? plain
        parser.error(f"{len(COLUMNS)} files of rows are needed: {', '.join(COLUMNS)}")  #? plain
    for name in [args.rows]:  #? table
    for name in args.inputs:  #? !table
        if not os.path.exists(name):
            parser.error(f"There is no {name}.")
    if not os.path.exists(args.weights):
        parser.error(f"There is no {args.weights}: train first, or name the weights.")
    model = @network@()
    load_weights(model, args.weights)
    model.to(args.device).eval()
    fits = read_fits(args.weights) or {}
    table = read_rows(args.rows)  #? table
    table = dict(zip(COLUMNS, map(np.load, args.inputs)))  #? plain
    table = dict(zip(COLUMNS, map(np.load, args.inputs))) if raw else read_rows(args.inputs)  #? files
    names = table.get("names", range(len(next(iter(table.values())))))  #? files
    rows = np.arange(len(next(iter(table.values()))))
    found = []
    with torch.inference_mode():
        for start in range(0, len(rows), args.batch):
            inputs = inputs_of(table, rows[start : start + args.batch], fits)
            outputs = model(*(value.to(args.device) for value in inputs))
            found.append([output.cpu() for output in (outputs if isinstance(outputs, tuple) else (outputs,))])
    os.makedirs(args.out, exist_ok=True)
    for at, (name, parts) in enumerate(zip(OUTPUTS, zip(*found))):
        output = torch.cat(parts)
        if IN_UNITS_OF[at]:  #? turns
            read = READ_OUT[at](output) if READ_OUT[at] else output  #? turns
            output = torch.from_numpy(in_own_units(IN_UNITS_OF[at], read.numpy(), fits))  #? turns
        np.save(os.path.join(args.out, f"{name}.npy"), output.numpy())
        print(f"{name}: {tuple(output.shape)} in {os.path.join(args.out, name)}.npy")
        shown = READ_OUT[at](output[:5]) if READ_OUT[at] else output[:5]  #? !turns
        reads = READ_OUT[at] and not IN_UNITS_OF[at]  #? turns
        shown = READ_OUT[at](output[:5]) if reads else output[:5]  #? turns
        for row, values in enumerate(shown.reshape(len(shown), -1)):
            best = int(values.argmax())
            label = CLASSES[at][best] if CLASSES[at] and best < len(CLASSES[at]) else best
            numbers = [round(float(value), 4) for value in values[:10]]
            row = names[row]  #? files
            print(f"  row {row}: {numbers}", f"most likely {label}" if READ_OUT[at] and len(values) > 1 else "")


if __name__ == "__main__":
    main()
`;
