import { nameOf } from '../../graph/document.ts';
import type { ExportTarget } from '../define.ts';
import { COMMANDS } from './commands.ts';
import { modelSource, SPELLING } from './model/model.ts';
import { exportTypeScript, MAIN_FILE } from './project.ts';

export const typescript: ExportTarget = {
  id: 'typescript',
  title: 'TypeScript on TensorFlow.js',
  doc: 'A project on TensorFlow.js: model, data, training and prediction.',
  spelling: SPELLING,
  mainFile: MAIN_FILE,
  commands: COMMANDS,
  export: exportTypeScript,
  mark: (_, node) => `'${nameOf(node)}'`,
  model: (document, checked) => modelSource(document, checked).model,
};
