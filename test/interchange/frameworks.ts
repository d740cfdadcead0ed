/**
 * Reads models of other programs with what they give, and says how each came through: `frameworks.py` writes them. Rows of a table in
 * `docs/interchange.md`.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { readNpy } from '../../engine/data/formats/npy.ts';
import { countFates } from '../../engine/importers/define.ts';
import { disk } from '../../engine/node/files/disk.ts';
import { onnxEngine } from '../../engine/node/onnx/engine.ts';
import { importModel } from '../../engine/runs/importModel.ts';
import { word } from '../../engine/texts/index.ts';
import { TrainedModel } from '../../engine/train/trained.ts';
import { tensor } from '../../engine/types/tensor.ts';

export interface Row {
  readonly model: string;
  readonly nodes: number;
  readonly mapped: number;
  readonly approximated: number;
  readonly refused: number;
  /** The largest difference, as a share of the largest number. */
  readonly difference: number;
  readonly why: readonly string[];
}

/** Imports a model, runs it on the rows beside it and compares. */
export async function rowOf(folder: string, file: string): Promise<Row> {
  const model = file.replace(/\.[^.]+$/, '');
  const read = (part: string) => readNpy(new Uint8Array(readFileSync(path.join(folder, `${model}.${part}.npy`))));
  const { document, weights, report } = await importModel(
    { file: path.join(folder, file), files: disk },
    {},
    { breathe: async () => {} },
  );
  const { mapped, approximated, opaque, refused } = countFates(report);
  const trained = await TrainedModel.open(onnxEngine, document, { tensors: weights }, { device: 'cpu', threads: 2 });
  try {
    const [input, output] = [read('input'), read('output')];
    const node = trained.model.inputs[0]!.node!;
    const given = tensor('float32', input.shape, Float32Array.from(input.data));
    const found = await trained.predict({ [node]: given }, true);
    const numbers = found[trained.model.outputs[0]!.name]!.data;
    const wanted = Array.from<number>(output.data);
    const largest = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const worst = wanted.reduce((most, value, i) => Math.max(most, Math.abs(value - Number(numbers[i]))), 0);
    const difference = numbers.length === wanted.length ? worst / largest : Number.NaN;
    const why = report.flatMap((one) => (one.fate === 'mapped' || !one.why ? [] : [`${one.node}: ${word(one.why)}`]));
    return { model: file, nodes: report.length, mapped, approximated, refused: refused + opaque, difference, why };
  } finally {
    await trained.close();
  }
}

export const line = ({ model, nodes, mapped, approximated, refused, difference }: Row): string =>
  `| ${model} | ${nodes} | ${mapped} | ${approximated} | ${refused} | ${difference.toExponential(1)} |`;
