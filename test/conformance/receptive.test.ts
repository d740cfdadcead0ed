/** Receptive fields against PyTorch's gradients (make_receptive_fixtures.py), and against what the literature says of whole networks. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { documentSchema, FORMAT_VERSION, type Graph } from '../../engine/graph/document.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { receptiveFields } from '../../engine/passes/receptiveField.ts';
import { templateOf } from '../../templates/index.ts';

interface Chain {
  readonly size: readonly number[];
  readonly layers: readonly {
    readonly type: string;
    readonly kernel: number[];
    readonly stride: number[];
    readonly dilation: number[];
    readonly padding: number[];
  }[];
  readonly seen: readonly number[];
  readonly output: readonly number[];
}
const chains = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'fixtures', 'receptive.json'), 'utf8'),
) as readonly Chain[];

type Wired = readonly [id: string, type: string, settings: object, ...from: string[]];
function graphOf(nodes: readonly Wired[]): Graph {
  const many = new Set(['add', 'concatenate', 'multiply']);
  const edges = nodes.flatMap(([id, type, , ...from]) =>
    from.map((source) => ({
      from: { node: source, port: 'output' },
      to: { node: id, port: many.has(type) ? 'inputs' : 'input' },
    })),
  );
  return documentSchema.parse({
    format: 'loom',
    version: FORMAT_VERSION,
    graph: { nodes: nodes.map(([id, type, settings]) => ({ id, type, settings, position: { x: 0, y: 0 } })), edges },
  }).graph;
}
/** What the last node sees along the axes of the one Input. */
function seen(graph: Graph, id = graph.nodes.at(-1)!.id): readonly number[] | undefined {
  const checked = checkGraph(graph);
  expect(checked.problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  return receptiveFields(checked, id)[0]?.seen;
}

describe('the receptive field', () => {
  it.each(chains.map((chain, i) => [i, chain] as const))(
    'of chain %i is what PyTorch’s gradients reach',
    (_, { size, layers, seen: expected, output }) => {
      const nodes = layers.map(({ type, padding, ...window }, i): Wired => {
        const place =
          type === 'transposedConv2d'
            ? { kernel: window.kernel, stride: window.stride, padding: 'valid' }
            : { ...window, padding: 'explicit', explicitPadding: padding };
        return [
          `n${i}`,
          type,
          type === 'averagePool2d' ? place : { ...place, filters: 1 },
          i === 0 ? 'x' : `n${i - 1}`,
        ];
      });
      const graph = graphOf([['x', 'input', { shape: [1, ...size] }], ...nodes]);
      expect(
        checkGraph(graph)
          .nodes.get(`n${layers.length - 1}`)!
          .outputs[0]!.shape.slice(2),
      ).toEqual(output);
      expect(seen(graph)).toEqual(expected);
    },
  );

  it('of published networks is the published one', () => {
    // Araujo et al. 2019: VGG-16 sees 212 pixels at its last pool
    const network = templateOf('vgg')!.make({ depth: '16', width: 1 / 16, size: 224 }).graph;
    const pool = checkGraph(network)
      .order.filter((id) => checkGraph(network).nodes.get(id)!.node.type === 'maxPool2d')
      .at(-1)!;
    expect(seen(network, pool)).toEqual([212, 212]);
  });

  it('is the union over branches, whichever way they are padded', () => {
    const x: Wired = ['x', 'input', { shape: [2, 20] }];
    const wide: Wired = ['a', 'conv1d', { filters: 2, kernel: [5], padding: 'same' }, 'x'];
    // 5 places around p, and 3 around p
    expect(
      seen(
        graphOf([
          x,
          wide,
          ['b', 'conv1d', { filters: 2, kernel: [3], padding: 'same' }, 'x'],
          ['sum', 'add', {}, 'a', 'b'],
        ]),
      ),
    ).toEqual([5]);
    // places p − 2 to p + 2, and p to p + 4: together seven
    expect(
      seen(
        graphOf([
          x,
          wide,
          ['c', 'conv1d', { filters: 2, kernel: [5] }, 'x'],
          ['c2', 'pad', { amounts: [0, 4] }, 'c'],
          ['sum', 'add', {}, 'a', 'c2'],
        ]),
      ),
    ).toEqual([7]);
  });

  it('of what looks everywhere is the whole input, and without windows there is none', () => {
    const x: Wired = ['x', 'input', { shape: [3, 12, 10] }];
    const conv: Wired = ['conv', 'conv2d', { filters: 4, padding: 'same' }, 'x'];
    expect(seen(graphOf([x, ['relu', 'relu', {}, 'x']]))).toBeUndefined();
    expect(
      seen(
        graphOf([
          x,
          conv,
          ['norm', 'batchNorm', {}, 'conv'],
          ['relu', 'relu', {}, 'norm'],
          ['drop', 'dropout', {}, 'relu'],
        ]),
      ),
    ).toEqual([3, 3]);
    expect(seen(graphOf([x, conv, ['flat', 'flatten', {}, 'conv']]))).toEqual([3, 3]);
    expect(seen(graphOf([x, conv, ['flat', 'flatten', {}, 'conv'], ['dense', 'dense', { units: 2 }, 'flat']]))).toEqual(
      [12, 10],
    );
    expect(seen(graphOf([x, conv, ['pool', 'globalPool2d', {}, 'conv']]))).toEqual([12, 10]);
    // three places of a map that is twice as large lie over two of it; between two of it, where it is drawn in lines, over three
    for (const [mode, expected] of [
      ['nearest', [4, 4]],
      ['linear', [5, 5]],
    ] as const)
      expect(
        seen(
          graphOf([
            x,
            conv,
            ['up', 'upsample2d', { mode }, 'conv'],
            ['next', 'conv2d', { filters: 1, padding: 'same' }, 'up'],
          ]),
        ),
        mode,
      ).toEqual(expected);
  });
});
