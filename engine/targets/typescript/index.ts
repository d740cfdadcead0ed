import type { ExportTarget } from '../define.ts';
import { EQUAL_AVERAGES } from '../lacks.ts';
import { reflowed } from '../lines.ts';
import { COMMANDS, WEIGHTS } from './commands.ts';
import { modelSource, SPELLING } from './model/model.ts';
import { PARITY_FILE } from './programs/parity.ts';
import { exportTypeScript, MAIN_FILE } from './project.ts';

export const typescript: ExportTarget = {
  id: 'typescript',
  title: 'TypeScript on TensorFlow.js',
  doc: 'A project on TensorFlow.js: model, data, training and prediction.',
  needs: 'Node.js 20 or newer; a browser runs the model, too.',
  lacks: { averages: EQUAL_AVERAGES },
  spelling: SPELLING,
  mainFile: MAIN_FILE,
  commands: COMMANDS,
  parity: { by: 'node', program: PARITY_FILE, command: COMMANDS.parity, rows: 'raw', trains: true, weights: WEIGHTS },
  export: exportTypeScript,
  prettier: true,
  lines: (document, checked, text) => {
    const { model, lines } = modelSource(document, checked);
    return reflowed({ text: model, lines }, text);
  },
  model: (document, checked) => modelSource(document, checked).model,
};
