import type { ExportTarget } from '../define.ts';
import { COMMANDS, MAIN_FILE, WEIGHTS } from './commands.ts';
import { modelSource } from './model/model.ts';
import { exportKeras } from './project.ts';

export const keras: ExportTarget = {
  id: 'keras',
  title: 'Keras 3',
  doc: 'A project on Keras 3 for PyTorch, JAX or TensorFlow: a functional model, data, training with callbacks, evaluation and prediction.',
  needs: 'Python 3.10, Keras 3.8 or newer, and PyTorch, JAX or TensorFlow.',
  lacks: {
    adafactor: { says: 'Adafactor.', when: ({ training }) => training.optimizer.type === 'adafactor' },
    averages: {
      says: 'Averages of weights over running statistics.',
      when: ({ training }) => training.averaging.type !== 'none',
    },
    batches: {
      says: 'Updates from several batches whose rows count differently.',
      when: ({ training }) => training.accumulation > 1,
    },
  },
  mainFile: MAIN_FILE,
  commands: COMMANDS,
  parity: {
    by: 'python',
    modules: ['keras', 'numpy', 'safetensors'],
    program: 'parity.py',
    command: COMMANDS.parity,
    rows: 'raw',
    trains: true,
    weights: WEIGHTS,
  },
  export: exportKeras,
  lines: (document, checked) => modelSource(document, checked).lines,
  model: (document, checked) => modelSource(document, checked).model,
};
