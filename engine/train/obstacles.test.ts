import { describe, expect, it } from 'vitest';
import type { Column } from '../data/define.ts';
import { type Document, documentSchema } from '../graph/document.ts';
import { checkGraph } from '../passes/check.ts';
import { type Problem, problem } from '../problems.ts';
import { type Knowledge, obstaclesTo, trainingProblems } from './obstacles.ts';
import { word } from '../texts/index.ts';

const COLUMNS: readonly Column[] = [
  { name: 'pixels', kind: 'number', dtype: 'float32', shape: [4] },
  { name: 'digit', kind: 'category', dtype: 'int32', shape: [], classes: ['a', 'b', 'c'] },
];
const READY: Knowledge = { data: { state: 'ready', columns: COLUMNS } };

const network = (data: object = {}, training: object = {}): Document =>
  documentSchema.parse({
    format: 'loom',
    version: 1,
    graph: {
      nodes: [
        { id: 'input', type: 'input', settings: { shape: [4] }, position: { x: 0, y: 0 } },
        { id: 'dense', type: 'dense', settings: { units: 3 }, position: { x: 0, y: 72 } },
      ],
      edges: [{ from: { node: 'input', port: 'output' }, to: { node: 'dense', port: 'input' } }],
    },
    data: {
      dataset: { type: 'numpy', settings: {} },
      inputs: { input: { column: 'pixels' } },
      targets: { target: { column: 'digit' } },
      ...data,
    },
    training: { losses: [{ loss: { type: 'crossEntropy', settings: {} } }], ...training },
  });

const asked = (document: Document, known?: Knowledge) => obstaclesTo(document, checkGraph(document.graph), known);
const codes = (document: Document, known?: Knowledge) => asked(document, known).map(({ code }) => code);

describe('what keeps a document from being trained', () => {
  it('is nothing where graph, data and losses fit each other', () => expect(asked(network(), READY)).toEqual([]));

  it('is said of the graph and of the training at once', () => {
    const { graph, ...rest } = network({}, { losses: [] });
    expect(codes({ ...rest, graph: { ...graph, edges: [] } })).toEqual(
      expect.arrayContaining(['input-missing', 'no-loss']),
    );
  });

  it('is a missing dataset only where somebody looked for it', () => {
    expect(codes(network())).toEqual([]);
    expect(codes(network({ dataset: null }), { data: { state: 'none' } })).toEqual(['data-missing']);
    expect(codes(network(), { data: { state: 'loading' } })).toEqual([]);
  });

  it('is what reading the data said', () => {
    const missing = problem('dataset-missing', { what: 'The data', where: 'a.npy' });
    expect(asked(network(), { data: { state: 'failed', problems: [missing] } })).toEqual([missing]);
  });

  it('is an input or a target without a column, with the column that would do', () => {
    const unfed = asked(network({ inputs: {}, targets: {} }), READY);
    expect(unfed.map(({ code, repairs }) => [code, repairs.map(({ title }) => word(title))])).toEqual([
      ['data-mismatch', ['Use the column "pixels"']],
      ['target-unfed', ['Use the column "digit"']],
    ]);
  });

  it('is a column that is not there, said once', () =>
    expect(codes(network({ inputs: { input: { column: 'gone' } } }), READY)).toEqual(['column-missing']));

  it('is a loss that does not fit the column', () =>
    expect(codes(network({}, { losses: [{ loss: { type: 'meanSquaredError', settings: {} } }] }), READY)).toEqual([
      'loss-mismatch',
    ]));

  it('is too little memory, where that was foreseen', () => {
    const short = problem('memory-short', { needed: '9 GB', parts: 'weights 9 GB', available: '1 GB', todo: 'Wait.' });
    expect(asked(network(), { ...READY, memory: short })).toEqual([short]);
    expect(asked(network(), { ...READY, memory: null })).toEqual([]);
  });

  it('is no warning', () => {
    const warning: Problem = { ...problem('no-loss', {}), severity: 'warning' };
    const known: Knowledge = { data: { state: 'failed', problems: [warning] } };
    expect(asked(network(), known)).toEqual([]);
    expect(trainingProblems(network(), checkGraph(network().graph), known).data).toEqual([warning]);
  });
});
