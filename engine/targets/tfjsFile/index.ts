import type { CheckedGraph } from '../../passes/check.ts';
import { wordProblem } from '../../problems.ts';
import type { ExportTarget } from '../define.ts';
import { TRAINING } from '../lacks.ts';
import { plainText } from '../prose.ts';
import { COMMANDS, LISTING, WEIGHTS } from './commands.ts';
import { exportTfjs, tfjsListing } from './project.ts';

/** Types of layers that TensorFlow.js has no word for. */
const UNLAYERED = /attention|groupNorm|rmsNorm|gru|hardSwish/i;

export const tfjsFile: ExportTarget = {
  id: 'tfjs',
  title: 'TensorFlow.js model',
  doc:
    'A graph model that tf.loadGraphModel reads, or layers that tf.loadLayersModel reads and that can learn on (model.json and weights), ' +
    'for batches of any size, and a program that runs it.',
  needs: 'TensorFlow.js 4, in a page or in Node.js. Weights of a run.',
  lacks: {
    training: TRAINING,
    layers: {
      says: 'In the form of layers: what TensorFlow.js has no layer for, such as attention, group norm and a GRU that resets after the product.',
      when: ({ graph }) => [graph, ...graph.blocks].some(({ nodes }) => nodes.some(({ type }) => UNLAYERED.test(type))),
    },
  },
  mainFile: LISTING,
  commands: COMMANDS,
  parity: {
    by: 'node',
    program: 'parity.ts',
    command: COMMANDS.parity,
    rows: 'ready',
    trains: false,
    weights: WEIGHTS,
    inWeights: true,
  },
  export: exportTfjs,
  model: (document, checked) =>
    checked.problems.some(({ severity }) => severity === 'error')
      ? unfinished(document.name, checked)
      : tfjsListing(document, checked),
};

/** A graph with errors has no program: what keeps it from one, a line each. */
const unfinished = (name: string, { problems }: CheckedGraph): string =>
  [`${name}: not finished`, ...problems.filter(({ severity }) => severity === 'error').map(wordProblem)]
    .map((line) => `# ${plainText(line)}\n`)
    .join('');
