/** The walk through a drawing that every printer of Python takes: what feeds a node comes before it, blocks are drawings of their own. */
import {
  type Block,
  BLOCK,
  BLOCK_INPUT,
  BLOCK_OUTPUT,
  type Drawing,
  nameOf,
  type Node,
  portsOf,
} from '../../../graph/document.ts';
import { layerOfBlock } from '../../../layers/blocks.ts';
import { isFed, layerFor, layerOf, nodePorts } from '../../../layers/index.ts';
import type { CheckedGraph, CheckedNode } from '../../../passes/check.ts';
import { calculated } from '../../../passes/expand.ts';
import { verbatim } from '../../../phrases.ts';
import { type Problem, problem, wordProblem } from '../../../problems.ts';
import { resolveSettings } from '../../../settings.ts';

/** Where a drawing stands in the network. */
export interface Place {
  readonly drawing: Pick<Drawing, 'nodes' | 'edges'>;
  /** What flat ids begin with, and paths of weights. */
  readonly prefix: string;
  readonly path: string;
  /** What formulas speak of. */
  readonly names: Readonly<Record<string, unknown>>;
  readonly block?: Block;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Ports of the block that nothing feeds. */
  readonly absent: ReadonlySet<string>;
}

/** What all drawings of a network have in common. */
export interface Whole {
  readonly checked: CheckedGraph;
  readonly refused: Problem[];
  blockOf(node: Node): Block | undefined;
}

/** A layer with what is connected to it. */
export interface Applied<V> {
  readonly node: Node;
  readonly checked: CheckedNode;
  readonly settings: never;
  /** In the order of ports and wires; undefined at an optional port without a wire. */
  readonly operands: readonly (V | undefined)[];
  /** Which of its outputs something reads; the first is always. */
  readonly used: readonly boolean[];
}

/** An instance of a block with what is connected to it. */
export interface Instance<V> {
  readonly node: Node;
  readonly block: Block;
  readonly feeds: readonly (V | undefined)[];
  /** Where the block's drawing stands, once for each repetition. */
  readonly places: readonly Place[];
  readonly exits: readonly { readonly name: string }[];
  /** The flat nodes that give what the instance gives. */
  readonly ends: readonly ({ readonly node: string } | undefined)[];
}

/** `V` is what a wire carries. */
export abstract class Walk<V> {
  readonly values = new Map<string, V | undefined>();
  /** What is wrong, in words. */
  readonly comments: string[] = [];
  protected readonly place: Place;
  protected readonly nodes: ReadonlyMap<string, Node>;
  readonly #whole: Whole;
  readonly #done = new Set<string>();
  /** What a flat node within an instance gives is what the instance gives. */
  protected readonly inner = new Map<string, V>();

  constructor(whole: Whole, place: Place) {
    this.#whole = whole;
    this.place = place;
    this.nodes = new Map(place.drawing.nodes.map((node) => [node.id, node]));
  }

  /** What the code calls the node's part. */
  protected abstract attribute(node: Node): string;
  /** What the paths of weights within one repetition of an instance begin with. */
  protected pathOf(node: Node, index: number, count: number): string {
    return `${this.attribute(node)}.${count > 1 ? `${index}.` : ''}`;
  }
  /** What comes in from outside: an input of the network or of its block. */
  protected abstract entrance(node: Node, checked: CheckedNode | undefined): V;
  protected abstract layer(applied: Applied<V>): void;
  protected abstract instance(instance: Instance<V>): void;

  build(): void {
    const { nodes } = this.place.drawing;
    // layers without inputs go by what there is already
    for (const node of nodes) if (isFed(node)) this.#visit(node, new Set());
    for (const node of nodes) this.#visit(node, new Set());
  }

  /** The output of a flat node, where this drawing has it. */
  reached(id: string): V | undefined {
    const node = this.nodes.get(id);
    return node ? this.values.get(`${id}/${nodePorts(node).outputs[0]!.name}`) : this.inner.get(id);
  }

  /** What a block's exits give; undefined where one of them is not finished. */
  protected exits(): readonly V[] | undefined {
    const outputs = portsOf(this.place.block!, BLOCK_OUTPUT).map((node) => {
      const [source] = this.#sources(node, [{ name: 'input' }]);
      return source === undefined ? undefined : this.values.get(source);
    });
    return outputs.some((value) => value === undefined) ? undefined : (outputs as V[]);
  }

  /** What comes in at a block's ports that something feeds. */
  protected entrances(): readonly V[] {
    return portsOf(this.place.block!, BLOCK_INPUT)
      .filter(({ id }) => !this.place.absent.has(id))
      .map(({ id }) => this.values.get(`${id}/output`)!);
  }

  protected checkedNode(node: Node): CheckedNode | undefined {
    return this.#whole.checked.nodes.get(this.place.prefix + node.id);
  }

  protected missing(node: Node): void {
    const messages = (this.checkedNode(node)?.problems ?? [])
      .filter(({ severity }) => severity === 'error')
      .map(wordProblem);
    const waits = `${nameOf(node)} (${layerOf(node.type)?.title ?? node.type}) waits for what comes before it.`;
    this.comments.push(...(messages.length > 0 ? messages : [waits]));
  }

  /** Whether two nodes are one layer applied twice: the same settings on the same types, with all weights in common. */
  protected alike(node: Node, owner: Node, checked: CheckedNode): boolean {
    const other = this.checkedNode(owner);
    if (!other || Object.keys(checked.weights).length > 0) return false;
    const about = ({ node: one, inputs }: CheckedNode) =>
      JSON.stringify([
        one.type,
        one.steps,
        one.frozenStatistics,
        one.frozen,
        resolveSettings(layerOf(one.type)!.settings, one.settings).settings,
        inputs,
      ]);
    return node.type === owner.type && about(checked) === about(other);
  }

  /** What feeds each input, in the order of ports and wires; undefined at an optional port without a wire. */
  #sources(
    node: Node,
    ports: readonly { readonly name: string; readonly optional?: boolean }[],
  ): (string | undefined)[] {
    return ports.flatMap(({ name, optional }) => {
      const wires = this.place.drawing.edges.filter(({ to }) => to.node === node.id && to.port === name);
      if (wires.length === 0) return optional ? [undefined] : [];
      return wires.map(({ from }) => `${from.node}/${from.port}`);
    });
  }

  /** What the wires to these ports carry; undefined where one of them is not there yet. */
  #carried(
    node: Node,
    ports: readonly { readonly name: string; readonly optional?: boolean }[],
  ): readonly (V | undefined)[] | undefined {
    const sources = this.#sources(node, ports);
    if (sources.some((source) => source !== undefined && !this.values.has(source))) return undefined;
    return sources.map((source) => (source === undefined ? undefined : this.values.get(source)));
  }

  #visit(node: Node, above: ReadonlySet<string>): void {
    if (this.#done.has(node.id)) return;
    if (above.has(node.id)) {
      this.#whole.refused.push(
        problem(
          'export-order',
          { layer: verbatim(nameOf(node)), other: verbatim(nameOf(this.nodes.get([...above].at(-1)!)!)) },
          { node: this.place.prefix + node.id },
        ),
      );
      return;
    }
    const before = new Set([...above, node.id]);
    for (const { from, to } of this.place.drawing.edges)
      if (to.node === node.id && this.nodes.has(from.node)) this.#visit(this.nodes.get(from.node)!, before);
    if (this.#done.has(node.id)) return;
    this.#done.add(node.id);
    if (node.type === BLOCK) this.#instance(node);
    else if (node.type === BLOCK_INPUT)
      this.values.set(`${node.id}/output`, this.place.absent.has(node.id) ? undefined : this.entrance(node, undefined));
    else if (node.type !== BLOCK_OUTPUT) this.#layer(node);
  }

  #layer(node: Node): void {
    const checked = this.checkedNode(node);
    if (!checked || checked.outputs.length === 0) return this.missing(node);
    if (isFed(node)) {
      this.values.set(`${node.id}/output`, this.entrance(node, checked));
      return;
    }
    const ports = nodePorts(checked.node);
    const operands = this.#carried(node, ports.inputs);
    if (!operands) return this.missing(node);
    const used = ports.outputs.map(
      ({ name }, i) =>
        i === 0 || this.place.drawing.edges.some(({ from }) => from.node === node.id && from.port === name),
    );
    const { settings } = resolveSettings(layerFor(checked.node)!.settings, checked.node.settings);
    this.layer({ node, checked, settings: settings as never, operands, used });
  }

  #instance(node: Node): void {
    const { prefix, names, path } = this.place;
    const id = prefix + node.id;
    const block = this.#whole.blockOf(node);
    const inlined = this.#whole.checked.expanded.inlined.get(id);
    if (!block || inlined?.count === undefined) return this.missing(node);
    const { inputs: ports, outputs: exits, settings: schema } = layerOfBlock(block);
    const feeds = this.#carried(
      node,
      ports.map(({ name }) => ({ name, optional: true })),
    );
    if (!feeds) return this.missing(node);
    const { count } = inlined;
    if (count === 0) {
      exits.forEach(({ name }, k) => this.values.set(`${node.id}/${name}`, feeds[k]));
      return;
    }
    const places = Array.from({ length: count }, (_, index): Place => {
      const own = node.repeat === undefined ? names : { ...names, i: index, n: count };
      const settings = resolveSettings(schema, valuesOf(node.settings, own)).settings as Record<string, unknown>;
      return {
        drawing: block,
        prefix: node.repeat === undefined ? `${id}/` : `${id}/${index}/`,
        path: path + this.pathOf(node, index, count),
        names: { ...settings, i: index, n: count },
        block,
        settings,
        absent: new Set(
          portsOf(block, BLOCK_INPUT).flatMap((port, k) =>
            feeds[k] === undefined && !(index > 0 && k < exits.length) ? [port.id] : [],
          ),
        ),
      };
    });
    this.instance({ node, block, feeds, places, exits, ends: inlined.outputs });
  }
}

function valuesOf(settings: Node['settings'], names: Readonly<Record<string, unknown>>): Node['settings'] {
  try {
    return calculated(settings, names) as Node['settings'];
  } catch {
    return settings;
  }
}

/** Those of the wanted nodes that are not given, though nothing is wrong with them: layers that wait for each other. */
export const notGiven = (checked: CheckedGraph, wanted: readonly string[], given: readonly string[]): Problem[] =>
  wanted.flatMap((id) => {
    const one = checked.nodes.get(id);
    if (given.includes(id) || !one?.outputs.length) return [];
    const values = { layer: verbatim(nameOf(one.node)), other: verbatim(id.split('/')[0]!) };
    return [problem('export-order', values, { node: id })];
  });
