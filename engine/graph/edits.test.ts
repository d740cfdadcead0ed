import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mnistCnn } from '../../templates/mnist-cnn.ts';
import { checkGraph } from '../passes/check.ts';
import { type Document, emptyDocument } from './document.ts';
import {
  addNode,
  configure,
  connect,
  copy,
  disconnect,
  insertOnEdge,
  moveNodes,
  paste,
  PITCH,
  removeAndBridge,
  removeNodes,
  replaceNode,
  setProperties,
  setSetting,
  weighSamples,
} from './edits.ts';
import { applyRepair } from './repair.ts';

const errorsOf = (document: Document) =>
  checkGraph(document.graph).problems.filter(({ severity }) => severity === 'error');

describe('edits', () => {
  it('builds a chain that has no problems', () => {
    const input = addNode(emptyDocument(), 'input', { x: 0, y: 0 }, { shape: [4] });
    const dense = addNode(input.document, 'dense', { x: 0, y: 72 });
    const joined = connect(dense.document, { node: input.id, port: 'output' }, { node: dense.id, port: 'input' });
    expect(errorsOf(joined)).toEqual([]);
    expect(joined.graph.nodes.map(({ id }) => id)).toEqual(['input_1', 'dense_1']);
  });

  it('replaces the wire of a port that takes one', () => {
    const document = mnistCnn();
    const moved = connect(document, { node: 'relu_1', port: 'output' }, { node: 'flatten_1', port: 'input' });
    expect(moved.graph.edges.filter(({ to }) => to.node === 'flatten_1')).toEqual([
      { from: { node: 'relu_1', port: 'output' }, to: { node: 'flatten_1', port: 'input' } },
    ]);
  });

  it('gives the same document where nothing changes', () => {
    const document = mnistCnn();
    expect(disconnect(document, [])).toBe(document);
    expect(removeNodes(document, ['nobody'])).toBe(document);
    expect(setSetting(document, ['dense_1'], 'units', 50)).toBe(document);
    expect(
      moveNodes(document, new Map([['dense_1', document.graph.nodes.find(({ id }) => id === 'dense_1')!.position]])),
    ).toBe(document);
  });

  it('removes an Input together with its column', () => {
    const document = removeNodes(mnistCnn(), ['input_1']);
    expect(document.data.inputs).toEqual({});
    expect(document.graph.edges).toHaveLength(9);
  });

  it('puts another layer in the place of one', () => {
    const document = mnistCnn();
    const judged = {
      ...document,
      training: {
        ...document.training,
        losses: document.training.losses.map((loss) => ({ ...loss, output: 'relu_1' })),
      },
    };
    const replaced = replaceNode(judged, 'relu_1', 'elu', { alpha: 0.5 });
    expect(replaced.graph.nodes.find(({ id }) => id === 'elu_1')).toEqual({
      ...document.graph.nodes.find(({ id }) => id === 'relu_1')!,
      id: 'elu_1',
      type: 'elu',
      settings: { alpha: 0.5 },
    });
    expect(errorsOf(replaced)).toEqual([]);
    expect(replaced.training.losses[0]!.output).toBe('elu_1');
    expect(replaceNode(document, 'nobody', 'elu')).toBe(document);
  });

  it('bridges what it removes', () => {
    const document = removeAndBridge(mnistCnn(), ['relu_1', 'relu_2']);
    expect(errorsOf(document)).toEqual([]);
    expect(checkGraph(document.graph).parameters).toBe(21840);
  });

  it('inserts into a wire and makes room', () => {
    const document = mnistCnn();
    const inserted = insertOnEdge(document, document.graph.edges[3]!, 'dropout', { input: 'input', output: 'output' });
    expect(errorsOf(inserted.document)).toEqual([]);
    const at = (id: string, of: Document) => of.graph.nodes.find((node) => node.id === id)!.position.y;
    expect(at(inserted.id, inserted.document)).toBe(at('conv2d_2', document));
    expect(at('dense_2', inserted.document)).toBe(at('dense_2', document) + PITCH);
    expect(at('relu_1', inserted.document)).toBe(at('relu_1', document));
  });

  it('pastes under new names, wires and columns included', () => {
    const document = setProperties(mnistCnn(), ['conv2d_1'], { label: 'edges' });
    const pasted = paste(document, copy(document, ['input_1', 'conv2d_1', 'maxPool2d_1']), { x: 300, y: 0 });
    expect(pasted.ids).toEqual(['input_2', 'conv2d_3', 'maxPool2d_3']);
    expect(pasted.document.graph.nodes.find(({ id }) => id === 'conv2d_3')!.label).toBe('edges_1');
    expect(pasted.document.data.inputs.input_2).toEqual(document.data.inputs.input_1);
    expect(errorsOf(pasted.document)).toEqual([]);
  });

  it('configures by path, lists included', () => {
    const document = configure(
      configure(mnistCnn(), ['training', 'batchSize'], 64),
      ['training', 'losses', 0, 'weight'],
      0.5,
    );
    expect(document.training.batchSize).toBe(64);
    expect(document.training.losses[0]!.weight).toBe(0.5);
    expect(
      configure(document, ['training', 'metrics', 1], { type: 'topK', settings: {} }).training.metrics,
    ).toHaveLength(2);
  });

  it('lets columns weigh the samples of each loss, one entry for a column, and none that nothing reads', () => {
    const document = mnistCnn();
    const two = configure(document, ['training', 'losses', 1], {
      target: 'other',
      loss: { type: 'crossEntropy', settings: {} },
      weight: 1,
    });
    const once = weighSamples(two, 0, 'counts');
    expect(once.data.targets).toEqual({ ...document.data.targets, weights: { column: 'counts', transforms: [] } });
    const both = weighSamples(once, 1, 'counts');
    expect(both.training.losses.map(({ sampleWeights }) => sampleWeights)).toEqual(['weights', 'weights']);
    expect(both.data).toEqual(once.data);
    const apart = weighSamples(both, 1, 'mask');
    expect(apart.data.targets).toEqual({ ...once.data.targets, weights_1: { column: 'mask', transforms: [] } });
    expect(weighSamples(weighSamples(apart, 1, undefined), 0, undefined)).toEqual(two);
  });

  it('never leaves a wire without its nodes, whatever is removed', () => {
    const ids = mnistCnn().graph.nodes.map(({ id }) => id);
    fc.assert(
      fc.property(fc.subarray(ids), fc.boolean(), (gone, bridge) => {
        const { graph } = (bridge ? removeAndBridge : removeNodes)(mnistCnn(), gone);
        const left = new Set(graph.nodes.map(({ id }) => id));
        expect(graph.edges.every(({ from, to }) => left.has(from.node) && left.has(to.node))).toBe(true);
        expect(left.size).toBe(ids.length - gone.length);
      }),
    );
  });
});

describe('repairs', () => {
  it('puts Flatten before a Dense that needs it', () => {
    const document = removeAndBridge(mnistCnn(), ['flatten_1']);
    const [problem] = errorsOf(document);
    expect(problem).toMatchObject({ node: 'dense_1' });
    const repaired = applyRepair(document, problem!.repairs[0]!);
    expect(errorsOf(repaired)).toEqual([]);
    expect(checkGraph(repaired.graph).parameters).toBe(21840);
  });

  it('breaks a circle', () => {
    const looped = connect(mnistCnn(), { node: 'relu_3', port: 'output' }, { node: 'conv2d_1', port: 'input' });
    const circle = errorsOf(looped).find(({ code }) => code === 'cycle')!;
    expect(errorsOf(applyRepair(looped, circle.repairs[0]!)).map(({ code }) => code)).not.toContain('cycle');
  });
});
