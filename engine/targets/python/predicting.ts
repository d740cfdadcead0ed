/** What `predict.py` of every project in Python has: what it takes, what is asked of that, and how it says what came out. */

export const OUTPUTS_AND_COLUMNS = `# Files of the outputs, in their order.
OUTPUTS = @outputs@
# The columns that are read, and files of rows to try it on.  #? !table
COLUMNS = @columns@  #? !table
SAMPLE = @sample@  #? !table


@functions@READ_OUT = [@readouts@]
CLASSES = [@classes@]
# The target in whose units an output is given.  #? turns
IN_UNITS_OF = [@units@]  #? turns


`;

export const PREDICT_ARGUMENTS = `def main():
    parser = argparse.ArgumentParser(description="Rows of a table in, predictions out, as NumPy files.")  #? table
    parser.add_argument("rows", @given@help="a file with the columns of the table")  #? table
    parser = argparse.ArgumentParser(description="Raw rows in, predictions out, as NumPy files.")  #? !table
    parser.add_argument("inputs", nargs="*", default=SAMPLE, help="a NumPy file for each column: raw values, a row for each sample")  #? plain
    parser.add_argument("inputs", nargs="*", default=SAMPLE, help="@files@; or a NumPy file for each column of raw values")  #? files
    parser.add_argument("--weights", default=@weights@)
    parser.add_argument("--out", default="predictions")
    parser.add_argument("--batch", type=int, default=64)
`;

/** What is not there is said before anything is read. */
export const PREDICT_CHECKS = `    args = parser.parse_args()
    raw = all(name.endswith(".npy") for name in args.inputs)  #? files
    if raw and len(args.inputs) != len(COLUMNS):  #? files
        parser.error(f"@files@, or {len(COLUMNS)} NumPy files are needed: {', '.join(COLUMNS)}")  #? files
    if len(args.inputs) != len(COLUMNS):  #? plain
        parser.error(f"{len(COLUMNS)} files of rows are needed: {', '.join(COLUMNS)}")  #? plain
    if not os.path.exists(args.rows):  #? table
        parser.error(f"There is no {args.rows}.")  #? table
    for name in args.inputs:  #? !table
        if not os.path.exists(name):  #? !table
            parser.error(f"There is no {name}.")  #? !table
    if not os.path.exists(args.weights):
        parser.error(f"There is no {args.weights}: train first, or name the weights.")
`;

export const PREDICT_ROWS = `    table = read_rows(args.rows)  #? table
    table = dict(zip(COLUMNS, map(np.load, args.inputs)))  #? plain
    table = dict(zip(COLUMNS, map(np.load, args.inputs))) if raw else read_rows(args.inputs)  #? files
    names = table.get("names", range(1, 1 + len(next(iter(table.values())))))  #? files
`;

/** `shown`: the first rows of an output, read out. */
export const PREDICT_TOLD = `        for row, values in enumerate(shown.reshape(len(shown), -1), 1):
            best = int(values.argmax())
            label = CLASSES[at][best] if CLASSES[at] and best < len(CLASSES[at]) else best
            numbers = [round(float(value), 4) for value in values[:10]]
            row = names[row - 1]  #? files
            likely = f" most likely {label}" if (READ_OUT[at] or CLASSES[at]) and len(values) > 1 else ""
            print(f"  row {row}: {numbers}{likely}")
`;
