import { predictFile } from '../predict-file.ts';
import { type Command, required } from '../define.ts';
import { RAW, RUNTIME_OPTIONS, WEIGHTS } from '../options.ts';

export const predict: Command = {
  name: 'predict',
  calls: ['FILE --weights FILE --input IN --output OUT'],
  doc: 'Runs a network on rows of a file, and writes what it answers.',
  more:
    "IN is .npy, .npz, .safetensors or .csv (several inputs by their Input nodes' ids) with rows as the dataset has them, or a picture, a " +
    'sound or a folder of such. OUT as .csv says the class that is predicted, by its name, its probability and those of all classes, or ' +
    'numbers in the units of their column; .npy, .npz and .safetensors hold the outputs as the network gives them.',
  positionals: [1, 1],
  options: {
    weights: WEIGHTS,
    input: { value: 'IN', doc: 'The rows, or the folder.' },
    output: { value: 'OUT', doc: 'The file of the answers.' },
    raw: RAW,
    skip: {
      doc: 'Rows that lack a number which is read, and files that cannot be read, have no answer, which is told; else they stop the command.',
    },
    ...RUNTIME_OPTIONS,
  },
  async run(args) {
    await predictFile(args, required(args, 'input'), required(args, 'output'));
    return 0;
  },
};
