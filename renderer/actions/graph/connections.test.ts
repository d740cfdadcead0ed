import { describe, expect, it } from 'vitest';
import { addNode, connect } from '../../../engine/graph/edits.ts';
import { mnistCnn } from '../../../templates/mnist-cnn.ts';
import { connections } from './connections.ts';

const described = (groups: ReturnType<typeof connections>) =>
  groups.map(({ heading, items }) => [heading, items.map(({ title, note }) => `${title}: ${note}`)]);

describe('what a layer can be connected with', () => {
  it('is every free or taken port that leads in no circle, the free ones first', () => {
    const { document, id } = addNode(mnistCnn(), 'tanh', { x: 0, y: 0 });
    const [feeds, fed] = connections(document.graph, 'relu_2');
    expect(described([feeds!])).toEqual([
      [
        'relu_2 feeds',
        [`${id}: Tanh`, 'dense_1: in place of flatten_1', 'relu_3: in place of dense_1', 'dense_2: in place of relu_3'],
      ],
    ]);
    expect(fed!.items.map(({ title }) => title)).toEqual([
      'input_1',
      'conv2d_1',
      'maxPool2d_1',
      'relu_1',
      'conv2d_2',
      id,
    ]);
    const { from, to } = feeds!.items[0]!.value;
    const wired = connect(document, from, to).graph;
    // no longer back to what feeds it, nor a second time
    expect(
      connections(wired, id).flatMap(({ heading, items }) =>
        heading === `${id} feeds` ? items.map(({ title }) => title) : [],
      ),
    ).toEqual(['flatten_1', 'dense_1', 'relu_3', 'dense_2']);
    expect(connections(wired, 'relu_2')[0]!.items.map(({ title }) => title)).not.toContain(id);
  });

  it('names the ports where a layer has several, and takes many wires into one', () => {
    let document = addNode(mnistCnn(), 'subtract', { x: 0, y: 0 }).document;
    document = addNode(document, 'add', { x: 0, y: 0 }).document;
    document = connect(document, { node: 'conv2d_1', port: 'output' }, { node: 'add_1', port: 'inputs' }, true);
    expect(described(connections(document.graph, 'relu_3'))[0]![1]).toEqual(
      ['subtract_1, a: Subtract', 'subtract_1, b: Subtract', 'add_1: Add', 'dense_2: in place of relu_3'].slice(0, 3),
    );
  });
});
