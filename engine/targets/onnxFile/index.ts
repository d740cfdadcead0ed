import type { CheckedGraph } from '../../passes/check.ts';
import { wordProblem } from '../../problems.ts';
import type { ExportTarget } from '../define.ts';
import { TRAINING } from '../lacks.ts';
import { COMMANDS, LISTING, MODEL } from './commands.ts';
import { plainText } from '../prose.ts';
import { exportOnnx, onnxListing } from './project.ts';

export const onnxFile: ExportTarget = {
  id: 'onnx',
  title: 'ONNX',
  doc: 'A model file of standard operators for batches of any size, with its weights, and a program that runs it.',
  needs: 'Anything that runs ONNX: ONNX Runtime, for instance. Weights of a run.',
  lacks: { training: TRAINING },
  mainFile: LISTING,
  commands: COMMANDS,
  parity: {
    by: 'onnx',
    program: 'parity.py',
    command: COMMANDS.parity,
    rows: 'ready',
    trains: false,
    weights: MODEL,
    inWeights: true,
  },
  export: exportOnnx,
  model: (document, checked) =>
    checked.problems.some(({ severity }) => severity === 'error')
      ? unfinished(document.name, checked)
      : onnxListing(document, checked),
};

/** A graph with errors has no program: what keeps it from one, a line each. */
const unfinished = (name: string, { problems }: CheckedGraph): string =>
  [`${name}: not finished`, ...problems.filter(({ severity }) => severity === 'error').map(wordProblem)]
    .map((line) => `# ${plainText(line)}\n`)
    .join('');
