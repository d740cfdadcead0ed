import { problem, UserError } from '../../problems.ts';
import { path } from '../../settings.ts';
import { defineDataset } from '../define.ts';
import { readNpy, readNpz } from '../formats/npy.ts';
import type { RawArray } from '../table.ts';
import { openArrays, readWith } from './files.ts';
import { phrase, verbatim } from '../../phrases.ts';

const file = (label: string, doc: string, extensions = ['npy']) => path({ label, default: '', doc, extensions });

/** `x_train` -> x of the training split; `x_test` -> x of the test split; other names stand for themselves. */
const PARTS = [/^(.*?)_?train$/, /^(.*?)_?test$/] as const;

export const numpy = defineDataset({
  id: 'numpy',
  title: 'NumPy arrays',
  doc: 'Arrays saved by NumPy: one .npz archive, or .npy files of inputs and targets. Rows lie along the first axis, channels before height and width.',
  source: {
    title: 'NumPy: the npy format',
    url: 'https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html',
  },
  settings: {
    inputs: file(
      'Inputs',
      'An .npz archive whose arrays become columns (x_train and x_test become the column x), or an .npy file.',
      ['npz', 'npy'],
    ),
    targets: file('Targets', 'The .npy file of the targets; not needed for an archive.'),
    testInputs: file('Test inputs', 'Rows to test on; left empty, a share of the rows is kept for testing.'),
    testTargets: file('Test targets', 'Their targets.'),
  },
  async open(files, { inputs, targets, testInputs, testTargets }) {
    if (!inputs.endsWith('.npz')) {
      const read = async (x: string, y: string) =>
        new Map<string, RawArray>([
          ['input', await readWith(files, x, readNpy)],
          ...(y ? [['target', await readWith(files, y, readNpy)] as const] : []),
        ]);
      return openArrays(
        await read(inputs, targets),
        testInputs ? await read(testInputs, testTargets) : new Map(),
        inputs,
      );
    }
    const [train, test] = [new Map<string, RawArray>(), new Map<string, RawArray>()];
    for (const [name, array] of await readWith(files, inputs, readNpz)) {
      const part = PARTS.findIndex((pattern) => pattern.test(name));
      (part === 1 ? test : train).set(part < 0 ? name : PARTS[part]!.exec(name)![1] || name, array);
    }
    if (train.size === 0)
      throw new UserError(problem('dataset-damaged', { file: verbatim(inputs), reason: phrase('no-arrays') }));
    return openArrays(train, test, inputs);
  },
});
