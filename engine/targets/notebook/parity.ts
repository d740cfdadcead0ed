/** `parity.py` beside a notebook: PyTorch's comparison, on the modules that the notebook's cells write. */
import { MAIN_FILE } from './commands.ts';

/** What compares, as the PyTorch project has it. */
export const COMPARE_FILE = 'compare.py';

export const PARITY_PY = `"""Holds the notebook to Layerloom: python parity.py. The same rows and weights; parity.json says what came out."""

import json
import os
import runpy


def write_modules():
    """Writes what the notebook's cells write beside it."""
    with open("${MAIN_FILE}", encoding="utf-8") as file:
        cells = json.load(file)["cells"]
    for cell in cells:
        head, _, source = "".join(cell["source"]).partition("\\n")
        if head.startswith("%%writefile "):
            with open(head.removeprefix("%%writefile "), "w", encoding="utf-8") as file:
                file.write(source)


if __name__ == "__main__":
    os.chdir(os.path.dirname(os.path.abspath(__file__)))
    write_modules()
    runpy.run_path("${COMPARE_FILE}", run_name="__main__")
`;
