import { expect, test } from 'vitest';
import { TEMPLATES, templateOf } from '../../../templates/index.ts';
import { blockOf } from '../../graph/blocks.ts';
import { BLOCK, type Document, emptyDocument, type Graph, nameOf, type Node } from '../../graph/document.ts';
import { layerOf } from '../../layers/index.ts';
import { checkGraph } from '../check.ts';
import { expandDocument, expandGraph } from '../expand.ts';
import { grouped } from './grouped.ts';
import { type Folded, foldRepeats } from './index.ts';

/** A network's layers by where they stand, with their settings, wires and the names of their weights. */
function layersOf({ nodes, edges }: Graph, placeOf = (id: string) => id) {
  const into = grouped(edges, ({ to }) => to.node);
  return new Map(
    nodes.map(({ id, label, position: _, settings, naming: __, ...rest }) => {
      const layer = layerOf(rest.type)!;
      const wires = (into.get(id) ?? []).map(({ from, to }) => `${to.port}<${placeOf(from.node)}/${from.port}`);
      const ports = [...grouped(wires, (wire) => wire.split('<')[0])].sort(([a], [b]) => (a! < b! ? -1 : 1));
      const all = Object.fromEntries(
        Object.entries(layer.settings).map(([key, field]) => [key, settings[key] ?? field.default]),
      );
      return [
        placeOf(id),
        { ...rest, id: placeOf(id), settings: all, ports, ...(layer.weights && { label: label ?? id }) },
      ];
    }),
  );
}

/** What its weights are called. */
const weightNames = (graph: Graph): string[] =>
  checkGraph(graph).order.flatMap((id) => {
    const { node, weights } = checkGraph(graph).nodes.get(id)!;
    return Object.keys(weights).map((weight) => `${nameOf(node)}.${weight}`);
  });

/** That a folded network expands to the one that it was made of. */
function expectSame(flat: Document, { document, places }: Folded) {
  const expanded = expandGraph(document.graph);
  expect(expanded.problems).toEqual([]);
  expect(layersOf(expanded.graph)).toEqual(layersOf(flat.graph, (id) => places.get(id) ?? id));
}

/** What is drawn, and what is drawn of blocks: instances by name, with how often they repeat. */
const shown = ({ document: { graph } }: Folded) =>
  graph.nodes.map((node) =>
    node.type === BLOCK
      ? `${nameOf(node)}: ${blockOf(graph, node.block)!.name} ×${String(node.repeat ?? 1)}`
      : node.type,
  );

const flat = TEMPLATES.filter(({ family }) => family !== 'demonstrations').map((template) => ({
  title: template.title,
  document: expandDocument(template.make()),
}));

test.each(flat)('$title is the same network when it is folded, and needs one screen', ({ document }) => {
  const folded = foldRepeats(document);
  expectSame(document, folded);
  expect(folded.document.graph.nodes.length).toBeLessThan(50);
});

test('stages of a ResNet are rows of blocks that differ in stride and width, and keep the names of their weights', () => {
  const document = expandDocument(templateOf('resnet')!.make({ depth: '50' }));
  const folded = foldRepeats(document);
  expectSame(document, folded);
  expect(shown(folded).slice(0, 9)).toEqual([
    'input',
    'conv2d',
    'batchNorm',
    'relu',
    'maxPool2d',
    'layer1.0: Layer 2 ×1',
    'layer1: Layer ×2',
    'layer2.0: Layer 2 ×1',
    'layer2: Layer ×3',
  ]);
  expect(weightNames(folded.document.graph).sort()).toEqual(weightNames(document.graph).sort());
});

test('names that only count on are settings of the block', () => {
  const document = chain(4, (i) => [`conv_${2 * i + 1}`, `norm_${i}_a`]);
  const folded = foldRepeats(document, 0);
  expectSame(document, folded);
  const { nodes, blocks } = folded.document.graph;
  expect(nodes.map(({ type, repeat }) => [type, repeat])).toEqual([
    ['input', undefined],
    [BLOCK, 4],
    ['globalPool2d', undefined],
  ]);
  expect(blocks[0]!.settings.map(({ name }) => name)).toEqual(['number', 'number2']);
});

test('widths that go together are one setting, in shapes and as multiples too', () => {
  const widths = [16, 24, 40];
  const { nodes, edges } = chain(3, (i) => [`layers.${i}.conv`, `layers.${i}.norm`]).graph;
  const wide = nodes.map((node): Node => {
    const width = widths[Number(node.id.split('_')[1]) - 1]!;
    if (node.type === 'conv2d') return { ...node, settings: { ...node.settings, filters: 4 * width } };
    if (node.type === 'batchNorm') return { ...node, settings: { epsilon: width === 40 ? 1e-3 : 1e-5 } };
    return node.type === 'relu' ? { ...node, type: 'reshape', settings: { shape: [4, width, 8, 8] } } : node;
  });
  const document = emptyDocument();
  const flat = { ...document, graph: { ...document.graph, nodes: wide, edges } };
  const folded = foldRepeats(flat, 0);
  expectSame(flat, folded);
  const [block] = folded.document.graph.blocks;
  expect(block!.settings.map(({ name, kind }) => [name, kind])).toEqual([
    ['epsilon', 'number'],
    ['size', 'int'],
  ]);
});

test('what parts far apart read stands before them, what one part reads stands in it', () => {
  const { nodes, edges } = chain(2, (i) => [`layers.${i}.conv`, `layers.${i}.norm`]).graph;
  const parameter = (id: string, label: string): Node => ({
    id,
    type: 'parameter',
    label,
    position: { x: 0, y: 0 },
    settings: { shape: [3, 8, 8] },
  });
  const sum = (id: string): Node => ({ id, type: 'add', position: { x: 0, y: 0 }, settings: {} });
  const into = (from: string, to: string) => ({
    from: { node: from, port: 'output' },
    to: { node: to, port: 'inputs' },
  });
  const flat: Document = {
    ...emptyDocument(),
    graph: {
      ...emptyDocument().graph,
      nodes: [
        ...nodes,
        parameter('parameter_1', 'mask'),
        ...[1, 2].flatMap((i) => [parameter(`parameter_${i + 1}`, `layers.${i - 1}.bias`), sum(`add_${i}`)]),
      ],
      edges: [
        ...edges.filter(({ from }) => !from.node.startsWith('relu')),
        ...[1, 2].flatMap((i) => [
          into('parameter_1', `add_${i}`),
          into(`relu_${i}`, `add_${i}`),
          into(`parameter_${i + 1}`, `add_${i}`),
        ]),
        wire('add_1', 'conv2d_2'),
        wire('add_2', 'globalPool2d_1'),
      ],
    },
  };
  const folded = foldRepeats(flat, 0);
  expectSame(flat, folded);
  expect(shown(folded).sort()).toEqual(['globalPool2d', 'input', 'layers: Layers ×2', 'parameter']);
  // in the block a parameter is right above the sum that reads it, not beside what comes in
  const inner = folded.document.graph.blocks[0]!.nodes;
  const rowOf = (type: string) => inner.find((one) => one.type === type)!.position.y;
  expect(rowOf('parameter')).toBe(rowOf('relu'));
});

test('what is fed from many places, shared, judged by a loss or off stays as it is', () => {
  const document = chain(6, (i) => [`layers.${i}.conv`, `layers.${i}.norm`]);
  const muted = document.graph.nodes.map((node) =>
    node.type === 'relu' ? { ...node, off: 'bypassed' as const } : node,
  );
  expect(foldRepeats({ ...document, graph: { ...document.graph, nodes: muted } }, 0).places.size).toBe(0);
  const ring = [...document.graph.edges, wire('relu_3', 'conv2d_1')];
  expect(foldRepeats({ ...document, graph: { ...document.graph, edges: ring } }, 0).document.graph.edges).toBe(ring);
  const judged = { target: 'target', weight: 1, output: 'relu_3', loss: { type: 'meanSquaredError', settings: {} } };
  const folded = foldRepeats({ ...document, training: { ...document.training, losses: [judged] } }, 0);
  expect(folded.document.graph.nodes.some(({ id }) => id === 'relu_3')).toBe(true);
});

test('a network of few layers stays as it is, unless a person asks', () => {
  const document = chain(4, (i) => [`layers.${i}.conv`, `layers.${i}.norm`]);
  expect(foldRepeats(document).document).toBe(document);
  expect(shown(foldRepeats(document, 0))).toEqual(['input', 'layers: Layers ×4', 'globalPool2d']);
});

test('a block is called after the class of the module that it is, several in the plural', () => {
  const document = chain(4, (i) => [`layers.${i}.conv`, `layers.${i}.norm`]);
  const named = (modulesOf: (layer: string, type: string) => { path: string; title: string }[]) => {
    const modules = document.graph.nodes.flatMap(({ id }) => {
      const [type, i] = id.split('_') as [string, string];
      const around = type === 'input' ? [] : modulesOf(`layers.${Number(i) - 1}`, type);
      return around.length === 0 ? [] : [[id, [{ path: '', title: 'Model' }, ...around]] as const];
    });
    return foldRepeats(document, 0, new Map(modules)).document.graph.blocks.map(({ name }) => name);
  };
  expect(
    named((path) => [
      { path: 'layers', title: 'ModuleList' },
      { path, title: 'ConvBlock' },
    ]),
  ).toEqual(['ConvBlock']);
  expect(named((layer, type) => [{ path: `${layer}.${type}`, title: 'Piece' }])).toEqual(['Pieces']);
  // a module of all of them is no block of one
  expect(named((_, type) => [{ path: 'all', title: 'Stage' }].filter(() => type !== 'relu'))).toEqual(['Layers']);
  expect(named(() => [])).toEqual(['Layers']);
});

const wire = (from: string, to: string) => ({ from: { node: from, port: 'output' }, to: { node: to, port: 'input' } });

/** So many times convolution, norm and ReLU one behind the other, the first two with these names. */
function chain(count: number, names: (i: number) => readonly [string, string]): Document {
  const types = Array.from({ length: count }, (_, i): Omit<Node, 'position'>[] => [
    { id: `conv2d_${i + 1}`, type: 'conv2d', label: names(i)[0], settings: { filters: 3, padding: 'same' } },
    { id: `batchNorm_${i + 1}`, type: 'batchNorm', label: names(i)[1], settings: {} },
    { id: `relu_${i + 1}`, type: 'relu', settings: {} },
  ]).flat();
  const all: Omit<Node, 'position'>[] = [
    { id: 'input_1', type: 'input', settings: { shape: [3, 8, 8] } },
    ...types,
    { id: 'globalPool2d_1', type: 'globalPool2d', settings: {} },
  ];
  const nodes = all.map((node) => ({ ...node, position: { x: 0, y: 0 } }));
  const edges = all.slice(1).map(({ id }, i) => wire(all[i]!.id, id));
  const document = emptyDocument();
  return { ...document, graph: { ...document.graph, nodes, edges } };
}
