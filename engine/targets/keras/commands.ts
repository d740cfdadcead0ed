/** What a person types in the folder of an exported project. */
export const COMMANDS = {
  install: 'pip install .',
  train: 'python train.py',
  predict: 'python predict.py',
  parity: 'python parity.py',
} as const;

/** The weights that an export writes, and that predictions are made with where no others are named. */
export const WEIGHTS = 'weights.safetensors';

/** The file with the network. */
export const MAIN_FILE = 'model.py';
