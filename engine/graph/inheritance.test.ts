import { expect, it } from 'vitest';
import { expandGraph } from '../passes/expand.ts';
import { dissolve } from './dissolve.ts';
import { documentSchema, type Node } from './document.ts';
import { INHERITED, type Inherited } from './inheritance.ts';

const UNIT_NORM = { type: 'unitNorm', settings: {} };
const MAX_NORM = { type: 'maxNorm', settings: { most: 2 } };

/** What a layer in a block has that the instance does not. */
function within(instance: object, layer: object): { expanded: Inherited; dissolved: Inherited } {
  const document = documentSchema.parse({
    format: 'loom',
    version: 1,
    graph: {
      nodes: [{ id: 'part', type: 'block', block: 'pair', settings: {}, position: { x: 0, y: 0 }, ...instance }],
      edges: [],
      blocks: [
        {
          id: 'pair',
          name: 'Pair',
          nodes: [{ id: 'dense', type: 'dense', settings: {}, position: { x: 0, y: 0 }, ...layer }],
          edges: [],
        },
      ],
    },
  });
  const learned = (node: Node): Inherited =>
    Object.fromEntries(INHERITED.flatMap((key) => (node[key] === undefined ? [] : [[key, node[key]]])));
  return {
    expanded: learned(expandGraph(document.graph).graph.nodes[0]!),
    dissolved: learned(dissolve(document, 'part').document.graph.nodes[0]!),
  };
}

it.each([
  ['nothing', {}, {}, {}],
  ['what only the instance says', { frozen: true, learningRate: 0.5 }, {}, { frozen: true, learningRate: 0.5 }],
  ['what only the layer says', {}, { frozen: true, constraint: UNIT_NORM }, { frozen: true, constraint: UNIT_NORM }],
  ['both axes of steps', { steps: 1 }, { steps: 2 }, { steps: 3 }],
  ['the product of both factors', { learningRate: 0.5 }, { learningRate: 2 }, { learningRate: 1 }],
  ['the layer’s own constraint', { constraint: MAX_NORM }, { constraint: UNIT_NORM }, { constraint: UNIT_NORM }],
  [
    'the layer’s own penalty',
    { regularization: { l1: 0, l2: 0.1 } },
    { regularization: { l1: 0.2, l2: 0 } },
    { regularization: { l1: 0.2, l2: 0 } },
  ],
])('a layer of a block has %s, expanded and taken apart alike', (_, instance, layer, expected) => {
  expect(within(instance, layer)).toEqual({ expanded: expected, dissolved: expected });
});
