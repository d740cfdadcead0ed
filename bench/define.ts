/** What a benchmark case is: a document of layers, a batch of random data, one name with its PyTorch peer (`peer/pytorch_peer.py`). */
import { type Document, documentSchema, FORMAT_VERSION } from '../engine/graph/document.ts';
import { DEFAULT_LOSS } from '../engine/learn/index.ts';
import type { TargetTypes } from '../engine/passes/compile.ts';
import { templateOf } from '../templates/index.ts';
import type { TensorType } from '../engine/types/tensor.ts';

export interface BenchCase {
  /** `resnet18-32px/32`: the network and its batch size. */
  readonly name: string;
  readonly batch: number;
  readonly targets: TargetTypes;
  /** Labels are whole numbers from 0 to this, and so are tokens that the network reads. */
  readonly classes: number;
  readonly vocabulary?: number;
  /** Whether it is a template's network, whose weights bear torchvision's names. */
  readonly published?: boolean;
  document(): Document;
}

type Settings = Readonly<Record<string, unknown>>;
/** A node to connect from, by its id. */
export type NodeId = string;

/** Writes a graph node by node; ids count up. */
export class Network {
  readonly #nodes: { id: string; type: string; settings: Settings; position: { x: number; y: number } }[] = [];
  readonly #edges: { from: { node: string; port: string }; to: { node: string; port: string } }[] = [];

  /** A node fed by others, all through its one input port. */
  node(type: string, settings: Settings = {}, from: readonly NodeId[] = [], port = 'input'): NodeId {
    const id = `${type}_${this.#nodes.length}`;
    this.#nodes.push({ id, type, settings, position: { x: 0, y: 72 * this.#nodes.length } });
    for (const node of from) this.#edges.push({ from: { node, port: 'output' }, to: { node: id, port } });
    return id;
  }
  input(...shape: number[]): NodeId {
    return this.node('input', { shape });
  }
  /** Layers one after another. */
  chain(from: NodeId, ...layers: readonly (readonly [type: string, settings?: Settings])[]): NodeId {
    return layers.reduce((last, [type, settings]) => this.node(type, settings, [last]), from);
  }
  add(...from: NodeId[]): NodeId {
    return this.node('add', {}, from, 'inputs');
  }

  document(name: string, batchSize: number, optimizer: { type: string; learningRate: number }): Document {
    return documentSchema.parse({
      format: 'loom',
      version: FORMAT_VERSION,
      name,
      graph: { nodes: this.#nodes, edges: this.#edges },
      training: {
        losses: [{ loss: { type: DEFAULT_LOSS } }],
        optimizer: { type: optimizer.type },
        learningRate: optimizer.learningRate,
        batchSize,
      },
    });
  }
}

export const SGD = { type: 'sgd', learningRate: 0.01 };
export const ADAM = { type: 'adam', learningRate: 0.001 };

/** A network that tells inputs of `classes` kinds apart, or each place of a sequence. */
export function classifier(
  network: string,
  batch: number,
  classes: number,
  optimizer: typeof SGD,
  build: (net: Network) => void,
  { vocabulary, labels = ['N'] }: { vocabulary?: number; labels?: TensorType['shape'] } = {},
): BenchCase {
  const name = `${network}/${batch}`;
  return {
    name,
    batch,
    classes,
    vocabulary,
    targets: { target: { dtype: 'int32', shape: labels } },
    document() {
      const net = new Network();
      build(net);
      return net.document(name, batch, optimizer);
    },
  };
}

/** A template's network with one output, trained by SGD with momentum whatever its paper did. */
export function published(
  network: string,
  batch: number,
  template: string,
  settings: Readonly<Record<string, unknown>> = {},
): BenchCase {
  const classes = Number(settings.classes ?? 1000);
  return {
    name: `${network}/${batch}`,
    batch,
    classes,
    published: true,
    targets: { target: { dtype: 'int32', shape: ['N'] } },
    document() {
      const { training: _, ...document } = templateOf(template)!.make(settings);
      return documentSchema.parse({
        ...document,
        training: {
          losses: [{ loss: { type: DEFAULT_LOSS } }],
          optimizer: { type: SGD.type },
          learningRate: SGD.learningRate,
          batchSize: batch,
        },
      });
    },
  };
}
