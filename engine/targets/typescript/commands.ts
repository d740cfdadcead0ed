/** What a person types in the folder of an exported project; the scripts stand in its `package.json`. */
export const COMMANDS = {
  install: 'npm install',
  train: 'npm start',
  predict: 'npm run predict',
  check: 'npm run typecheck',
} as const;
