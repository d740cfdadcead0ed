/**
 * Writes a network down: each call adds a layer, or an instance of a block, and gives the wire that leaves it, with the shape that flows
 * there. What stands in a `scope` has its name before its own, as modules in PyTorch do; what has no name is known by its id. Where all
 * of it stands on the canvas is `layout.ts`'s to say.
 */
import {
  type Block,
  BLOCK,
  BLOCK_INPUT,
  BLOCK_OUTPUT,
  type BlockSetting,
  type Cure,
  type Edge,
  type Node,
} from '../../engine/graph/document.ts';
import { layerOfBlock } from '../../engine/layers/blocks.ts';
import type { Ports } from '../../engine/layers/define.ts';
import { layerOf, nodePorts } from '../../engine/layers/index.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { resolveSettings, type Schema, type SettingsOf } from '../../engine/settings.ts';
import type { TensorType } from '../../engine/types/tensor.ts';
import { problemPhrase, Refusal } from '../../engine/problems.ts';

export interface LayerOutput {
  readonly node: string;
  readonly port: string;
  /** Of one sample. Not known within a block, whose instances differ. */
  readonly shape: readonly number[];
  readonly dtype: TensorType['dtype'];
}

/** A value that is calculated for each instance of a block, from the block's settings, the repetition `i` (from 0) and their count `n`. */
export interface Formula {
  readonly '=': string;
}
export const formula = (text: string): Formula => ({ '=': text });
/** One value where a block stands first in its row, another in the repetitions behind it. */
export function firstThen<T extends number | boolean | string>(first: T, then: T): T | Formula {
  const written = (value: T) => (typeof value === 'string' ? `'${value}'` : String(value));
  return first === then ? first : formula(`i == 0 ? ${written(first)} : ${written(then)}`);
}

type Whole = number | Formula;
type Pair = Whole | readonly [Whole, Whole];
type Settings = Readonly<Record<string, unknown>>;
/** What goes into a layer: one wire, several to a port that takes many, or wires by port. */
export type Sources =
  | LayerOutput
  | readonly LayerOutput[]
  | { readonly ports: Readonly<Record<string, LayerOutput | undefined>> };

/** A block of layers with settings of its own, as the papers draw them. */
export interface BlockSpec<S extends Schema = Schema> {
  /** Unique in its network. */
  readonly id: string;
  readonly name: string;
  readonly doc: string;
  readonly settings: S;
  /** Its ports; one, `input`, where left out. There is one output. */
  readonly inputs?: readonly string[];
  /** Writes what stands in it; settings are formulas that speak of them. A name in braces is a formula too. */
  build(net: Net, settings: { readonly [K in keyof S]: Formula }, ...inputs: LayerOutput[]): LayerOutput;
}
export const defineBlock = <const S extends Schema>(block: BlockSpec<S>): BlockSpec<S> => block;

export interface InstanceOptions {
  readonly name?: string;
  /** How many stand in a row; a formula may be true or false for whether there is one. */
  readonly repeat?: Whole;
  /** What weight names within begin with, formulas in braces; the name, and the number of the repetition, where left out. */
  readonly naming?: string;
}

export interface ConvOptions {
  readonly stride?: Pair;
  /** Zeros on every side; pairs are for height and width. */
  readonly padding?: Pair;
  readonly groups?: Whole;
  readonly dilation?: Pair;
  readonly bias?: boolean;
}
export interface PoolOptions {
  readonly stride?: number;
  readonly padding?: number;
  readonly ceil?: boolean;
  readonly countPadding?: boolean;
}

/** What is defined, by id. */
type Blocks = Map<string, { readonly spec: unknown; readonly block: Block }>;

/** Nodes have their places last, by `layout.ts`. */
const ORIGIN = { x: 0, y: 0 };

/** What is said beside a layer, and the changes that it offers. */
export interface Remark {
  readonly text: string;
  readonly beside: string;
  readonly cures: readonly Cure[];
}

/** What was written down. */
export interface Network {
  readonly nodes: readonly Omit<Node, 'position'>[];
  readonly edges: readonly Edge[];
  readonly blocks: readonly Block[];
  readonly remarks: readonly Remark[];
}

const isFormula = (value: unknown): value is Formula => typeof value === 'object' && value !== null && '=' in value;
const pair = (value: Pair): readonly [Whole, Whole] =>
  typeof value === 'number' || isFormula(value) ? [value, value] : value;
/** Settings that differ from their defaults. */
const withoutDefaults = (schema: Schema, settings: Settings): Node['settings'] =>
  Object.fromEntries(
    Object.entries(settings).filter(([key, value]) => JSON.stringify(value) !== JSON.stringify(schema[key]?.default)),
  ) as Node['settings'];

export class Net {
  readonly #nodes: Omit<Node, 'position'>[] = [];
  readonly #edges: Edge[] = [];
  readonly #remarks: Remark[] = [];
  readonly #counts = new Map<string, number>();
  readonly #blocks: Blocks;
  /** It is the inside of a block, whose shapes only its instances know. */
  readonly #inside: boolean;
  #scope = '';

  constructor(blocks: Blocks = new Map(), inside = false) {
    this.#blocks = blocks;
    this.#inside = inside;
  }

  /** Names inside begin with this one. */
  scope<T>(name: string | number, build: () => T): T {
    const outer = this.#scope;
    this.#scope = this.nameOf(String(name));
    try {
      return build();
    } finally {
      this.#scope = outer;
    }
  }

  /** The whole name of what is called so in this scope. */
  nameOf = (name: string): string => [this.#scope, name].filter((part) => part !== '').join('.');

  /** The outputs of a new layer. It uses the weights of the layer that `shares` comes from, where that is given. */
  outputs(
    type: string,
    from: Sources,
    settings: Settings = {},
    name?: string,
    shares?: LayerOutput,
  ): readonly LayerOutput[] {
    const layer = layerOf(type);
    if (!layer) throw new Error(`internal: no layer is called ${type}`);
    const changed = withoutDefaults(layer.settings, settings);
    const ports = nodePorts({ type, settings: changed });
    const { id } = this.#node({
      type,
      settings: changed,
      ...this.#named(name),
      ...(shares && { shares: shares.node }),
    });
    const byPort = this.#connect(id, ports, from);
    if (this.#inside) return ports.outputs.map(({ name }) => within(id, name));
    const inputs = ports.inputs.flatMap(
      (port): readonly (LayerOutput | undefined)[] => byPort.get(port.name) ?? [undefined],
    );
    const resolved = resolveSettings(layer.settings, changed);
    if (resolved.errors.length > 0) throw new Error(`internal: ${id}: ${JSON.stringify(resolved.errors)}`);
    const types = layer.infer(
      inputs.map((wire) => wire && { dtype: wire.dtype, shape: ['N', ...wire.shape] }) as TensorType[],
      resolved.settings,
    );
    if ('rejected' in types)
      throw new Unfit(
        problemPhrase(types.rejected({ node: id, name: name === undefined ? id : this.nameOf(name), layer })),
      );
    return types.map((type, i) => outputOf(id, ports.outputs[i]!.name, type));
  }

  /** The first output of a new layer, most often the only one. */
  add(type: string, from: Sources, settings: Settings = {}, name?: string, shares?: LayerOutput): LayerOutput {
    return this.outputs(type, from, settings, name, shares)[0]!;
  }

  /** The layer that is built last, applied to each step of the axis after the batch by itself; within a block. */
  eachStep(build: () => LayerOutput): LayerOutput {
    const wire = build();
    const at = this.#nodes.findIndex(({ id }) => id === wire.node);
    this.#nodes[at] = { ...this.#nodes[at]!, steps: 1 };
    return wire;
  }

  /** An instance of a block, or several in a row, each fed by the one before. */
  block<S extends Schema>(
    spec: BlockSpec<S>,
    from: Sources,
    settings: { readonly [K in keyof S]?: SettingsOf<S>[K] | Formula },
    { name, repeat, naming }: InstanceOptions = {},
  ): LayerOutput {
    const layer = layerOfBlock(this.#definition(spec));
    const node = this.#node({
      type: BLOCK,
      block: spec.id,
      ...(repeat !== undefined && { repeat }),
      settings: withoutDefaults(spec.settings, settings),
      ...this.#named(name),
      ...(naming !== undefined && { naming: this.nameOf(naming) }),
    });
    const byPort = this.#connect(node.id, layer, from);
    return this.#inside ? within(node.id, layer.outputs[0]!.name) : this.#outputOf(node, byPort);
  }

  /** What an instance gives for what it is fed. */
  #outputOf(node: Omit<Node, 'position'>, byPort: ReadonlyMap<string, readonly LayerOutput[]>): LayerOutput {
    const feeds = [...byPort].map(([port, [wire]]) => ({
      port,
      node: {
        id: `feeds ${port}`,
        type: 'input',
        settings: { shape: wire!.shape, values: wire!.dtype },
        position: ORIGIN,
      },
    }));
    const edges = feeds.map(
      ({ port, node: { id } }): Edge => ({ from: { node: id, port: 'output' }, to: { node: node.id, port } }),
    );
    const { nodes, problems } = checkGraph({
      nodes: [...feeds.map(({ node }) => node), { ...node, position: ORIGIN }],
      edges,
      groups: [],
      notes: [],
      blocks: this.#defined(),
    });
    const wrong = problems.find(({ severity }) => severity === 'error');
    if (wrong) throw new Unfit(problemPhrase(wrong));
    return outputOf(node.id, 'output', nodes.get(node.id)!.outputs[0]!);
  }

  #definition<S extends Schema>(spec: BlockSpec<S>): Block {
    const known = this.#blocks.get(spec.id);
    if (known?.spec === spec) return known.block;
    const inner = new Net(this.#blocks, true);
    const inputs = (spec.inputs ?? ['input']).map((id) => inner.#port(BLOCK_INPUT, id));
    const settings = Object.fromEntries(Object.keys(spec.settings).map((name) => [name, formula(name)])) as {
      readonly [K in keyof S]: Formula;
    };
    const output = spec.build(inner, settings, ...inputs);
    inner.#edges.push({
      from: { node: output.node, port: output.port },
      to: { node: inner.#port(BLOCK_OUTPUT, 'output').node, port: 'input' },
    });
    const block: Block = {
      id: spec.id,
      name: spec.name,
      doc: spec.doc,
      settings: Object.entries(spec.settings).map(([name, field]) => ({ name, ...field }) as BlockSetting),
      nodes: inner.#nodes.map((node) => ({ ...node, position: ORIGIN })),
      edges: inner.#edges,
      groups: [],
      notes: [],
    };
    // one that is made anew for each instance comes to the same each time
    if (known && JSON.stringify(known.block) !== JSON.stringify(block))
      throw new Error(`internal: two blocks are called ${spec.id}`);
    if (!known) this.#blocks.set(spec.id, { spec, block });
    return known?.block ?? block;
  }

  #defined = (): Block[] => [...this.#blocks.values()].map(({ block }) => block);

  #port(type: typeof BLOCK_INPUT | typeof BLOCK_OUTPUT, id: string): LayerOutput {
    this.#nodes.push({ id, type, settings: {}, label: id });
    return within(id, 'output');
  }

  #node(node: Omit<Node, 'id' | 'position'>): Omit<Node, 'position'> {
    const kind = node.block ?? node.type;
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    const made = { id: `${kind}_${count}`, ...node };
    this.#nodes.push(made);
    return made;
  }

  /**
   * Formulas name the weights alone, and so do the numbers of a module's parts, which would tell a reader of the
   * block nothing. Without a name of its own a layer is called as its block.
   */
  #named(name: string | undefined): Pick<Node, 'label' | 'naming'> {
    if (name === undefined) return {};
    const whole = this.nameOf(name);
    return whole.includes('{') || (this.#inside && /^[\d.]*$/.test(whole)) ? { naming: whole } : { label: whole };
  }

  #connect(id: string, ports: Ports, from: Sources): ReadonlyMap<string, readonly LayerOutput[]> {
    const byPort = outputsByPort(ports, from);
    for (const [port, wires] of byPort)
      for (const wire of wires)
        this.#edges.push({ from: { node: wire.node, port: wire.port }, to: { node: id, port } });
    return byPort;
  }

  input(shape: readonly number[], values: 'float32' | 'int32' = 'float32'): LayerOutput {
    return this.add('input', [], { shape, values });
  }

  conv(
    x: LayerOutput,
    name: string | undefined,
    filters: Whole,
    kernel: Pair,
    { stride = 1, padding = 0, groups = 1, dilation = 1, bias = true }: ConvOptions = {},
  ): LayerOutput {
    return this.add(
      'conv2d',
      x,
      {
        filters,
        kernel: pair(kernel),
        stride: pair(stride),
        ...padded(padding),
        dilation: pair(dilation),
        groups,
        bias,
      },
      name,
    );
  }
  /** A convolution of each channel by itself, without a bias. */
  depthwise(
    x: LayerOutput,
    name: string | undefined,
    kernel: Whole,
    { stride = 1, padding = 0 }: Pick<ConvOptions, 'stride' | 'padding'> = {},
  ): LayerOutput {
    return this.add(
      'depthwiseConv2d',
      x,
      { kernel: pair(kernel), stride: pair(stride), ...padded(padding), bias: false },
      name,
    );
  }
  dense(x: LayerOutput, name: string | undefined, units: Whole, bias = true): LayerOutput {
    return this.add('dense', x, { units, bias }, name);
  }
  norm(x: LayerOutput, name?: string, settings: Settings = {}): LayerOutput {
    return this.add('batchNorm', x, settings, name);
  }
  relu(x: LayerOutput): LayerOutput {
    return this.add('relu', x);
  }
  /** ReLU, SiLU ... by the layer's id. */
  activate(x: LayerOutput, type: string): LayerOutput {
    return this.add(type, x);
  }
  pool(
    kind: 'max' | 'average',
    x: LayerOutput,
    kernel: number,
    { stride = kernel, padding = 0, ceil = false, countPadding = kind === 'average' }: PoolOptions = {},
  ): LayerOutput {
    return this.add(`${kind}Pool2d`, x, {
      kernel: pair(kernel),
      ...(stride !== kernel && { stride: pair(stride) }),
      ...padded(padding),
      ceil,
      ...(padding > 0 && kind === 'average' && { countPadding }),
    });
  }
  flatten(x: LayerOutput): LayerOutput {
    return this.add('flatten', x);
  }
  dropout(x: LayerOutput, rate: Whole): LayerOutput {
    return this.add('dropout', x, { rate });
  }
  sum(...wires: readonly LayerOutput[]): LayerOutput {
    return this.add('add', wires);
  }
  concat(wires: readonly LayerOutput[], axis = 1): LayerOutput {
    return wires.length === 1 ? wires[0]! : this.add('concatenate', wires, { axis });
  }

  /** Text on the canvas, to the left of a layer, and the changes that it offers. */
  note(beside: LayerOutput, text: string, cures: readonly Cure[] = []): void {
    this.#remarks.push({ text, beside: beside.node, cures });
  }

  network(): Network {
    return { nodes: this.#nodes, edges: this.#edges, blocks: this.#defined(), remarks: this.#remarks };
  }
}

const outputOf = (node: string, port: string, { dtype, shape }: TensorType): LayerOutput => ({
  node,
  port,
  dtype,
  shape: shape.slice(1) as number[],
});
const padded = (padding: Pair) =>
  pair(padding).some((p) => p !== 0) && { padding: 'explicit', explicitPadding: pair(padding) };

/** A wire within a block. */
const within = (node: string, port: string): LayerOutput => ({
  node,
  port,
  get shape(): never {
    throw new Error(`internal: what flows out of ${node} differs from instance to instance`);
  },
  get dtype(): never {
    throw new Error(`internal: what flows out of ${node} differs from instance to instance`);
  },
});

/** The settings ask for a network whose layers do not fit each other, most often because the input is too small. */
export class Unfit extends Refusal {}

function outputsByPort({ inputs }: Ports, from: Sources): Map<string, readonly LayerOutput[]> {
  if ('ports' in from)
    return new Map(Object.entries(from.ports).flatMap(([port, wire]) => (wire ? [[port, [wire]] as const] : [])));
  if ('node' in from) return new Map([[inputs[0]!.name, [from]]]);
  const [first] = inputs;
  return first?.many ? new Map([[first.name, from]]) : new Map(from.map((wire, i) => [inputs[i]!.name, [wire]]));
}
