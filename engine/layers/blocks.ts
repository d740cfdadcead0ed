/** What stands on a canvas beside the layers: instances of blocks and the ports of a block, each described as a layer is. */
import { verbatim } from '../phrases.ts';
import {
  type Block,
  BLOCK,
  BLOCK_INPUT,
  BLOCK_OUTPUT,
  type BlockSetting,
  nameOf,
  type Node,
  portsOf,
} from '../graph/document.ts';
import { boolean, type Field, type Schema } from '../settings.ts';
import { defineLayer, type Layer, type Port } from './define.ts';
import { layerFor, nodePorts } from './index.ts';
import { summary } from './common/summary.ts';

const neverLowered = (): never => {
  throw new Error('internal: blocks are expanded before they are lowered');
};
const common = { family: 'block', examples: [], lower: neverLowered } as const;

export const blockInput = defineLayer({
  ...common,
  id: BLOCK_INPUT,
  title: 'Block input',
  doc: 'Where a tensor enters the block. Its name is what the port is called outside.',
  settings: {
    optional: boolean({
      label: 'May stay unconnected',
      doc: 'Whether the block works without it. What it feeds must be an optional input, too.',
      default: false,
    }),
  },
  inputs: [],
  outputs: [{ name: 'output', doc: 'What comes in from outside.' }],
  summary: ({ optional }) => (optional ? summary('optional-port', 'optional port') : summary('port', 'port')),
  infer: () => [],
});

export const blockOutput = defineLayer({
  ...common,
  id: BLOCK_OUTPUT,
  title: 'Block output',
  doc: 'Where a tensor leaves the block. Its name is what the port is called outside.',
  settings: {},
  inputs: [{ name: 'input', doc: 'What the block gives.' }],
  outputs: [],
  summary: () => summary('port', 'port'),
  infer: (inputs) => inputs,
});

/** A promoted setting as a field. */
const fieldOf = ({ name: _, ...field }: BlockSetting): Field => field as unknown as Field;

const described = new WeakMap<Block, Layer>();

/** A block as its instances see it: its ports and settings, as if it were a layer. */
export function layerOfBlock(block: Block): Layer {
  let layer = described.get(block);
  if (!layer) {
    const schema: Schema = Object.fromEntries(block.settings.map((setting) => [setting.name, fieldOf(setting)]));
    const port = (node: Node): Port => ({
      name: nameOf(node),
      doc: '',
      ...(node.settings.optional === true && { optional: true }),
    });
    layer = defineLayer({
      ...common,
      id: BLOCK,
      title: block.name,
      doc: block.doc,
      settings: schema,
      inputs: portsOf(block, BLOCK_INPUT).map(port),
      outputs: portsOf(block, BLOCK_OUTPUT).map(port),
      summary: (settings) =>
        block.settings
          .slice(0, 3)
          .flatMap(({ name, label, kind }) =>
            ['int', 'number', 'ints'].includes(kind)
              ? [verbatim(`${[settings[name]].flat().join('×')} ${label.toLowerCase()}`)]
              : [],
          ),
      infer: (inputs) => inputs,
    });
    described.set(block, layer);
  }
  return layer;
}

const ported = new WeakMap<Node, Layer>();

/** A layer with the ports that it has at this node. */
function withPorts(node: Node): Layer | undefined {
  const layer = layerFor(node);
  if (!layer?.ports) return layer;
  let own = ported.get(node);
  if (!own) {
    const { inputs, outputs } = nodePorts(node);
    own = { ...layer, inputs, outputs };
    ported.set(node, own);
  }
  return own;
}

/** What a node is: a layer, an instance of one of the blocks, a port. Undefined for what this version or document does not know. */
export function layerOfNode(node: Node, blocks: readonly Block[]): Layer | undefined {
  switch (node.type) {
    case BLOCK: {
      const block = blocks.find(({ id }) => id === node.block);
      return block && layerOfBlock(block);
    }
    case BLOCK_INPUT:
      return blockInput;
    case BLOCK_OUTPUT:
      return blockOutput;
    default:
      return withPorts(node);
  }
}
