import { describe, expect, it } from 'vitest';
import { templateOf } from '../../templates/index.ts';
import { emptyDocument, type Document, type Node } from '../graph/document.ts';
import { applyRepair } from '../graph/repair.ts';
import { word } from '../texts/index.ts';
import { wordProblem } from '../problems.ts';
import { checkGraph } from './check.ts';

const position = { x: 0, y: 0 };
/** Layers, and wires between them as `from>to`; a merging layer takes them at its port. */
function documentOf(
  nodes: Readonly<Record<string, readonly [type: string, settings?: Node['settings']]>>,
  wires: string,
): Document {
  const empty = emptyDocument();
  return {
    ...empty,
    graph: {
      ...empty.graph,
      nodes: Object.entries(nodes).map(([id, [type, settings = {}]]) => ({ id, type, settings, position })),
      edges: wires.split(' ').map((wire) => {
        const [from, to, port = 'input'] = wire.split('>') as [string, string, string?];
        return { from: { node: from, port: 'output' }, to: { node: to, port } };
      }),
    },
  };
}

/** Its problems, and what is left of them after each of the repairs. */
function cured(document: Document) {
  const { problems } = checkGraph(document.graph);
  const [first] = problems;
  return {
    says: problems.map(wordProblem),
    repairs: first!.repairs.map((repair) => [
      word(repair.title as never),
      checkGraph(applyRepair(document, repair).graph).problems.map(wordProblem),
    ]),
  };
}

const CROP_PAD_RESIZE = [
  ['Crop to the smallest', []],
  ['Pad to the largest', []],
  ['Resize to the first', []],
];

describe('branches of other sizes', () => {
  it.each(['add', 'average', 'maximum', 'concatenate', 'stack'])(
    '%s says where a pixel was lost, and what helps',
    (type) => {
      const document = documentOf(
        {
          image: ['input', { shape: [4, 45, 60] }],
          conv: ['conv2d', { filters: 4, kernel: [3, 3], padding: 'same' }],
          pool_1: ['maxPool2d'],
          pool_2: ['maxPool2d'],
          up_1: ['upsample2d'],
          up_2: ['upsample2d'],
          join: [type],
        },
        'image>conv conv>pool_1 pool_1>pool_2 pool_2>up_1 up_1>up_2 image>join>inputs up_2>join>inputs',
      );
      const { says, repairs } = cured(document);
      expect(says).toHaveLength(1);
      expect(says[0]).toContain('N×4×45×60 from "image" and N×4×44×60 from "up_2".');
      expect(says[0]).toContain('Max pool 2D "pool_1" makes 22×30 of 45×60, which does not divide evenly');
      expect(repairs).toEqual(CROP_PAD_RESIZE);
    },
  );

  it('are told apart from features: these are not cropped, nor taken step by step', () => {
    const features = documentOf(
      {
        text: ['input', { shape: [10, 8] }],
        narrow: ['dense', { units: 4 }],
        join: ['add'],
      },
      'text>narrow text>join>inputs narrow>join>inputs',
    );
    expect(cured(features)).toEqual({
      says: ['Add "join" needs inputs of the same shape. It receives N×10×8 from "text" and N×10×4 from "narrow".'],
      repairs: [
        ['Set Units of "narrow" to 8', []],
        ['Project "text" to 4 features', []],
      ],
    });
    const channels = documentOf(
      {
        image: ['input', { shape: [4, 9, 9] }],
        conv: ['conv2d', { filters: 5, kernel: [1, 1] }],
        join: ['add'],
      },
      'image>conv image>join>inputs conv>join>inputs',
    );
    expect(cured(channels).repairs).toEqual([
      ['Set Filters of "conv" to 4', []],
      ['Project "image" to 5 channels', []],
    ]);
  });

  it('of sequences have the same repairs where a layer lost a place', () => {
    const sequence = documentOf(
      {
        signal: ['input', { shape: [2, 45] }],
        pool: ['averagePool1d'],
        up: ['upsample1d'],
        join: ['concatenate'],
      },
      'signal>pool pool>up signal>join>inputs up>join>inputs',
    );
    expect(cured(sequence).repairs).toEqual(CROP_PAD_RESIZE);
  });

  it('within a block are cured in all of its instances at once', () => {
    const unet = templateOf('unet')!.make({ width: 1 / 16, size: 48 });
    const graph = {
      ...unet.graph,
      nodes: unet.graph.nodes.map((node) =>
        node.type === 'input' ? { ...node, settings: { ...node.settings, shape: [3, 45, 60] } } : node,
      ),
      blocks: unet.graph.blocks.map((block) => ({
        ...block,
        nodes: block.nodes.map((node) => (node.type === 'concatenate' ? { ...node, settings: {} } : node)),
      })),
    };
    const { says, repairs } = cured({ ...unet, graph });
    expect(says[0]).toContain('does not divide evenly');
    expect(repairs).toEqual(CROP_PAD_RESIZE);
  });
});
