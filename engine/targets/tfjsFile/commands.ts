/** What a person types in the folder of an exported model. */
export const COMMANDS = {
  install: 'npm install',
  predict: 'npm start',
  parity: 'npm run parity',
} as const;

/** The model, its weights, and what it computes in words. */
export const MODEL = 'model.json';
export const WEIGHTS = 'weights.bin';
export const LISTING = 'model.txt';
