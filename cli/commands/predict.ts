import { predictFile } from '../predict-file.ts';
import { type Command, required, RUNTIME_OPTIONS, SKIP_OPTION } from '../define.ts';

export const predict: Command = {
  name: 'predict',
  usage: 'FILE --weights W --input IN --output OUT [--raw] [--skip] [--engine onnx|tfjs] [--device D]',
  doc:
    "Runs the network on rows of IN (.npy, .npz, .safetensors or .csv; several inputs by their Input nodes' ids) as " +
    'the dataset has them, and writes the outputs. IN can also be a picture (.png, .jpg ...) or a folder of them: ' +
    'they are made grey or coloured, and of the size, that the input has. ' +
    'A CSV says the class that is predicted, by its name, its probability and those of all classes, or numbers in the ' +
    'units of their column; the other files hold the outputs as the network gives them. With --raw the values of IN ' +
    'go into the network as they are, without the transforms. With --skip rows that lack a number which is read, and files that ' +
    'cannot be read, have no answer, which is told; else they stop the command.',
  positionals: 1,
  options: {
    weights: { type: 'string' },
    input: { type: 'string' },
    output: { type: 'string' },
    raw: { type: 'boolean' },
    ...SKIP_OPTION,
    ...RUNTIME_OPTIONS,
  },
  async run(args) {
    await predictFile(args, required(args, 'input'), required(args, 'output'));
    return 0;
  },
};
