import { expect, it } from 'vitest';
import { type Document, documentSchema } from '../graph/document.ts';
import { applyRepair } from '../graph/repair.ts';
import { word } from '../texts/index.ts';
import { checkGraph } from './check.ts';
import { checkTraining } from './compile.ts';

/** A network that gives each pixel two classes, on maps that its padding made larger than the mask. */
const document: Document = documentSchema.parse({
  format: 'loom',
  version: 1,
  graph: {
    nodes: [
      { id: 'input', type: 'input', settings: { shape: [1, 10, 12] }, position: { x: 0, y: 0 } },
      { id: 'conv', type: 'conv2d', settings: { filters: 2, kernel: [1, 1] }, position: { x: 0, y: 72 } },
      { id: 'last', type: 'permute', settings: { order: [2, 3, 1] }, position: { x: 0, y: 144 } },
    ],
    edges: [
      { from: { node: 'input', port: 'output' }, to: { node: 'conv', port: 'input' } },
      { from: { node: 'conv', port: 'output' }, to: { node: 'last', port: 'input' } },
    ],
  },
  training: { losses: [{ loss: { type: 'crossEntropy' } }] },
});
const problemsOf = (given: Document, size: readonly number[]) =>
  checkTraining(given, checkGraph(given.graph), { target: { dtype: 'int32', shape: ['N', ...size] } });

it('offers to crop maps that are larger than the mask to its size, the channels left as they are', () => {
  const [mismatch] = problemsOf(document, [8, 9]);
  expect(mismatch!.repairs.map(({ title }) => word(title))).toEqual(['Crop to 8×9×2']);
  const mended = applyRepair(document, mismatch!.repairs[0]!);
  expect(problemsOf(mended, [8, 9])).toEqual([]);
  expect(checkGraph(mended.graph).problems).toEqual([]);
});

it('offers nothing where the mask is larger', () => {
  expect(problemsOf(document, [11, 9])[0]!.repairs).toEqual([]);
});
