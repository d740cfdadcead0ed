import type { ExportTarget } from '../define.ts';
import { EQUAL_AVERAGES } from '../lacks.ts';
import { COMMANDS, MAIN_FILE, WEIGHTS } from './commands.ts';
import { modelSource } from './model/model.ts';
import { exportPyTorch } from './project.ts';

export const pytorch: ExportTarget = {
  id: 'pytorch',
  title: 'PyTorch',
  doc: 'A project on PyTorch: model, data, training on one process or many, evaluation and prediction.',
  needs: 'Python 3.10 and PyTorch 2.6 or newer.',
  lacks: { averages: EQUAL_AVERAGES },
  mainFile: MAIN_FILE,
  commands: COMMANDS,
  parity: {
    by: 'python',
    modules: ['torch', 'numpy', 'safetensors'],
    program: 'parity.py',
    command: COMMANDS.parity,
    rows: 'raw',
    trains: true,
    weights: WEIGHTS,
  },
  export: exportPyTorch,
  lines: (document, checked) => modelSource(document, checked).lines,
  model: (document, checked) => modelSource(document, checked).model,
};
