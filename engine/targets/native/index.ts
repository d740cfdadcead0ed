import type { ExportTarget } from '../define.ts';
import { EQUAL_AVERAGES } from '../lacks.ts';
import { onnxFile } from '../onnxFile/index.ts';
import { COMMANDS, LISTING, WEIGHTS } from './commands.ts';
import { comparedSteps, exportNative } from './project.ts';

export const native: ExportTarget = {
  id: 'native',
  title: 'TypeScript on ONNX Runtime',
  doc: 'A project that trains and predicts in Node.js at the speed of Layerloom itself: its programs as ONNX files, and the code around them.',
  needs: 'Node.js 20 or newer on a system for which ONNX Runtime is there.',
  lacks: { averages: EQUAL_AVERAGES, layers: { says: 'Layers cannot be edited in the code.' } },
  mainFile: LISTING,
  commands: COMMANDS,
  parity: {
    by: 'node',
    program: 'src/parity.ts',
    command: COMMANDS.parity,
    rows: 'raw',
    trains: true,
    draws: true,
    steps: comparedSteps,
    weights: WEIGHTS,
  },
  export: exportNative,
  model: onnxFile.model,
};
