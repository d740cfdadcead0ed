import { expect, it } from 'vitest';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { sameNetwork } from './sameNetwork.ts';

it('is the same however it is laid out and noted, and another with any setting', () => {
  const document = mnistCnn();
  const { nodes } = document.graph;
  const moved = {
    ...document,
    graph: { ...document.graph, nodes: nodes.map((node) => ({ ...node, position: { x: 1, y: 2 } })) },
  };
  expect(sameNetwork(document, moved)).toBe(true);
  const noted = { ...moved, name: 'Other', graph: { ...moved.graph, notes: [], groups: [] } };
  expect(sameNetwork(document, noted)).toBe(true);
  const set = {
    ...document,
    graph: { ...document.graph, nodes: nodes.map((node) => ({ ...node, settings: { ...node.settings } })) },
  };
  expect(sameNetwork(document, set)).toBe(false);
  expect(sameNetwork(document, { ...document, graph: { ...document.graph, nodes: nodes.slice(1) } })).toBe(false);
  expect(sameNetwork(document, { ...document, training: { ...document.training } })).toBe(false);
  expect(sameNetwork(document, { ...document, graph: { ...document.graph, edges: [] } })).toBe(false);
});
