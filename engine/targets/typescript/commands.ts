/** What a person types in the folder of an exported project; the scripts stand in its `package.json`. */
export const COMMANDS = {
  install: 'npm install',
  predict: 'npm start',
  train: 'npm run train',
  evaluate: 'npm run evaluate',
  check: 'npm run typecheck',
  parity: 'npm run parity',
  test: 'npm test',
  page: 'npm run page',
  build: 'npm run build',
} as const;

/** The weights that an export writes, and that predictions are made with where no others are named. */
export const WEIGHTS = 'weights.safetensors';
