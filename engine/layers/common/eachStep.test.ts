import { describe, expect, it } from 'vitest';
import { documentSchema, type Graph } from '../../graph/document.ts';
import { applyRepair } from '../../graph/repair.ts';
import { checkGraph } from '../../passes/check.ts';
import { wordProblem } from '../../problems.ts';
import { word } from '../../texts/index.ts';

const documentOf = (layers: readonly object[], blocks: readonly object[] = []) => {
  const nodes = [{ id: 'x', type: 'input', settings: { shape: [7, 3, 8, 6] } }, ...layers] as { id: string }[];
  const edges = nodes
    .slice(1)
    .map(({ id }, i) => ({ from: { node: nodes[i]!.id, port: 'output' }, to: { node: id, port: 'input' } }));
  return documentSchema.parse({
    format: 'loom',
    version: 1,
    graph: { nodes: nodes.map((node) => ({ position: { x: 0, y: 0 }, ...node })), edges, blocks },
  });
};
const shapeOf = (graph: Graph, id: string) => checkGraph(graph).nodes.get(id)!.outputs[0]?.shape;

describe('a layer applied to each step', () => {
  const { graph } = documentOf([
    { id: 'conv', type: 'conv2d', settings: { filters: 4 }, steps: 1 },
    { id: 'flat', type: 'flatten', steps: 1 },
    { id: 'dense', type: 'dense', settings: { units: 5 } },
  ]);

  it('keeps the steps, has the weights of one and the cost of all', () => {
    const { nodes, problems } = checkGraph(graph);
    expect(problems).toEqual([]);
    const conv = nodes.get('conv')!;
    expect([conv.outputs[0]!.shape, conv.parameters, conv.macs]).toEqual([
      ['N', 7, 4, 6, 4],
      4 * 3 * 9 + 4,
      7 * (4 * 6 * 4) * 3 * 9,
    ]);
    expect(nodes.get('dense')!.outputs[0]!.shape).toEqual(['N', 7, 5]);
  });

  it('is what a layer proposes that receives a sequence of what it reads', () => {
    const document = documentOf([{ id: 'conv', type: 'conv2d' }]);
    const [problem] = checkGraph(document.graph).problems;
    expect(problem!.repairs.map(({ title }) => word(title))).toEqual(['Apply it to each step', 'Use Conv 3D']);
    const repaired = applyRepair(document, problem!.repairs[0]!);
    expect(checkGraph(repaired.graph).problems).toEqual([]);
    expect(shapeOf(repaired.graph, 'conv')).toEqual(['N', 7, 32, 6, 4]);
  });

  it('says what it needs, without proposing what would not be applied to each step', () => {
    const [problem] = checkGraph(documentOf([{ id: 'dense', type: 'dense', steps: 1 }]).graph).problems;
    expect(wordProblem(problem!)).toBe('Dense "dense" needs a flat input, N×features. It receives N×3×8×6.');
    expect(problem!.repairs).toEqual([]);
  });

  it('may be a whole block, whose layers are then applied to each step', () => {
    const port = (id: string, type: string) => ({ id, type, position: { x: 0, y: 0 } });
    const block = {
      id: 'seen',
      name: 'Seen',
      nodes: [
        port('in', 'blockInput'),
        { ...port('conv', 'conv2d'), settings: { filters: 2 } },
        port('pool', 'globalPool2d'),
        port('out', 'blockOutput'),
      ],
      edges: [
        ['in', 'conv'],
        ['conv', 'pool'],
        ['pool', 'out'],
      ].map(([from, to]) => ({ from: { node: from, port: 'output' }, to: { node: to, port: 'input' } })),
    };
    const { graph: nested } = documentOf([{ id: 'each', type: 'block', block: 'seen', steps: 1 }], [block]);
    nested.edges.forEach((edge) => Object.assign(edge.to, { port: 'in' }));
    expect(checkGraph(nested).problems).toEqual([]);
    expect([shapeOf(nested, 'each/conv'), shapeOf(nested, 'each')]).toEqual([
      ['N', 7, 2, 6, 4],
      ['N', 7, 2],
    ]);
  });

  it('goes through all its inputs together', () => {
    const document = documentSchema.parse({
      format: 'loom',
      version: 1,
      graph: {
        nodes: [
          { id: 'a', shape: [4, 3] },
          { id: 'b', shape: [5, 3] },
        ]
          .map(({ id, shape }) => ({ id, type: 'input', settings: { shape }, position: { x: 0, y: 0 } }))
          .concat([{ id: 'dot', type: 'dot', steps: 1, settings: {}, position: { x: 0, y: 0 } } as never]),
        edges: ['a', 'b'].map((id) => ({ from: { node: id, port: 'output' }, to: { node: 'dot', port: id } })),
      },
    });
    expect(checkGraph(document.graph).problems.map(wordProblem)).toEqual([expect.stringContaining('as many steps')]);
  });
});
