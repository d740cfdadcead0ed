/** Every repair that is offered mends what it is offered for: graphs that do not fit, what is said of them, and what a press makes of them. */
import { describe, expect, it } from 'vitest';
import { type Document, documentSchema } from '../../graph/document.ts';
import { applyRepair } from '../../graph/repair.ts';
import { type Problem, wordProblem } from '../../problems.ts';
import { word } from '../../texts/index.ts';
import { checkGraph } from '../check.ts';

type Layer = readonly [id: string, type: string, settings?: object, ...from: readonly string[]];

/** Layers in a row; one that names what feeds it is fed by that instead. */
const drawn = (...layers: readonly Layer[]): Document =>
  documentSchema.parse({
    format: 'loom',
    version: 1,
    graph: {
      nodes: layers.map(([id, type, settings = {}], i) => ({ id, type, settings, position: { x: 0, y: 72 * i } })),
      edges: layers.flatMap(([id, type, , ...from], i) =>
        (from.length > 0 || type === 'input' ? from : [layers[i - 1]![0]]).map((node) => ({
          from: { node, port: 'output' },
          to: { node: id, port: type === 'add' || type === 'concatenate' ? 'inputs' : 'input' },
        })),
      ),
    },
  });

const problemsOf = ({ graph }: Document): readonly Problem[] => checkGraph(graph).problems;
const titles = ({ repairs }: Problem) => repairs.map(({ title }) => word(title));
const outputOf = ({ graph }: Document) => {
  const { outputs, nodes } = checkGraph(graph);
  return outputs.map((id) => nodes.get(id)!.outputs[0]?.shape.join('×'));
};

/** What is offered for the only problem; each offer mends it. */
function offered(document: Document): string[] {
  const [found, ...others] = problemsOf(document);
  expect(others).toEqual([]);
  for (const repair of found!.repairs)
    expect(problemsOf(applyRepair(document, repair)).map(wordProblem), word(repair.title)).toEqual([]);
  return titles(found!);
}
const press = (document: Document, title: string): Document =>
  applyRepair(
    document,
    problemsOf(document)
      .flatMap(({ repairs }) => repairs)
      .find((one) => word(one.title) === title)!,
  );

const PICTURE: Layer = ['input', 'input', { shape: [3, 16, 16] }];
const DIGIT: Layer = ['input', 'input', { shape: [1, 28, 28] }];
const TOKENS: Layer = ['input', 'input', { shape: [12], values: 'int32' }];

describe('an input of another rank', () => {
  it('is taken by the layer of that rank, with its settings', () => {
    const pooled = drawn(PICTURE, ['pool', 'maxPool1d', { kernel: [4] }]);
    expect(offered(pooled)[0]).toBe('Use Max pool 2D');
    expect(press(pooled, 'Use Max pool 2D').graph.nodes[1]).toMatchObject({
      type: 'maxPool2d',
      settings: { kernel: [4, 4] },
    });
    const rows = drawn(['input', 'input', { shape: [8, 100] }], ['conv', 'conv2d', { filters: 4, kernel: [3, 5] }]);
    expect(offered(rows)).toContain('Use Conv 1D');
    expect(outputOf(press(rows, 'Use Conv 1D'))).toEqual(['N×4×96']);
    expect(offered(drawn(['input', 'input', { shape: [1, 8, 8, 8] }], ['conv', 'conv2d']))).toEqual([
      'Apply it to each step',
      'Use Conv 3D',
    ]);
  });

  it('is read row by row by what takes sequences', () => {
    const digits = drawn(DIGIT, ['lstm', 'lstm', { units: 5 }]);
    expect(offered(digits)).toEqual(['Read it row by row: 28 steps of 28']);
    expect(offered(drawn(PICTURE, ['gru', 'gru']))).toEqual(['Read it row by row: 16 steps of 48']);
  });

  it('gets the axis that is missing', () => {
    const numbers: Layer = ['input', 'input', { shape: [49] }];
    expect(offered(drawn(numbers, ['lstm', 'lstm']))).toContain('Insert Unsqueeze to 49×1');
    expect(offered(drawn(numbers, ['conv', 'conv2d']))).toEqual(['Insert Reshape to 1×7×7']);
    expect(offered(drawn(numbers, ['conv', 'conv1d']))).toContain('Insert Unsqueeze to 1×49');
    const grey = drawn(['input', 'input', { shape: [28, 28] }], ['conv', 'conv2d']);
    expect(offered(grey)).toEqual(['Use Conv 1D', 'Insert Unsqueeze to 1×28×28']);
  });
});

describe('values of another kind', () => {
  it('come from the Input as they are needed', () => {
    const document = drawn(['input', 'input', { shape: [12] }], ['embedding', 'embedding']);
    expect(offered(document)).toEqual(['Let "input" give tokens', 'Insert Cast']);
  });

  it('are looked up, or made numbers', () => {
    expect(offered(drawn(TOKENS, ['dense', 'dense']))).toEqual([
      'Insert Embedding',
      'Let "input" give numbers',
      'Insert Cast',
    ]);
    expect(offered(drawn(TOKENS, ['lstm', 'lstm']))).toEqual(['Insert Embedding']);
  });
});

describe('branches that do not fit together', () => {
  it('are told apart by what they come from', () => {
    const document = drawn(PICTURE, ['left', 'conv2d', { filters: 4 }], ['sum', 'add', {}, 'input', 'left']);
    expect(wordProblem(problemsOf(document)[0]!)).toContain(
      'It receives N×3×16×16 from "input" and N×4×14×14 from "left".',
    );
  });

  it('keep their size, or match their channels', () => {
    const sizes = drawn(PICTURE, ['left', 'conv2d', { filters: 3 }], ['sum', 'add', {}, 'input', 'left']);
    expect(offered(sizes)).toEqual(
      expect.arrayContaining(['Keep the size in left', 'Crop to the smallest', 'Resize to the first']),
    );
    const same = { padding: 'same' };
    const channels = drawn(
      PICTURE,
      ['left', 'conv2d', { filters: 8, ...same }],
      ['right', 'conv2d', { filters: 6, ...same }, 'input'],
      ['sum', 'add', {}, 'left', 'right'],
    );
    expect(offered(channels)).toEqual(['Set Filters of "right" to 8', 'Project "left" to 6 channels']);
  });

  it('are projected where the shortcut has fewer layers, with a stride', () => {
    const document = drawn(
      PICTURE,
      ['one', 'conv2d', { filters: 8, padding: 'same', stride: [2, 2] }],
      ['two', 'conv2d', { filters: 8, padding: 'same' }],
      ['sum', 'add', {}, 'two', 'input'],
    );
    const title = 'Project "input" to 8 channels';
    expect(offered(document)).toContain(title);
    const { graph } = press(document, title);
    expect(graph.nodes.find(({ id }) => id === 'conv2d_1')).toMatchObject({
      settings: { filters: 8, kernel: [1, 1], stride: [2, 2] },
    });
    expect(graph.edges.filter(({ to }) => to.node === 'sum').map(({ from }) => from.node)).toEqual(['two', 'conv2d_1']);
    const numbers = drawn(
      ['input', 'input', { shape: [12] }],
      ['dense', 'dense', { units: 5 }],
      ['sum', 'add', {}, 'dense', 'input'],
    );
    expect(offered(numbers)).toEqual(['Set Units of "dense" to 12', 'Project "input" to 5 features']);
  });

  it('keep their size and are projected, where sizes and channels differ at once', () => {
    const both = drawn(
      PICTURE,
      ['left', 'conv2d', { filters: 8, kernel: [3, 3] }, 'input'],
      ['more', 'conv2d', { filters: 8, kernel: [3, 3] }],
      ['sum', 'add', {}, 'more', 'input'],
    );
    const [title] = offered(both);
    expect(title).toBe('Keep the size in left and more, then: Project "input" to 8 channels');
    expect(outputOf(press(both, title!))).toEqual(['N×8×16×16']);
  });

  it('are rounded up where a pooling left a pixel over', () => {
    const document = drawn(
      ['input', 'input', { shape: [3, 15, 15] }],
      ['pool', 'maxPool2d'],
      ['conv', 'conv2d', { filters: 3, stride: [2, 2], kernel: [3, 3], padding: 'same' }, 'input'],
      ['sum', 'add', {}, 'pool', 'conv'],
    );
    expect(offered(document)).toContain('Round the size up in pool');
  });

  it('are flattened beside a row of numbers', () => {
    const document = drawn(
      PICTURE,
      ['more', 'input', { shape: [5] }],
      ['joined', 'concatenate', { axis: 1 }, 'input', 'more'],
    );
    expect(offered(document)).toContain('Insert Flatten');
    expect(outputOf(press(document, 'Insert Flatten'))).toEqual([`N×${3 * 256 + 5}`]);
  });
});
