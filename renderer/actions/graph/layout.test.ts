import Elk from 'elkjs/lib/elk.bundled.js';
import { describe, expect, it } from 'vitest';
import { addNode, connect } from '../../../engine/graph/edits.ts';
import { mnistCnn } from '../../../templates/mnist-cnn.ts';
import { NODE, overlap } from '../../state/document/geometry.ts';
import { fromElk, toElk } from './layout.ts';

const branched = () => {
  const end = (node: string, port: string) => ({ node, port });
  let document = mnistCnn();
  for (const type of ['dropout', 'add']) document = addNode(document, type, { x: 500, y: 0 }).document;
  document = connect(document, end('conv2d_2', 'output'), end('dropout_1', 'input'));
  for (const from of ['dropout_1', 'relu_2'])
    document = connect(document, end(from, 'output'), end('add_1', 'inputs'), true);
  return document.graph;
};

describe('layout', () => {
  it('keeps a chain as it is: one column, one pitch from row to row', async () => {
    const { graph } = mnistCnn();
    const positions = fromElk(await new Elk().layout(toElk(graph, 'down')), graph, 'down');
    expect([...positions.values()]).toEqual(graph.nodes.map(({ position }) => position));
  });

  it('puts everything behind what feeds it, on the grid, and nothing on another', async () => {
    for (const direction of ['down', 'right'] as const) {
      const graph = branched();
      const positions = fromElk(await new Elk().layout(toElk(graph, direction)), graph, direction);
      const axis = direction === 'down' ? 'y' : 'x';
      for (const { from, to } of graph.edges)
        expect(positions.get(to.node)![axis]).toBeGreaterThan(positions.get(from.node)![axis]);
      const rects = [...positions.values()].map((at) => ({ ...at, ...NODE }));
      rects.forEach((rect, i) => {
        expect([rect.x % 8, rect.y % 8].map(Math.abs)).toEqual([0, 0]);
        expect(rects.slice(i + 1).some((other) => overlap(rect, other))).toBe(false);
      });
    }
  });

  it('leaves out wires to ports that are not there', () => {
    const graph = mnistCnn().graph;
    const edges = [{ from: { node: 'gone', port: 'output' }, to: { node: 'relu_1', port: 'input' } }, ...graph.edges];
    expect(toElk({ nodes: graph.nodes, edges }, 'down').edges).toHaveLength(graph.edges.length);
  });
});
