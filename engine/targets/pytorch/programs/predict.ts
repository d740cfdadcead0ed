/** `predict.py` and `evaluate.py` of an exported project. */
import type { Document } from '../../../graph/document.ts';
import type { CheckedGraph } from '../../../passes/check.ts';
import { torch } from '../dialect.ts';
import type { ModelSource } from '../model/model.ts';
import { PREDICT } from '../files/predict.ts';
import type { DataSource } from '../../python/data/data.ts';
import { predictValues, type Sample } from '../../python/sample.ts';
import { docstring, literal, withoutTexts } from '../../python/text.ts';
import { filled } from '../../filled.ts';
import { outputFiles, readOuts } from '../../python/programs.ts';
import { WEIGHTS } from '../commands.ts';

interface Along {
  /** Rows to try it on. */
  readonly sample: Sample;
  readonly classes?: Readonly<Record<string, readonly string[]>> | undefined;
}

export function predictSource(
  document: Document,
  checked: CheckedGraph,
  model: ModelSource,
  data: DataSource,
  { sample, classes }: Along,
): string {
  const given = model.outputs.filter((id) => checked.outputs.includes(id));
  const { functions: body, readouts, names, units, turns } = readOuts(torch, document, checked, given, classes);
  const { rows, columns, ...told } = predictValues(data, sample, turns);
  const about = `Predicts with ${document.name}: python predict.py [--weights FILE] [--device D] ${rows}`;
  return filled(
    PREDICT,
    {
      doc: docstring(about),
      network: model.name,
      weights: literal(WEIGHTS),
      outputs: literal(outputFiles(checked, given)),
      ...told,
      columns: literal(columns),
      sample: literal(sample.names),
      functions: body === '' ? '' : `${body}\n\n`,
      readouts,
      classes: names,
      units,
    },
    {
      functional: /\bF\./.test(withoutTexts(body)),
      turns,
      table: data.table !== undefined,
      files: data.rows !== undefined,
      plain: !data.table && !data.rows,
    },
  );
}

export const evaluateSource = (
  document: Document,
  model: ModelSource,
): string => `${docstring(`How good weights of ${document.name} are: python evaluate.py [--weights FILE] [--split test].`)}

import argparse
import json

import torch

from data import Batches, loader, open_data
from metrics import evaluate
from model import ${model.name}
from weights import load_weights, read_fits


def main():
    parser = argparse.ArgumentParser(description="Loss and metrics of a split.")
    parser.add_argument("--weights", default=${literal(WEIGHTS)})
    parser.add_argument("--split", choices=["train", "validation", "test"], default="test")
    parser.add_argument("--batch", type=int, default=${document.training.batchSize})
    parser.add_argument("--workers", type=int, default=0)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    args = parser.parse_args()
    model = ${model.name}()
    load_weights(model, args.weights)
    model.to(args.device)
    splits, fits = open_data(read_fits(args.weights))
    rows = splits[args.split][1]
    if len(rows) == 0:
        parser.error(f"There are no rows for {args.split}.")
    batches = loader(splits[args.split], fits, Batches(rows, args.batch), args.workers)
    print(json.dumps(evaluate(model, batches, args.device)))


if __name__ == "__main__":
    main()
`;
