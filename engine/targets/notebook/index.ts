import type { ExportTarget } from '../define.ts';
import { pytorch } from '../pytorch/index.ts';
import { exportNotebook } from './project.ts';
import { COMMANDS, MAIN_FILE } from './commands.ts';

export const notebook: ExportTarget = {
  id: 'notebook',
  title: 'Notebook (PyTorch)',
  doc: 'A Jupyter notebook with the whole PyTorch project in its cells: it looks at the data, trains, judges and predicts.',
  mainFile: MAIN_FILE,
  commands: COMMANDS,
  export: exportNotebook,
  mark: pytorch.mark,
  model: pytorch.model,
};
