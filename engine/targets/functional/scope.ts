/**
 * From a drawing to a function that applies layers, for libraries whose maps have their channels last: every wire is a variable, and where
 * a layer reads its axes in the document's order a permute is put before it. What a language and its library have words for, the targets say.
 */
import {
  type Block,
  BLOCK_OUTPUT,
  type Document,
  type Drawing,
  nameOf,
  type Node,
  portsOf,
} from '../../graph/document.ts';
import { activeGraph } from '../../graph/active.ts';
import type { TorchValue } from '../../layers/define.ts';
import { nodePorts } from '../../layers/index.ts';
import type { CheckedGraph, CheckedNode } from '../../passes/check.ts';
import { judgedOutput } from '../../passes/compile.ts';
import { type Problem, wordProblem } from '../../problems.ts';
import { formatShape } from '../../types/shape.ts';
import type { TensorType } from '../../types/tensor.ts';
import { type Body, type Code, Flow, type Part, type Statement } from '../python/model/body.ts';
import { type Applied, type Instance, notGiven, type Place, Walk, type Whole } from '../python/model/walk.ts';

/** The axes of a tensor: as in the document, or with the channels (axis 1) moved to the end. */
export type Order = 'own' | 'last';
/** A value in each order that has a variable so far. */
export interface Placed {
  readonly flows: Partial<Record<Order, Flow>>;
  /** The order in which its layer gives it. */
  readonly order: Order;
  readonly type: TensorType | undefined;
  readonly label: string;
}

/** How a layer is made and what it reads. */
export interface Made {
  /** The constructor with its arguments; `axis` is what a value that is an axis is turned to. */
  readonly code: (order: Order) => Code;
  readonly layout: 'channelsLast' | 'any' | 'own';
  /** A layer put before it. */
  readonly before?: { readonly of: string; readonly args: Readonly<Record<string, TorchValue>> };
  /** It gives the first output alone. */
  readonly single: boolean;
  /** It gives only those outputs that something reads. */
  readonly partial?: boolean;
}

/** An input of the network. */
export interface Entrance {
  readonly node: Node;
  readonly flow: Flow;
  readonly channelsLast: boolean;
  readonly type: TensorType;
  /** The layer's name. */
  readonly name: string;
}

/** The whole network. */
export type Root = Body & { readonly given: readonly string[]; readonly fed: readonly Entrance[] };

/** What all drawings of a network have in common, in whatever language. */
export abstract class LayoutScopes implements Whole {
  readonly refused: Problem[] = [];
  readonly checked: CheckedGraph;
  readonly #blocks: ReadonlyMap<string, Block>;

  constructor(document: Document, checked: CheckedGraph) {
    this.checked = checked;
    this.#blocks = new Map(activeGraph(document.graph).blocks.map((block) => [block.id, block]));
  }

  protected abstract scope(place: Place): LayoutScope;

  /** The whole network; `wanted` are the flat nodes whose outputs it gives. */
  root(document: Document, wanted: readonly string[]): Root {
    const drawing = activeGraph(document.graph);
    const about = this.checked.problems
      .filter(({ node }) => node === undefined || !this.checked.nodes.has(node))
      .map(wordProblem);
    const scope = this.scope({ drawing, prefix: '', path: '', names: {}, settings: {}, absent: new Set() });
    scope.build();
    const found = wanted.flatMap((id) => {
      const value = scope.reached(id);
      return value ? [{ id, flow: scope.arranged(value, 'own', id.split('/')[0]!) }] : [];
    });
    const given = found.map(({ id }) => id);
    this.refused.push(...notGiven(this.checked, wanted, given));
    const places = new Map(drawing.nodes.map(({ id }, at) => [id, at]));
    const fed = scope.fed.toSorted((a, b) => places.get(a.node.id)! - places.get(b.node.id)!);
    return {
      ...scope.body(
        fed.map(({ flow }) => flow),
        found.map(({ flow }) => flow),
      ),
      comments: [...about, ...scope.comments],
      given,
      fed,
    };
  }

  blockOf(node: Node): Block | undefined {
    return this.#blocks.get(node.block ?? '');
  }
}

/** What the network gives: the graph's outputs and whatever a loss judges besides. */
export function outputNodes(document: Document, checked: CheckedGraph): string[] {
  const judged = document.training.losses
    .map((_, i) => judgedOutput(document, checked, i))
    .filter((id): id is string => typeof id === 'string');
  return [...new Set([...checked.outputs, ...judged])];
}

/** A body without what leads to no output; all of it where it leads nowhere yet. */
export function finished<B extends Body>(body: B): B {
  if (body.outputs.length === 0 || body.comments.length > 0) return body;
  const live = new Set<Flow>(body.outputs);
  const statements = body.statements.toReversed().filter(({ results, code, loop }) => {
    if (!results.some((flow) => live.has(flow))) return false;
    for (const piece of code) if (piece instanceof Flow) live.add(piece);
    for (const flow of loop?.given ?? []) live.add(flow);
    return true;
  });
  return { ...body, statements: statements.reverse() };
}

/** Maps cross the border of a block, and come into the network, with their channels last. */
const usual = (rank: number | undefined): Order => (rank !== undefined && rank >= 4 ? 'last' : 'own');

/** What the layers of a drawing are called: the same in every instance of a block. */
export type LayerNames = (drawing: Pick<Drawing, 'nodes'>) => ReadonlyMap<string, string>;

export abstract class LayoutScope extends Walk<Placed> {
  readonly fed: Entrance[] = [];
  /** Layers that others apply or take weights from: kept in variables. */
  protected readonly lenders: ReadonlySet<string>;
  protected readonly kept = new Map<string, Made>();
  protected readonly parts: Part[] = [];
  readonly #names: ReadonlyMap<string, string>;
  readonly #statements: Statement[] = [];
  readonly #types: readonly (TensorType | undefined)[];

  constructor(whole: Whole, place: Place, types: readonly (TensorType | undefined)[], names: LayerNames) {
    super(whole, place);
    this.#types = types;
    this.#names = names(place.drawing);
    this.lenders = new Set(
      place.drawing.nodes.flatMap((node) =>
        Object.values(this.checkedNode(node)?.shared ?? {}).map((lender) => lender.slice(place.prefix.length)),
      ),
    );
  }

  /** The layer of a node: written where it is applied, or kept for others. `used` says which outputs something reads. */
  protected abstract own(node: Node, checked: CheckedNode, settings: never, used: readonly boolean[]): Made;
  /** What a layer that is kept is called, and which of its settings are what they are. */
  protected abstract keptName(node: Node): string;
  protected abstract resolved(checked: CheckedNode): never;
  /** A layer that has no weights. */
  protected abstract weightless(of: string, args: Readonly<Record<string, TorchValue>>, attribute: string): Code;
  protected abstract permute(dims: readonly number[]): Code;
  /** A layer applied to tensors, for so many of its outputs; `first` where it gives several and the first is meant. */
  protected abstract applied(layer: Code, flows: readonly Flow[], outputs: number, first: boolean): Code;
  /** What an instance's name begins with, as text between quotes. */
  protected abstract instanceName(node: Node): string;
  /** The drawing of a block. */
  protected abstract inside(place: Place, types: readonly (TensorType | undefined)[]): LayoutScope;

  body(inputs: readonly Flow[], outputs: readonly Flow[]): Body {
    return {
      block: this.place.block,
      settings: this.place.settings,
      inputs,
      parts: this.parts,
      ties: [],
      statements: this.#statements,
      outputs,
      comments: this.comments,
    };
  }

  protected attribute(node: Node): string {
    return this.#names.get(node.id)!;
  }

  protected entrance(node: Node, checked: CheckedNode | undefined): Placed {
    const port = this.place.block ? this.#portOf(node) : undefined;
    const type = checked?.outputs[0] ?? (port === undefined ? undefined : this.#types[port]);
    const order = usual(type?.shape.length);
    const flow = new Flow(nameOf(node));
    if (checked)
      this.fed.push({
        node,
        flow,
        channelsLast: order === 'last',
        type: checked.outputs[0]!,
        name: this.attribute(node),
      });
    return { flows: { [order]: flow }, order, type, label: nameOf(node) };
  }

  #portOf({ id }: Node): number {
    return this.place.block!.nodes.filter(({ type }) => type === 'blockInput').findIndex((node) => node.id === id);
  }

  /** The variable of a value in the order asked for; a permute is written, for the node that asks, where it lies in the other. */
  arranged(value: Placed, wanted: Order, node: string): Flow {
    const { flows, order, type, label } = value;
    const rank = type?.shape.length ?? 2;
    const known = flows[wanted] ?? (rank < 3 ? flows[order] : undefined);
    if (known) return known;
    const axes = Array.from({ length: rank - 1 }, (_, i) => i + 1);
    const dims = wanted === 'own' ? [rank - 1, ...axes.slice(0, -1)] : [...axes.slice(1), 1];
    const note = wanted === 'own' ? 'channels first' : 'channels last';
    const flow = new Flow(label, note);
    const code = this.applied(this.permute(dims), [flows[order]!], 1, false);
    this.#statements.push({ node, results: [flow], code, note });
    (flows as Record<Order, Flow>)[wanted] = flow;
    return flow;
  }

  protected layer({ node, checked, settings, operands, used }: Applied<Placed>): void {
    const ports = nodePorts(checked.node);
    const made = this.#made(node, checked, settings, used);
    const fed = operands.filter((value) => value !== undefined);
    const order: Order =
      made.layout === 'any' ? (fed[0]?.order ?? 'own') : made.layout === 'channelsLast' ? 'last' : 'own';
    // a layer without inputs takes the number of samples from the first tensor there is
    const first = [...this.values.values()].find((value) => value !== undefined);
    if (ports.inputs.length === 0 && !first) return this.missing(node);
    let flows =
      ports.inputs.length === 0
        ? [first!.flows[first!.order]!]
        : fed.map((value) => this.arranged(value, order, node.id));
    if (made.before) {
      const padded = new Flow(nameOf(node), 'padded');
      const padding = this.weightless(made.before.of, made.before.args, this.attribute(node));
      this.#statements.push({ node: node.id, results: [padded], code: this.applied(padding, [flows[0]!], 1, false) });
      flows = [padded];
    }
    const results = ports.outputs.map(({ name }, i) => new Flow(i === 0 ? nameOf(node) : `${nameOf(node)} ${name}`));
    ports.outputs.forEach(({ name }, i) => {
      const type = checked.outputs[i];
      const own: Order = ports.outputs.length === 1 && (type?.shape.length ?? 0) >= 3 ? order : 'own';
      this.values.set(`${node.id}/${name}`, {
        flows: { [own]: results[i]! },
        order: own,
        type,
        label: results[i]!.label,
      });
    });
    const [only] = checked.outputs;
    const turned = ports.outputs.length === 1 && only!.shape.length >= 3 ? order : 'own';
    const alone = used.filter(Boolean).length === 1;
    const given = alone ? [results[0]!] : results.filter((_, i) => used[i] || !made.partial);
    this.#statements.push({
      node: node.id,
      results: given,
      code: this.applied(made.code(order), flows, given.length, alone && !made.single),
      ...(this.place.prefix === '' && alone && { note: formatShape(inOrder(only!.shape, turned)) }),
    });
  }

  #made(node: Node, checked: CheckedNode, settings: never, used: readonly boolean[]): Made {
    const owner = node.shares === undefined ? undefined : this.nodes.get(node.shares);
    const twin = owner && checked.shared && this.alike(node, owner, checked) ? owner : undefined;
    const held = twin ?? (this.lenders.has(node.id) ? node : undefined);
    if (!held) return this.own(node, checked, settings, used);
    const made = this.kept.get(held.id) ?? this.keep(held);
    return { ...made, code: () => [this.keptName(held)] };
  }

  /** A layer that stands before all others, for whoever applies it. */
  protected keep(node: Node): Made {
    const checked = this.checkedNode(node)!;
    const made = this.own(node, checked, this.resolved(checked), [true]);
    this.kept.set(node.id, made);
    const order: Order = made.layout === 'channelsLast' ? 'last' : 'own';
    this.parts.push({ node: node.id, attribute: this.keptName(node), code: made.code(order) });
    return made;
  }

  protected instance({ node, feeds, places, exits, ends }: Instance<Placed>): void {
    const attribute = this.attribute(node);
    const types = feeds.map((value) => value?.type);
    const built = places.map((place) => {
      const scope = this.inside(place, types);
      scope.build();
      return scope.close();
    });
    if (built.some((one) => one === undefined)) return this.missing(node);
    const finished = built as { readonly body: Body; readonly types: readonly (TensorType | undefined)[] }[];
    const given = feeds
      .filter((value) => value !== undefined)
      .map((value) => this.arranged(value, usual(value.type?.shape.length), node.id));
    const flows = exits.map(({ name }, k) => new Flow(k === 0 ? nameOf(node) : `${nameOf(node)} ${name}`));
    exits.forEach(({ name }, k) => {
      const type = finished.at(-1)!.types[k];
      const order = usual(type?.shape.length);
      const value: Placed = { flows: { [order]: flows[k]! }, order, type, label: flows[k]!.label };
      this.values.set(`${node.id}/${name}`, value);
      const end = ends[k];
      if (end) this.inner.set(end.node, value);
    });
    const shape = finished.at(-1)!.types[0]?.shape;
    this.#statements.push({
      node: node.id,
      results: flows,
      code: [this.instanceName(node)],
      loop: { over: attribute, given, carried: Math.min(exits.length, given.length) },
      instances: finished.map(({ body }) => body),
      ...(this.place.prefix === '' && shape && { note: formatShape(inOrder(shape, usual(shape.length))) }),
    });
  }

  /** A block's body and what it gives; undefined where it is not finished. */
  close(): { readonly body: Body; readonly types: readonly (TensorType | undefined)[] } | undefined {
    const outputs = this.exits();
    if (!outputs) return undefined;
    const entrances = this.entrances().map(({ flows, order }) => flows[order]!);
    const ports = portsOf(this.place.block!, BLOCK_OUTPUT);
    const results = outputs.map((value, i) => this.arranged(value, usual(value.type?.shape.length), ports[i]!.id));
    return { body: this.body(entrances, results), types: outputs.map(({ type }) => type) };
  }
}

const inOrder = (shape: TensorType['shape'], order: Order): TensorType['shape'] =>
  order === 'last' ? [shape[0]!, ...shape.slice(2), shape[1]!] : shape;

/** Where an axis of the document lies once the channels are last. */
export function lastAxis(axis: number, rank: number): number {
  const own = axis < 0 ? axis + rank : axis;
  return own === 0 ? 0 : own === 1 ? -1 : own - 1;
}

/** One number where all are the same: a padding, a kernel. */
export function short(value: unknown): unknown {
  const all = Array.isArray(value) && Array.isArray(value[0]) ? (value.flat() as number[]) : [];
  return all.length > 0 && all.every((one) => one === all[0]) ? all[0] : value;
}
