import { describe, expect, it } from 'vitest';
import { type Document, documentSchema } from '../graph/document.ts';
import { copy, paste } from '../graph/edits.ts';
import { applyRepair } from '../graph/repair.ts';
import { interpret } from '../ir/interpret.ts';
import { randomStream } from '../ir/random.ts';
import { typescript } from '../targets/typescript/index.ts';
import { sizeOf } from '../types/shape.ts';
import type { TensorType } from '../types/tensor.ts';
import { checkGraph, sharable } from './check.ts';
import { compile } from './compile.ts';
import { wordProblem } from '../problems.ts';

interface Part {
  readonly id: string;
  readonly type: string;
  readonly settings?: object;
  readonly shares?: string;
}

/** A chain of nodes. */
const chain = (...parts: readonly Part[]): Document =>
  documentSchema.parse({
    format: 'loom',
    version: 1,
    graph: {
      nodes: parts.map((part) => ({ ...part, position: { x: 0, y: 0 } })),
      edges: parts.slice(1).map(({ id }, i) => ({
        from: { node: parts[i]!.id, port: 'output' },
        to: { node: id, port: parts[i + 1]!.type === 'add' ? 'inputs' : 'input' },
      })),
    },
    training: { losses: [{ loss: { type: 'crossEntropy' } }] },
  });

const tokens = (shares?: string) =>
  chain(
    { id: 'x', type: 'input', settings: { shape: [4], values: 'int32' } },
    { id: 'embedding', type: 'embedding', settings: { vocabulary: 5, width: 3 } },
    { id: 'bend', type: 'tanh' },
    { id: 'out', type: 'dense', settings: { units: 5 }, ...(shares && { shares }) },
  );
const TARGETS: Record<string, TensorType> = { target: { dtype: 'int32', shape: ['N', 4] } };

/** Loss and gradients; each weight of this name has the same numbers in every document. */
function gradients(document: Document, numbers: (name: string) => string, targets = TARGETS) {
  const program = compile(document, targets).program('gradients', 2);
  const feeds = Object.fromEntries(
    program.inputs.map(({ name, value: { dtype, shape } }) => {
      const next = randomStream(1, numbers(name));
      return [
        name,
        {
          shape,
          data: Float64Array.from({ length: sizeOf(shape) }, () =>
            dtype === 'int32' ? Math.floor(5 * next()) : next() - 0.5,
          ),
        },
      ];
    }),
  );
  return interpret(program, feeds, { precision: 'float64' });
}

describe('shared weights', () => {
  it('are one weight: counted, learned and saved once; the other keeps what only it has', () => {
    const document = tokens('embedding');
    expect(checkGraph(document.graph)).toMatchObject({ problems: [], parameters: 15 + 5 });
    expect(compile(document, TARGETS).weights.map(({ name }) => name)).toEqual(['embedding.weight', 'out.bias']);
  });

  it('have the sum of the gradients that each use would have', () => {
    const same = (name: string) => name.replace('out.weight', 'embedding.weight');
    const [apart, tied] = [gradients(tokens(), same), gradients(tokens('embedding'), same)];
    expect(tied.loss!.data[0]).toBeCloseTo(apart.loss!.data[0]!, 12);
    tied['gradient:embedding.weight']!.data.forEach((g, i) =>
      expect(g).toBeCloseTo(apart['gradient:embedding.weight']!.data[i]! + apart['gradient:out.weight']!.data[i]!, 12),
    );
    expect(tied['gradient:out.bias']).toEqual(apart['gradient:out.bias']);
  });

  it('may stand before or behind the node that has them; statistics go from one use to the next', () => {
    const twice = chain(
      { id: 'x', type: 'input', settings: { shape: [3] } },
      { id: 'first', type: 'batchNorm', shares: 'second' },
      { id: 'second', type: 'batchNorm', settings: { momentum: 0.5 } },
    );
    const model = compile(twice, { target: { dtype: 'int32', shape: ['N'] } });
    expect(model.weights.map(({ name }) => name)).toEqual([
      'second.weight',
      'second.bias',
      'second.running_mean',
      'second.running_var',
    ]);
    const run = interpret(
      model.program('loss', 2),
      {
        'input:x': { shape: [2, 3], data: Float64Array.of(1, 2, 3, 3, 4, 5) },
        'target:target': { shape: [2], data: Float64Array.of(0, 1) },
        ...Object.fromEntries(
          model.weights.map(({ name, shape }) => [
            name,
            { shape, data: new Float64Array(3).fill(name.endsWith('weight') ? 1 : 0) },
          ]),
        ),
      },
      { precision: 'float64' },
    );
    // 0.1 of the mean [2, 3, 4], then half of that and half of the second input's mean, 0
    expect([...run['second.running_mean']!.data].map((v) => Math.round(v * 1e6) / 1e6)).toEqual([0.1, 0.15, 0.2]);
  });

  it.each([
    ['missing', 'no such layer'],
    ['out', 'itself'],
    ['bend', 'no weights'],
  ])('of %s are refused: %s', (other, received) => {
    const document = tokens(other);
    const [problem] = checkGraph(document.graph).problems;
    expect(problem).toMatchObject({ code: 'shares-mismatch', node: 'out' });
    expect(wordProblem(problem!)).toContain(received);
    expect(checkGraph(applyRepair(document, problem!.repairs[0]!).graph).problems).toEqual([]);
  });

  it('must have the same shape, and are looked at again when either changes', () => {
    const before = checkGraph(tokens('embedding').graph);
    const [x, embedding, bend, out] = tokens('embedding').graph.nodes;
    const graph = {
      ...tokens('embedding').graph,
      nodes: [x!, { ...embedding!, settings: { vocabulary: 6, width: 3 } }, bend!, out!],
    };
    const after = checkGraph(graph, before);
    expect(after.problems.map(wordProblem)).toEqual([
      'Dense "out" shares the weights of "embedding" and needs weight 5×3, bias 5. It finds weight 6×3. Choose another layer, or let it have weights of its own.',
    ]);
    expect(checkGraph({ ...graph, nodes: [x!, embedding!, bend!, out!] }, after)).toMatchObject({
      problems: [],
      parameters: 20,
    });
    expect(checkGraph(tokens().graph, after)).toMatchObject({ problems: [], parameters: 15 + 20 });
  });

  it('are offered where names and shapes agree, and stay among the copies of both nodes', () => {
    const document = tokens('embedding');
    expect(sharable(checkGraph(document.graph), 'out')).toEqual(['embedding']);
    expect(sharable(checkGraph(tokens().graph), 'embedding')).toEqual(['out']);
    expect(sharable(checkGraph(document.graph), 'bend')).toEqual([]);
    const both = paste(document, copy(document, ['embedding', 'out']), { x: 9, y: 0 });
    expect(both.document.graph.nodes.find(({ id }) => id === both.ids[1])!.shares).toBe(both.ids[0]);
    const one = paste(document, copy(document, ['out']), { x: 9, y: 0 });
    expect(one.document.graph.nodes.at(-1)!.shares).toBe('embedding');
  });

  it('are exported to TypeScript where another layer has them that comes behind: it is made before both are applied', () => {
    const document = chain(
      { id: 'x', type: 'input', settings: { shape: [3] } },
      { id: 'early', type: 'dense', settings: { units: 3, bias: false }, shares: 'late' },
      { id: 'late', type: 'dense', settings: { units: 3 } },
    );
    const text = typescript.model(document, checkGraph(document.graph));
    const places = ['const lateLayer =', 'lender: lateLayer', 'apply(lateLayer, early)'].map((part) =>
      text.indexOf(part),
    );
    expect(places[0]).toBeGreaterThan(0);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  it('are found within the instance of a block', () => {
    const { graph } = tokens('embedding');
    const ports = [
      { id: 'in', type: 'blockInput', position: { x: 0, y: 0 } },
      { id: 'give', type: 'blockOutput', position: { x: 0, y: 0 } },
    ];
    const edges = graph.edges.map((edge) =>
      edge.from.node === 'x' ? { ...edge, from: { node: 'in', port: 'output' } } : edge,
    );
    const block = {
      id: 'b',
      name: 'B',
      nodes: [...ports, ...graph.nodes.slice(1)],
      edges: [...edges, { from: { node: 'out', port: 'output' }, to: { node: 'give', port: 'input' } }],
    };
    const document = documentSchema.parse({
      format: 'loom',
      version: 1,
      graph: {
        nodes: [graph.nodes[0], { id: 'one', type: 'block', block: 'b', position: { x: 0, y: 0 } }],
        edges: [{ from: { node: 'x', port: 'output' }, to: { node: 'one', port: 'in' } }],
        blocks: [block],
      },
    });
    const checked = checkGraph(document.graph);
    expect(checked.problems).toEqual([]);
    expect(checked.parameters).toBe(20);
    expect(checked.nodes.get('one/out')!.shared).toEqual({ weight: 'one/embedding' });
  });
});
