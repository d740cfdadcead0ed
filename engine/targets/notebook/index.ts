import type { ExportTarget } from '../define.ts';
import { EQUAL_AVERAGES } from '../lacks.ts';
import { pytorch } from '../pytorch/index.ts';
import { cellHead, exportNotebook } from './project.ts';
import { COMMANDS, MAIN_FILE } from './commands.ts';

export const notebook: ExportTarget = {
  id: 'notebook',
  title: 'Notebook (PyTorch)',
  doc: 'A Jupyter notebook with the whole PyTorch project in its cells: it looks at the data, trains, judges and predicts.',
  needs: 'Python 3.10, Jupyter, and PyTorch 2.6 or newer.',
  lacks: { averages: EQUAL_AVERAGES, processes: { says: 'Training on several processes.' } },
  mainFile: MAIN_FILE,
  commands: COMMANDS,
  parity: { ...pytorch.parity, command: COMMANDS.parity },
  export: exportNotebook,
  lines(document, checked, text) {
    const head = text
      .split('\n')
      .findIndex((line) => line.trim() === `${JSON.stringify(`${cellHead('model.py')}\n`)},`);
    return [...Array<readonly string[]>(head + 1).fill([]), ...pytorch.lines!(document, checked, text)];
  },
  model: pytorch.model,
};
