/** Rows that go along with an exported project, for a first prediction. */
import type { Tensor } from '../../../types/tensor.ts';
import type { ProjectFiles } from '../../define.ts';
import { numpyFile } from '../data/given.ts';
import type { ModelEnd } from '../model/model.ts';

/** The files of the rows that inputs are fed with, in the inputs' order. */
export const sampleNames = (inputs: readonly ModelEnd[]): string[] =>
  inputs.map(({ variable }) => `sample/${variable}.npy`);

export function sampleFiles(inputs: readonly ModelEnd[], rows: Readonly<Record<string, Tensor>>): ProjectFiles {
  const names = sampleNames(inputs);
  return Object.fromEntries(inputs.map(({ node }, i) => [names[i]!, numpyFile(rows[node]!)]));
}
