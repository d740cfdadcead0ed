/** The notebook. */
export const MAIN_FILE = 'network.ipynb';

/** What a person types in its folder. */
export const COMMANDS = {
  install: 'pip install jupyterlab',
  train: 'jupyter lab network.ipynb',
  predict: 'jupyter lab network.ipynb',
  parity: 'python parity.py',
} as const;
