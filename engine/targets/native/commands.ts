/** What a person types in the folder of an exported project; the scripts stand in its `package.json`. */
export const COMMANDS = {
  install: 'npm install',
  predict: 'npm start',
  train: 'npm run train',
  evaluate: 'npm run evaluate',
  check: 'npm run typecheck',
  parity: 'npm run parity',
} as const;

export const WEIGHTS = 'weights.safetensors';
/** What a training begins with where it is not told otherwise. */
export const INITIAL = 'model/initial.safetensors';
/** The program of the steps that are compared, of so many rows. */
export const comparedFile = (rows: string): string => `parity/train-${rows}.onnx`;
/** The network as a list of its layers, to read. */
export const LISTING = 'model/model.txt';
