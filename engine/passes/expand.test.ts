import { describe, expect, it } from 'vitest';
import { type Block, type Document, type Edge, emptyDocument, type Graph, type Node } from '../graph/document.ts';
import { formatType } from '../types/tensor.ts';
import { checkGraph } from './check.ts';
import { compile } from './compile.ts';
import { expandDocument, expandGraph } from './expand.ts';
import { applyRepair } from '../graph/repair.ts';
import { wordProblem } from '../problems.ts';

type Given = Partial<Node> & { readonly id: string; readonly type: string };
const node = (given: Given): Node => ({ settings: {}, position: { x: 0, y: 0 }, ...given });
/** `a > b`, `a.port > b.port`. */
const wire = (text: string): Edge => {
  const [from, to] = text.split(' > ').map((end) => end.split('.')) as [string[], string[]];
  return { from: { node: from[0]!, port: from[1] ?? 'output' }, to: { node: to[0]!, port: to[1] ?? 'input' } };
};
const drawing = (nodes: readonly Given[], wires: readonly string[]) => ({
  nodes: nodes.map(node),
  edges: wires.map(wire),
  groups: [],
  notes: [],
});
const block = (
  id: string,
  nodes: readonly Given[],
  wires: readonly string[],
  settings: Block['settings'] = [],
): Block => ({ id, name: id, doc: '', settings, ...drawing(nodes, wires) });
const graphOf = (blocks: readonly Block[], nodes: readonly Given[], wires: readonly string[]): Graph => ({
  ...drawing(nodes, wires),
  blocks,
});
const int = (name: string, value: number): Block['settings'][number] => ({
  name,
  kind: 'int',
  label: name,
  doc: '',
  default: value,
  min: 1,
});

const image: Given = { id: 'x', type: 'input', settings: { shape: [3, 8, 8] } };
const input: Given = { id: 'in', type: 'blockInput', label: 'input' };
const output: Given = { id: 'out', type: 'blockOutput', label: 'output' };

/** A residual block of two convolutions, as in ResNet. */
const basic = block(
  'basic',
  [
    input,
    output,
    {
      id: 'conv1',
      type: 'conv2d',
      settings: { filters: { '=': 'width' }, kernel: [3, { '=': 'size' }], padding: 'same', bias: false },
    },
    { id: 'bn1', type: 'batchNorm' },
    { id: 'relu', type: 'relu' },
    { id: 'add', type: 'add' },
  ],
  ['in > conv1', 'conv1 > bn1', 'bn1 > relu', 'relu > add.inputs', 'in > add.inputs', 'add > out'],
  [int('width', 3), int('size', 3)],
);

const names = (graph: Graph) => expandGraph(graph).graph.nodes.map(({ id, label }) => `${id} ${label ?? ''}`);
const weightNames = (graph: Graph) => {
  const checked = checkGraph(graph);
  expect(checked.problems).toEqual([]);
  return expandGraph(graph).graph.nodes.flatMap(({ id, label }) =>
    Object.keys(checked.nodes.get(id)!.weights).map((weight) => `${label ?? id}.${weight}`),
  );
};

describe('expanding', () => {
  it('leaves a graph without blocks as it is', () => {
    const graph = graphOf([], [image, { id: 'r', type: 'relu' }], ['x > r']);
    expect(expandGraph(graph).graph).toBe(graph);
    const document = { ...emptyDocument(), graph };
    expect(expandDocument(document)).toBe(document);
  });

  it('repeats a block, each fed by the one before, and names weights after where they stand', () => {
    const graph = graphOf(
      [basic],
      [image, { id: 'b', type: 'block', block: 'basic', label: 'layer1', repeat: 2 }, { id: 'end', type: 'relu' }],
      ['x > b', 'b > end'],
    );
    expect(names(graph)).toEqual([
      'x ',
      'b/0/conv1 layer1.0.conv1',
      'b/0/bn1 layer1.0.bn1',
      'b/0/relu layer1.0.relu',
      'b/0/add layer1.0.add',
      'b/1/conv1 layer1.1.conv1',
      'b/1/bn1 layer1.1.bn1',
      'b/1/relu layer1.1.relu',
      'b/1/add layer1.1.add',
      'end ',
    ]);
    const { edges } = expandGraph(graph).graph;
    expect(edges).toContainEqual(wire('x > b/0/conv1'));
    expect(edges).toContainEqual(wire('b/0/add > b/1/conv1'));
    expect(edges).toContainEqual(wire('b/0/add > b/1/add.inputs'));
    expect(edges).toContainEqual(wire('b/1/add > end'));
    expect(edges).toHaveLength(11);
    expect(weightNames(graph)[0]).toBe('layer1.0.conv1.weight');
    const checked = checkGraph(graph);
    const instance = checked.nodes.get('b')!;
    expect(instance.parameters).toBe(2 * (3 * 3 * 9 + 6));
    expect(instance.macs).toBe(checked.macs);
    expect(instance.outputs.map(formatType)).toEqual(['N×3×8×8']);
    expect(checked.nodes.get('b/1/in')!.outputs.map(formatType)).toEqual(['N×3×8×8']);
    expect(checked.outputs).toEqual(['end']);
  });

  it.each<[string, Partial<Node>, string]>([
    ['by its id', {}, 'b.conv1.weight'],
    ['by its label', { label: 'layer1' }, 'layer1.conv1.weight'],
    ['with an index where it repeats, once too', { label: 'h', repeat: 1 }, 'h.0.conv1.weight'],
    [
      'with an index glued to the name, counting from 1',
      { repeat: 1, naming: 'denselayer{i + 1}' },
      'denselayer1.conv1.weight',
    ],
    ['with its own name in a pattern', { label: 'stage', naming: '{name}.block' }, 'stage.block.conv1.weight'],
    ['not at all', { naming: '' }, 'conv1.weight'],
  ])('is named %s', (_, instance, weight) => {
    expect(
      weightNames(graphOf([basic], [image, { id: 'b', type: 'block', block: 'basic', ...instance }], ['x > b']))[0],
    ).toBe(weight);
  });

  it('names the weights of a layer within by its own pattern', () => {
    const named = (naming: string) => ({
      ...basic,
      nodes: basic.nodes.map((one) => (one.id === 'conv1' ? { ...one, naming } : one)),
    });
    const graph = (naming: string) =>
      graphOf(
        [named(naming)],
        [image, { id: 'b', type: 'block', block: 'basic', label: 'features', naming: '{name}', repeat: 2 }],
        ['x > b'],
      );
    const convolutions = (naming: string) => names(graph(naming)).filter((name) => name.includes('conv1 '));
    expect(convolutions('{size + 2 * i}')).toEqual(['b/0/conv1 features.3', 'b/1/conv1 features.5']);
    expect(convolutions('{name}_{i}')).toEqual(['b/0/conv1 features.conv1_0', 'b/1/conv1 features.conv1_1']);
    const bare = graphOf([named('')], [image, { id: 'b', type: 'block', block: 'basic', label: 'stem' }], ['x > b']);
    expect(weightNames(bare)[0]).toBe('stem.weight');
    expect(wordProblem(checkGraph(graph('{nothing}')).problems[0]!)).toContain(
      'the formula "nothing" of naming cannot be calculated',
    );
  });

  it('has a block or leaves it out where the formula of its repetitions is true or false', () => {
    const graph = (size: number) =>
      graphOf(
        [basic],
        [
          image,
          { id: 'a', type: 'relu' },
          { id: 'b', type: 'block', block: 'basic', repeat: { '=': `${size} > 3` }, naming: '{name}' },
          { id: 'c', type: 'relu' },
        ],
        ['x > a', 'a > b', 'b > c'],
      );
    expect(expandGraph(graph(3)).graph.edges).toEqual([wire('x > a'), wire('a > c')]);
    expect(weightNames(graph(4))[0]).toBe('b.conv1.weight');
  });

  it('calculates settings for each repetition, in lists too, and takes the settings of the instance', () => {
    const conv = block(
      'conv',
      [
        input,
        output,
        {
          id: 'c',
          type: 'conv2d',
          settings: { filters: { '=': 'width * 2 ^ i' }, kernel: [1, { '=': 'i == n - 1 ? 3 : 1' }], padding: 'same' },
        },
      ],
      ['in > c', 'c > out'],
      [int('width', 4)],
    );
    const graph = graphOf(
      [conv],
      [image, { id: 'b', type: 'block', block: 'conv', repeat: 3, settings: { width: 8 } }],
      ['x > b'],
    );
    expect(
      expandGraph(graph)
        .graph.nodes.slice(1)
        .map(({ settings }) => [settings.filters, settings.kernel]),
    ).toEqual([
      [8, [1, 1]],
      [16, [1, 1]],
      [32, [1, 3]],
    ]);
    expect(checkGraph(graph).nodes.get('b')!.outputs.map(formatType)).toEqual(['N×32×8×8']);
  });

  it('nests: settings, repetitions and names pass through', () => {
    const stage = block(
      'stage',
      [
        input,
        output,
        {
          id: 'units',
          type: 'block',
          block: 'basic',
          repeat: { '=': 'depth' },
          naming: '{i}',
          settings: { size: { '=': '2 * i + 1' } },
        },
      ],
      ['in > units', 'units > out'],
      [int('depth', 1)],
    );
    const graph = graphOf(
      [basic, stage],
      [
        image,
        {
          id: 's',
          type: 'block',
          block: 'stage',
          label: 'layer',
          naming: '{name}{i + 1}',
          repeat: 2,
          settings: { depth: { '=': 'i + 1' } },
        },
      ],
      ['x > s'],
    );
    expect(weightNames(graph).filter((name) => name.endsWith('conv1.weight'))).toEqual([
      'layer1.0.conv1.weight',
      'layer2.0.conv1.weight',
      'layer2.1.conv1.weight',
    ]);
    expect(expandGraph(graph).graph.nodes.at(-4)!.settings.kernel).toEqual([3, 3]);
    const checked = checkGraph(graph);
    expect(checked.nodes.get('s')!.parameters).toBe(checked.parameters);
    expect(checked.nodes.get('s/1/units')!.parameters + checked.nodes.get('s/0/units')!.parameters).toBe(
      checked.parameters,
    );
  });

  it('grows as DenseNet does: each repetition adds channels to what it got', () => {
    const dense = block(
      'dense',
      [
        input,
        output,
        { id: 'conv', type: 'conv2d', settings: { filters: 5, kernel: [3, 3], padding: 'same' } },
        { id: 'cat', type: 'concatenate' },
      ],
      ['in > conv', 'in > cat.inputs', 'conv > cat.inputs', 'cat > out'],
    );
    const graph = graphOf(
      [dense],
      [image, { id: 'b', type: 'block', block: 'dense', repeat: 4, naming: 'denselayer{i+1}' }],
      ['x > b'],
    );
    expect(checkGraph(graph).nodes.get('b')!.outputs.map(formatType)).toEqual(['N×23×8×8']);
    expect(weightNames(graph).at(-2)).toBe('denselayer4.conv.weight');
  });

  it('gives inputs beyond its outputs to every repetition', () => {
    const decoder = block(
      'decoder',
      [input, { id: 'mem', type: 'blockInput', label: 'memory' }, output, { id: 'add', type: 'add' }],
      ['in > add.inputs', 'mem > add.inputs', 'add > out'],
    );
    const graph = graphOf(
      [decoder],
      [
        image,
        { id: 'y', type: 'input', settings: { shape: [3, 8, 8] } },
        { id: 'd', type: 'block', block: 'decoder', repeat: 2 },
      ],
      ['x > d', 'y > d.memory'],
    );
    expect(expandGraph(graph).graph.edges).toEqual([
      wire('x > d/0/add.inputs'),
      wire('y > d/0/add.inputs'),
      wire('d/0/add > d/1/add.inputs'),
      wire('y > d/1/add.inputs'),
    ]);
  });

  it('lets its inputs through where it is repeated no times, and follows wires through blocks without layers', () => {
    const through = block('through', [input, output], ['in > out']);
    const graph = graphOf(
      [basic, through],
      [
        image,
        { id: 'a', type: 'block', block: 'basic', repeat: 0 },
        { id: 't', type: 'block', block: 'through', repeat: 3 },
        { id: 'r', type: 'relu' },
      ],
      ['x > a', 'a > t', 't > r'],
    );
    expect(expandGraph(graph).graph.edges).toEqual([wire('x > r')]);
    expect(checkGraph(graph).problems).toEqual([]);
    expect(checkGraph(graph).nodes.get('t')!.outputs.map(formatType)).toEqual(['N×3×8×8']);
  });

  it('hands on what holds for the instance: frozen, learning rate, regularization', () => {
    const graph = graphOf(
      [basic],
      [
        image,
        { id: 'b', type: 'block', block: 'basic', frozen: true, learningRate: 0.5, regularization: { l1: 0, l2: 1 } },
      ],
      ['x > b'],
    );
    expect(expandGraph(graph).graph.nodes[1]).toMatchObject({
      frozen: true,
      learningRate: 0.5,
      regularization: { l1: 0, l2: 1 },
    });
  });

  it('compiles as the flat graph does, with a loss on an instance', () => {
    const graph = graphOf([basic], [image, { id: 'b', type: 'block', block: 'basic', repeat: 2 }], ['x > b']);
    const document: Document = {
      ...emptyDocument(),
      graph,
      training: {
        ...emptyDocument().training,
        losses: [{ output: 'b', target: 'y', loss: { type: 'meanSquaredError', settings: {} }, weight: 1 }],
      },
    };
    const targets = { y: { dtype: 'float32', shape: ['N', 3, 8, 8] } } as const;
    const model = compile(document, targets);
    expect(model.outputs).toMatchObject([{ node: 'b/1/add' }]);
    expect(model.program('train', 2)).toEqual(compile(expandDocument(document), targets).program('train', 2));
  });

  it('keeps what has not changed, so that an edit costs what lies downstream', () => {
    const make = (filters: number) =>
      graphOf(
        [basic],
        [
          image,
          { id: 'b', type: 'block', block: 'basic', repeat: 8 },
          { id: 'c', type: 'conv2d', settings: { filters } },
        ],
        ['x > b', 'b > c'],
      );
    const [one, two] = [make(1), make(2)];
    const before = checkGraph(one);
    const shared = { ...two, nodes: [...one.nodes.slice(0, 2), two.nodes[2]!] };
    const after = checkGraph(shared, before);
    for (const id of before.order) if (id !== 'c' && id !== 'x') expect(after.nodes.get(id)).toBe(before.nodes.get(id));
    expect(after.nodes.get('c')!.outputs.map(formatType)).toEqual(['N×2×6×6']);
  });
});

describe('problems of blocks', () => {
  const instance = (given: Partial<Node> = {}): Given => ({ id: 'b', type: 'block', block: 'basic', ...given });

  it('says once what is wrong in every repetition, and tells the instance', () => {
    const wide = {
      ...basic,
      nodes: basic.nodes.map((one) => (one.id === 'conv1' ? { ...one, settings: { filters: 0 } } : one)),
    };
    const checked = checkGraph(graphOf([wide], [image, instance({ label: 'layer1', repeat: 3 })], ['x > b']));
    expect(checked.problems.map(({ code, node }) => [code, node])).toEqual([['bad-setting', 'b/0/conv1']]);
    expect(wordProblem(checked.nodes.get('b')!.problems[0]!)).toMatch(
      /^Inside b › 0 › conv1: Conv 2D "layer1.0.conv1": Filters must be/,
    );
    expect(checked.nodes.get('b')!.outputs).toEqual([undefined]);
    expect(checked.nodes.get('b')!.problems).toHaveLength(1);
    expect(checked.everywhere.map(({ node }) => node)).toEqual(['b/0/conv1', 'b/1/conv1', 'b/2/conv1']);
  });

  it('says what a port that nothing feeds is waiting for, and nothing of the layers behind it', () => {
    expect(
      problemsOf(
        graphOf([basic], [image, instance(), { id: 'r', type: 'relu' }, { id: 'y', type: 'relu' }], ['b > r', 'x > y']),
      ),
    ).toEqual(['input-missing b: basic "b" has nothing connected to its input "input". Connect a wire to it.']);
  });

  it('asks an output of the block for its wire', () => {
    const open = { ...basic, edges: basic.edges.slice(0, -1) };
    expect(problemsOf(graphOf([open], [image, instance(), { id: 'r', type: 'relu' }], ['x > b', 'b > r']))).toEqual([
      'input-missing b/out: Block output "b.output" has nothing connected to its input "input". Connect a wire to it.',
    ]);
  });

  it('lets an optional port stay open', () => {
    const lstm = block(
      'rnn',
      [
        input,
        { id: 's', type: 'blockInput', label: 'state', settings: { optional: true } },
        output,
        { id: 'g', type: 'gru', settings: { units: 4 } },
      ],
      ['in > g', 'g > out'],
    );
    expect(
      problemsOf(
        graphOf(
          [lstm],
          [
            { id: 'x', type: 'input', settings: { shape: [5, 3] } },
            { id: 'b', type: 'block', block: 'rnn' },
          ],
          ['x > b'],
        ),
      ),
    ).toEqual([]);
  });

  it('refuses a block within itself', () => {
    const a = block('a', [input, output, { id: 'inner', type: 'block', block: 'b' }], ['in > inner', 'inner > out']);
    const b = block('b', [input, output, { id: 'inner', type: 'block', block: 'a' }], ['in > inner', 'inner > out']);
    expect(problemsOf(graphOf([a, b], [image, { id: 'n', type: 'block', block: 'a' }], ['x > n']))).toEqual([
      'block-in-itself n/inner/inner: a "n.inner.inner" would contain itself without end: a › b › a. Remove it, or make one of the blocks independent and take it out there.',
    ]);
  });

  it('refuses repetitions beyond all bounds at once', () => {
    const empty = block('empty', [input, output], ['in > out']);
    const nest = block(
      'nest',
      [input, output, { id: 'e', type: 'block', block: 'empty', repeat: 1e9 }],
      ['in > e', 'e > out'],
    );
    expect(
      problemsOf(graphOf([empty, nest], [image, { id: 'n', type: 'block', block: 'nest', repeat: 1e9 }], ['x > n']))[0],
    ).toContain('block-too-large n/0/e: With empty "n.0.e" the network would have more than 10,000 layers.');
  });

  it.each<[string, Given, string]>([
    ['an unknown block', instance({ block: 'gone' }), 'unknown-block b'],
    [
      'a repetition that is no whole number',
      instance({ repeat: { '=': '3 / 2' } }),
      'bad-setting b: basic "b": Repeat must be a whole number, at least 0. It is 1.5.',
    ],
    [
      'a formula that cannot be read',
      instance({ repeat: { '=': '3 +' } }),
      'bad-formula b: basic "b": the formula "3 +" of repeat cannot be calculated: a value is missing at the end.',
    ],
    [
      'a setting that the block does not have',
      instance({ settings: { depth: 2 } }),
      'bad-setting b: basic "b": depth must be one of width, size. It is depth.',
    ],
    [
      'a setting out of bounds',
      instance({ settings: { size: 0 } }),
      'bad-setting b: basic "b": size must be a whole number, at least 1. It is 0.',
    ],
    [
      'a pattern that means nothing',
      instance({ naming: 'a{j}' }),
      'bad-formula b: basic "b": the formula "j" of naming cannot be calculated: there is no "j"',
    ],
    [
      'a name for several',
      instance({ naming: 'same', repeat: 2 }),
      'duplicate-name b/1/conv1: Two layers are called "same.conv1"',
    ],
  ])('%s', (_, given, message) => {
    expect(problemsOf(graphOf([basic], [image, given], ['x > b']))[0]).toContain(message);
  });

  it('refuses an Input in a block and a port outside one', () => {
    const closed = block('closed', [output, { id: 'x', type: 'input', settings: { shape: [3] } }], ['x > out']);
    expect(problemsOf(graphOf([closed], [image, { id: 'c', type: 'block', block: 'closed' }], []))[0]).toContain(
      'input-in-block c/x',
    );
    expect(problemsOf(graphOf([], [image, input], []))[0]).toContain('port-outside in');
  });
});

const problemsOf = (graph: Graph) =>
  checkGraph(graph).problems.map((found) => `${found.code} ${found.node}: ${wordProblem(found)}`);

describe('wires that lead nowhere', () => {
  const dense = { id: 'd', type: 'dense' };
  const data = { id: 'x', type: 'input', settings: { shape: [3] } };
  /** What is said, and what is left once every repair was made. */
  const mended = (graph: Graph): string[] => {
    const document: Document = { ...emptyDocument('mended'), graph };
    const repairs = checkGraph(graph)
      .problems.filter(({ code }) => ['dangling-wire', 'unknown-port', 'shares-mismatch'].includes(code))
      .flatMap((found) => found.repairs);
    return problemsOf(repairs.reduce(applyRepair, document).graph);
  };

  it.each([
    ['from a layer that is not there', ['x > d', 'ghost > d'], '"ghost" to "d" leads nowhere: "ghost" is not there'],
    ['to a layer that is not there', ['x > d', 'd > ghost'], '"d" to "ghost" leads nowhere: "ghost" is not there'],
    ['between two that are not there', ['x > d', 'ghost > other'], '"ghost" to "other" leads nowhere'],
    ['from a port that is not there', ['x > d', 'x.side > d.input'], 'no port "side"'],
    ['to a port that is not there', ['x > d', 'x > d.side'], 'no port "side"'],
  ])('a wire %s is a problem with its repair', (_, wires, message) => {
    const graph = graphOf([], [data, dense], wires);
    expect(problemsOf(graph).join('\n')).toContain(message);
    expect(mended(graph)).toEqual([]);
    const there = new Set(['x', 'd']);
    expect(
      expandGraph(graph).graph.edges.filter(({ from, to }) => !there.has(from.node) || !there.has(to.node)),
    ).toEqual([]);
  });

  it.each([
    ['from a layer that is not there', ['in > d', 'ghost > d', 'd > out'], '"ghost" is not there'],
    ['to a layer that is not there', ['in > d', 'd > ghost', 'd > out'], '"ghost" is not there'],
    ['between two that are not there', ['in > d', 'd > out', 'ghost > other'], 'leads nowhere'],
    ['out of an output', ['in > d', 'd > out', 'out > e'], 'no port "output"'],
  ])('in a block, a wire %s is said once for all repetitions', (_, wires, message) => {
    const more = wires.some((one) => one.endsWith('> e')) ? [{ id: 'e', type: 'relu' }] : [];
    const inner = block('inner', [input, output, dense, ...more], wires);
    const graph = graphOf([inner], [data, { id: 'b', type: 'block', block: 'inner', repeat: 3 }], ['x > b.input']);
    const said = problemsOf(graph).filter((one) => one.includes(message));
    expect(said).toHaveLength(1);
    expect(mended(graph).filter((one) => one.includes(message))).toEqual([]);
  });

  it('an output that a block has not is a problem', () => {
    const inner = block('inner', [input, output], ['in > out']);
    const graph = graphOf(
      [inner],
      [data, { id: 'b', type: 'block', block: 'inner' }, dense],
      ['x > b.input', 'b.side > d'],
    );
    expect(problemsOf(graph).join('\n')).toContain('no port "side"');
  });

  it('an instance that shares as a whole is a problem, which its repair mends', () => {
    const inner = block('inner', [input, output, dense], ['in > d', 'd > out']);
    const nodes = [
      data,
      { id: 'a', type: 'block', block: 'inner' },
      { id: 'b', type: 'block', block: 'inner', shares: 'a' },
    ];
    const graph = graphOf([inner], nodes, ['x > a.input', 'a.output > b.input']);
    expect(problemsOf(graph).join('\n')).toContain('It finds a block that shares as a whole.');
    expect(mended(graph)).toEqual([]);
  });
});
