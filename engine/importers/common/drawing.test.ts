import { expect, test } from 'vitest';
import { checkGraph } from '../../passes/check.ts';
import { tensor } from '../../types/tensor.ts';
import { Drawing, Misfit } from './drawing.ts';

const drawn = () => {
  const drawing = new Drawing();
  const x = drawing.add({ type: 'input', name: 'pixels', settings: { shape: [4] } });
  return { drawing, x: drawing.end(x) };
};
const dense = (units: number, features: number) => ({
  settings: { units, bias: false },
  weights: { weight: tensor('float32', [units, features]) },
});

test('layers have the names of the model, no two the same, and weights are named after them', () => {
  const { drawing, x } = drawn();
  const first = drawing.add({ type: 'dense', name: 'fc', ...dense(3, 4), inputs: { input: x } });
  drawing.add({ type: 'dense', name: 'fc', ...dense(2, 3), inputs: { input: drawing.end(first) } });
  const { document, weights } = drawing.finish('net\n1');
  expect(document.name).toBe('net\\n1');
  expect(document.graph.nodes.map(({ label }) => label)).toEqual(['pixels', 'fc', 'fc_2']);
  expect([...weights.keys()]).toEqual(['fc.weight', 'fc_2.weight']);
  const checked = checkGraph(document.graph);
  expect(checked.problems).toEqual([]);
  expect(checked.parameters).toBe(3 * 4 + 2 * 3);
  // each stands below what feeds it
  const rows = document.graph.nodes.map(({ position }) => position.y);
  expect(rows).toEqual([...rows].sort((a, b) => a - b));
});

test('what a layer refuses is not drawn, and what is taken back leaves nothing', () => {
  const { drawing, x } = drawn();
  expect(() => drawing.add({ type: 'maxPool2d', inputs: { input: x } })).toThrow(Misfit);
  const mark = drawing.mark();
  drawing.add({ type: 'dense', name: 'fc', ...dense(3, 4), inputs: { input: x } });
  expect(drawing.since(mark)).toEqual(['dense_1']);
  drawing.undoTo(mark);
  const { document, weights } = drawing.finish('net');
  expect(document.graph.nodes.map(({ type }) => type)).toEqual(['input']);
  expect([document.graph.edges, weights.size]).toEqual([[], 0]);
});

test('weights of another shape than the layer has are a mistake of the importer', () => {
  const { drawing, x } = drawn();
  expect(() => drawing.add({ type: 'dense', ...dense(3, 5), inputs: { input: x } })).toThrow('no weight weight of 3×5');
});
