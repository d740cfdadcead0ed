import { expect, it } from 'vitest';
import { documentSchema } from '../graph/document.ts';
import { checkGraph } from '../passes/check.ts';
import { wordProblem } from '../problems.ts';
import { word } from '../texts/index.ts';
import { loneRow } from './loneRow.ts';

const documentOf = (batchSize: number, ...layers: readonly (readonly [id: string, type: string, settings: object])[]) =>
  documentSchema.parse({
    format: 'loom',
    version: 1,
    graph: {
      nodes: layers.map(([id, type, settings]) => ({ id, type, settings, position: { x: 0, y: 0 } })),
      edges: layers
        .slice(1)
        .map(([id], i) => ({ from: { node: layers[i]![0], port: 'output' }, to: { node: id, port: 'input' } })),
    },
    training: { batchSize },
  });
const FLAT = [
  ['input', 'input', { shape: [2, 3, 3] }],
  ['flat', 'flatten', {}],
  ['norm', 'batchNorm', {}],
] as const;
const said = (document: ReturnType<typeof documentOf>, rows: number) => {
  const found = loneRow(document, checkGraph(document.graph), rows);
  return found && [wordProblem(found), ...found.repairs.map(({ title }) => word(title))];
};

it('tells a last batch of one row under batch norm, with batch sizes that leave none', () => {
  expect(said(documentOf(4, ...FLAT), 5)).toEqual([
    'Batch norm "norm" takes the mean and the spread of a batch, and of 5 training rows in batches of 4 one row is left alone: its spread is 0. With a batch size of 5 or 3 none is, nor without the last batch where that is short.',
    'Leave the last batch out where it is short',
    'Set the batch size to 5',
    'Set the batch size to 3',
  ]);
  expect(said(documentOf(1, ...FLAT), 6)).toEqual([expect.any(String), 'Set the batch size to 2']);
});

it('offers to leave that batch out, and says nothing where it is', () => {
  const document = documentOf(4, ...FLAT);
  const [repair] = loneRow(document, checkGraph(document.graph), 5)!.repairs;
  expect(repair!.actions).toEqual([{ kind: 'configure', path: ['training', 'lastBatch'], value: 'drop' }]);
  const dropping = { ...document, training: { ...document.training, lastBatch: 'drop' as const } };
  expect(said(dropping, 5)).toBeUndefined();
  // the only batch is learned from all the same
  expect(said(dropping, 1)).toBeDefined();
});

it('says nothing where no row is alone, or no layer minds', () => {
  expect(said(documentOf(4, ...FLAT), 6)).toBeUndefined();
  expect(said(documentOf(4, FLAT[0], ['norm', 'batchNorm', {}]), 5)).toBeUndefined();
  expect(said(documentOf(4, ...FLAT.slice(0, 2), ['norm', 'layerNorm', {}]), 5)).toBeUndefined();
});
