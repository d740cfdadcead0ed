/** Takes an instance of a block apart. */
import { blockOf } from './blocks.ts';
import {
  type Block,
  BLOCK,
  BLOCK_INPUT,
  BLOCK_OUTPUT,
  type Document,
  type Edge,
  type End,
  type Graph,
  nameOf,
  type Node,
  portsOf,
} from './document.ts';
import { freshId, PITCH, topLeft } from './edits.ts';
import { inherit } from './inheritance.ts';
import { substituted } from './substitute.ts';

/** Whether an instance can be taken apart: how often it repeats must be a number. */
export const canDissolve = (graph: Graph, id: string): boolean => {
  const node = graph.nodes.find((one) => one.id === id);
  return node?.type === BLOCK && blockOf(graph, node.block) !== undefined && typeof (node.repeat ?? 1) === 'number';
};

/** Puts the nodes of a block in the place of its instance, repetition by repetition, with the settings of the instance. Gives their ids. */
export function dissolve(document: Document, id: string): { document: Document; ids: string[] } {
  const { graph, training } = document;
  if (!canDissolve(graph, id)) return { document, ids: [] };
  const instance = graph.nodes.find((node) => node.id === id)!;
  const { nodes, edges, outputs } = new Dissolution(graph, instance).run();
  const at = graph.nodes.indexOf(instance);
  const around = graph.edges.flatMap((edge): Edge[] => {
    if (edge.to.node === id) return [];
    if (edge.from.node !== id) return [edge];
    const from = outputs.get(edge.from.port);
    return from ? [{ from, to: edge.to }] : [];
  });
  const [first] = [...outputs.values()];
  return {
    ids: nodes.map((node) => node.id),
    document: {
      ...document,
      graph: {
        ...graph,
        nodes: graph.nodes.toSpliced(at, 1, ...nodes),
        edges: [...edges, ...around],
      },
      training: {
        ...training,
        losses: training.losses.map((loss) => (loss.output === id && first ? { ...loss, output: first.node } : loss)),
      },
    },
  };
}

type Names = Readonly<Record<string, unknown>>;

/** One repetition, while its nodes are put into the graph. */
interface Repetition {
  readonly index: number;
  /** What formulas within may speak of. */
  readonly names: Names;
  /** What names of nodes begin with. */
  readonly prefix: string;
  /** The new ids of the block's nodes. */
  readonly ids: Map<string, string>;
  /** Instances that are not there in this repetition: what goes in comes out. */
  readonly absent: Map<string, Node>;
}

class Dissolution {
  readonly #graph: Graph;
  readonly #instance: Node;
  readonly #block: Block;
  readonly #count: number;
  readonly #entrances: readonly Node[];
  readonly #exits: readonly Node[];
  readonly #inner: readonly Node[];
  readonly #taken: Set<string>;
  readonly #nodes: Node[] = [];
  readonly #edges: Edge[] = [];
  /** What feeds each entrance of the repetition at hand. */
  #feeds: readonly (End | undefined)[];

  constructor(graph: Graph, instance: Node) {
    this.#graph = graph;
    this.#instance = instance;
    this.#block = blockOf(graph, instance.block)!;
    this.#count = instance.repeat === undefined ? 1 : (instance.repeat as number);
    this.#entrances = portsOf(this.#block, BLOCK_INPUT);
    this.#exits = portsOf(this.#block, BLOCK_OUTPUT);
    this.#inner = this.#block.nodes.filter(({ type }) => type !== BLOCK_INPUT && type !== BLOCK_OUTPUT);
    const others = graph.nodes.filter((node) => node !== instance);
    this.#taken = new Set(others.flatMap((node) => [node.id, nameOf(node)]));
    this.#feeds = this.#entrances.map(
      (port) => graph.edges.findLast(({ to }) => to.node === instance.id && to.port === nameOf(port))?.from,
    );
  }

  /** The nodes and wires, and what stands for each output of the instance. */
  run(): { nodes: readonly Node[]; edges: readonly Edge[]; outputs: ReadonlyMap<string, End | undefined> } {
    for (let i = 0; i < this.#count; i++) this.#repeat(i);
    return {
      nodes: this.#nodes,
      edges: this.#edges,
      outputs: new Map(this.#exits.map((port, k) => [nameOf(port), this.#feeds[k]])),
    };
  }

  #repeat(index: number): void {
    const { repeat, settings } = this.#instance;
    const own = repeat === undefined ? {} : { i: index, n: this.#count };
    const given = Object.fromEntries(
      this.#block.settings.map(({ name, default: usual }) => [name, substituted(settings[name] ?? usual, own)]),
    );
    const repetition: Repetition = {
      index,
      names: { ...given, i: index, n: this.#count },
      prefix: prefixOf(this.#instance, own),
      ids: new Map(),
      absent: new Map(),
    };
    const first = this.#nodes.length;
    for (const node of this.#inner) this.#place(node, repetition);
    // a node may share with one that comes after it
    for (let at = first; at < this.#nodes.length; at++) {
      const { shares } = this.#nodes[at]!;
      if (shares !== undefined) this.#nodes[at] = { ...this.#nodes[at]!, shares: repetition.ids.get(shares) ?? shares };
    }
    for (const { from, to } of this.#block.edges) {
      const fed = this.#source(from, repetition);
      const node = repetition.ids.get(to.node);
      if (fed && node !== undefined) this.#edges.push({ from: fed, to: { node, port: to.port } });
    }
    const outputs = this.#exits.map((port) => {
      const wire = this.#block.edges.findLast(({ to }) => to.node === port.id);
      return wire && this.#source(wire.from, repetition);
    });
    // outputs beyond the inputs come from the last repetition
    const last = index === this.#count - 1;
    this.#feeds = last
      ? [...outputs, ...this.#feeds.slice(outputs.length)]
      : this.#feeds.map((feed, k) => (k < outputs.length ? outputs[k] : feed));
  }

  /** Puts one node of the block into the graph. */
  #place(node: Node, { index, names, prefix, ids, absent }: Repetition): void {
    // within an instance that repeats, i and n are its own
    const { i: _, n: __, ...outer } = names;
    const seen = node.repeat === undefined ? names : outer;
    const repeat = node.repeat === undefined ? undefined : repetitionsOf(substituted(node.repeat, names));
    if (node.type === BLOCK && repeat === 0) {
      absent.set(node.id, node);
      return;
    }
    const id = freshId(this.#taken, node.type);
    this.#taken.add(id);
    ids.set(node.id, id);
    const { name, naming } = renamedBy(prefix, node, seen);
    const label = this.#taken.has(name) ? freshId(this.#taken, name) : name;
    this.#taken.add(label);
    const { naming: ___, label: ____, ...rest } = node;
    this.#nodes.push({
      ...rest,
      ...inherit(this.#instance, node),
      id,
      ...(label !== id && { label }),
      ...(naming !== undefined && { naming }),
      ...(repeat !== undefined && { repeat }),
      settings: substituted(node.settings, seen) as Node['settings'],
      position: this.#positionOf(node, index),
    });
  }

  /** Repetitions stand below each other. */
  #positionOf({ position }: Node, index: number): Node['position'] {
    const corner = topLeft(this.#inner);
    const height = Math.max(...this.#inner.map(({ position: { y } }) => y)) - corner.y + PITCH;
    return {
      x: position.x - corner.x + this.#instance.position.x,
      y: position.y - corner.y + this.#instance.position.y + index * height,
    };
  }

  /** What feeds an inner end: another inner node, or what comes in through a port. */
  #source(from: End, repetition: Repetition, passed: readonly string[] = []): End | undefined {
    const port = this.#entrances.findIndex((one) => one.id === from.node);
    if (port >= 0) return this.#feeds[port];
    const through = repetition.absent.get(from.node);
    if (!through) return { node: repetition.ids.get(from.node)!, port: from.port };
    const within = blockOf(this.#graph, through.block);
    const at = within ? portsOf(within, BLOCK_OUTPUT).findIndex((one) => nameOf(one) === from.port) : -1;
    const entrance = within && portsOf(within, BLOCK_INPUT)[at];
    const wire =
      entrance && this.#block.edges.findLast(({ to }) => to.node === through.id && to.port === nameOf(entrance));
    return wire && !passed.includes(through.id)
      ? this.#source(wire.from, repetition, [...passed, through.id])
      : undefined;
  }
}

/** What the names of an instance's nodes begin with, as the expanding pass has it. */
function prefixOf(node: Node, own: Readonly<Record<string, unknown>>): string {
  const prefix = patternWith(node.naming ?? (node.repeat === undefined ? '{name}' : '{name}.{i}'), {
    ...own,
    name: nameOf(node),
  });
  return prefix === '' ? '' : `${prefix}.`;
}

/** What a node is called that comes out of a block, and the pattern that it then needs for the names of weights to stay. */
function renamedBy(
  prefix: string,
  node: Node,
  names: Readonly<Record<string, unknown>>,
): { readonly name: string; readonly naming?: string } {
  const name = prefix + nameOf(node);
  const own = node.naming === undefined ? undefined : patternWith(node.naming, { ...names, name: nameOf(node) });
  const pattern = own === undefined ? name : own === '' ? prefix.slice(0, -1) : prefix + own;
  if (node.type === BLOCK) {
    if (own !== undefined) return { name, naming: pattern };
    return prefix.includes('{') ? { name, naming: node.repeat === undefined ? pattern : `${pattern}.{i}` } : { name };
  }
  return pattern.includes('{') ? { name, naming: pattern } : { name: pattern || name };
}

/** A pattern with these names put in; formulas that speak of others stay. */
const patternWith = (pattern: string, names: Readonly<Record<string, unknown>>): string =>
  pattern.replace(/\{([^}]*)\}/g, (whole, formula: string) => {
    const value = substituted({ '=': formula }, names);
    return typeof value !== 'object'
      ? String(value)
      : value !== null && '=' in value
        ? `{${String(value['='])}}`
        : whole;
  });

/** A number of repetitions; true and false are 1 and 0. */
const repetitionsOf = (value: unknown): Node['repeat'] =>
  (typeof value === 'boolean' ? Number(value) : value) as Node['repeat'];
