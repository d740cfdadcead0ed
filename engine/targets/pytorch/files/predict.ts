/** `predict.py` of an exported project as a text; `filled` puts the values in. */
import {
  OUTPUTS_AND_COLUMNS,
  PREDICT_ARGUMENTS,
  PREDICT_CHECKS,
  PREDICT_ROWS,
  PREDICT_TOLD,
} from '../../python/predicting.ts';

export const PREDICT = `@doc@

import argparse
import os

import numpy as np
import torch
import torch.nn.functional as F  #? functional

from data import @imports@
from model import @network@
from weights import load_weights, read_fits

${OUTPUTS_AND_COLUMNS}${PREDICT_ARGUMENTS}    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
${PREDICT_CHECKS}    model = @network@()
    load_weights(model, args.weights)
    model.to(args.device).eval()
    fits = read_fits(args.weights) or {}
${PREDICT_ROWS}    rows = np.arange(len(next(iter(table.values()))))
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
${PREDICT_TOLD}

if __name__ == "__main__":
    main()
`;
