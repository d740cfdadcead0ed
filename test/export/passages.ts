/** Learns the category of passages of the Brown corpus (`brown.csv`). */
import { type Document, documentSchema } from '../../engine/graph/document.ts';

const step = (type: string, settings: object = {}) => ({ type, settings });
const wire = (from: string, to: string, port = 'input') => ({
  from: { node: from, port: 'output' },
  to: { node: to, port },
});
const node = (id: string, type: string, settings: object = {}) => ({ id, type, settings, position: { x: 0, y: 0 } });

/** Byte pairs of one column beside a bag of its words and pairs of words. */
export const passages: Document = documentSchema.parse({
  format: 'loom',
  version: 1,
  name: 'passages',
  graph: {
    nodes: [
      node('in', 'input', { shape: [48], values: 'int32' }),
      node('bag', 'input', { shape: [40] }),
      node('embedding', 'embedding', { vocabulary: 400, width: 8 }),
      node('mean', 'reduce', { operation: 'mean', axis: 1 }),
      node('both', 'concatenate'),
      node('out', 'dense', { units: 4 }),
    ],
    edges: [
      wire('in', 'embedding'),
      wire('embedding', 'mean'),
      { from: { node: 'mean', port: 'output' }, to: { node: 'both', port: 'inputs' } },
      { from: { node: 'bag', port: 'output' }, to: { node: 'both', port: 'inputs' } },
      wire('both', 'out'),
    ],
  },
  data: {
    dataset: { type: 'table', settings: { file: 'brown.csv', target: 'category' } },
    joined: {
      words: [{ column: 'passage', transforms: [step('lowerCase'), step('bagOfWords', { vocabulary: 40, run: 2 })] }],
    },
    inputs: {
      in: {
        column: 'passage',
        transforms: [
          step('normalizeText', { accents: true }),
          step('tokenize', { by: 'bytePair', vocabulary: 400 }),
          step('truncate', { length: 48, keep: 'last' }),
          step('pad', { length: 48, at: 'start' }),
        ],
      },
      bag: { column: 'words', transforms: [] },
    },
    targets: { category: { column: 'category', transforms: [] } },
  },
  training: {
    losses: [{ target: 'category', loss: { type: 'crossEntropy' } }],
    metrics: [{ type: 'accuracy' }],
    optimizer: { type: 'adam' },
    learningRate: 0.01,
    epochs: 2,
  },
});
