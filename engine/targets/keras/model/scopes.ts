/** From a document's drawings to functions that apply layers: every layer by its word, blocks as functions, wires as variables. */
import { activeGraph } from '../../../graph/active.ts';
import { type Block, type Document, type Drawing, nameOf, type Node } from '../../../graph/document.ts';
import type { Layer, TorchValue, WeightSpec } from '../../../layers/define.ts';
import { layerFor, nodePorts } from '../../../layers/index.ts';
import type { CheckedGraph, CheckedNode } from '../../../passes/check.ts';
import { verbatim } from '../../../phrases.ts';
import { type Problem, problem, wordProblem } from '../../../problems.ts';
import { resolveSettings } from '../../../settings.ts';
import { formatShape } from '../../../types/shape.ts';
import type { TensorType } from '../../../types/tensor.ts';
import { type Body, type Code, Flow, Hole, type Part, type Piece, type Statement } from '../../python/model/body.ts';
import { type Applied, type Instance, type Place, Walk, type Whole } from '../../python/model/walk.ts';
import { PythonNames } from '../../python/text.ts';
import { customLayer, fieldOf, type LentWeight } from './customLayer.ts';
import { constraintText, initializerText, regularizerText } from './initializers.ts';
import { kerasWord, type KerasWeight, type KerasWord } from './words.ts';

/** A weight in the exported network. */
export interface ExportedWeight {
  /** The engine's name for it: `conv2d_1.weight`. */
  readonly name: string;
  /** The layer that has it, its variable's name there, and the order of its axes, where that is another. */
  readonly layer: string;
  readonly variable: string;
  readonly order?: readonly number[];
  readonly spec: WeightSpec;
  readonly node: Node;
}

/** The axes of a tensor: as in the document, or with the channels (axis 1) moved to the end. */
type Order = 'own' | 'last';
/** A value in each order that has a variable so far. */
interface Placed {
  readonly flows: Partial<Record<Order, Flow>>;
  /** The order in which its layer gives it. */
  readonly order: Order;
  readonly type: TensorType | undefined;
  readonly label: string;
}

/** How a layer is made and what it reads. */
interface Made {
  /** The constructor with its arguments; `axis` is what a value that is an axis is turned to. */
  readonly code: (order: Order) => Code;
  readonly layout: KerasWord['layout'];
  readonly before?: KerasWord['before'];
  /** It gives the first output alone. */
  readonly single: boolean;
}

/** Gives the class of a layer that is printed from its primitives. */
export type Printed = (node: Node, body: string) => string;

export interface Entrance {
  readonly node: Node;
  readonly flow: Flow;
  readonly channelsLast: boolean;
  readonly type: TensorType;
  /** The layer's name. */
  readonly name: string;
}

/** What Keras calls the permutes between orders of axes, which have no name of their own; a layer's is another. */
const apartFromPermutes = (name: string): string => name.replace(/^permute(?=(_\d+)?$)/i, 'permuted');

const attributesOf = new WeakMap<object, ReadonlyMap<string, string>>();
/** What the layers of a drawing are called: the same in every instance of a block. */
function attributes(drawing: Pick<Drawing, 'nodes'>): ReadonlyMap<string, string> {
  let known = attributesOf.get(drawing);
  if (!known) {
    const names = new PythonNames();
    known = new Map(drawing.nodes.map((node) => [node.id, names.make(apartFromPermutes(nameOf(node)))]));
    attributesOf.set(drawing, known);
  }
  return known;
}

/** What a node's layer is called, which the code panel marks. */
export const layerNameOf = (document: Document, id: string): string | undefined =>
  attributes(activeGraph(document.graph)).get(id);

export class Scopes implements Whole {
  readonly weights: ExportedWeight[] = [];
  readonly refused: Problem[] = [];
  readonly checked: CheckedGraph;
  readonly printed: Printed;
  readonly #blocks: ReadonlyMap<string, Block>;

  constructor(document: Document, checked: CheckedGraph, printed: Printed) {
    this.checked = checked;
    this.printed = printed;
    this.#blocks = new Map(activeGraph(document.graph).blocks.map((block) => [block.id, block]));
  }

  /** The whole network; `wanted` are the flat nodes whose outputs it gives. */
  root(
    document: Document,
    wanted: readonly string[],
  ): Body & { readonly given: readonly string[]; readonly fed: readonly Entrance[] } {
    const drawing = activeGraph(document.graph);
    const about = this.checked.problems
      .filter(({ node }) => node === undefined || !this.checked.nodes.has(node))
      .map(wordProblem);
    const scope = new Scope(this, { drawing, prefix: '', path: '', names: {}, settings: {}, absent: new Set() });
    scope.build();
    const found = wanted.flatMap((id) => {
      const value = scope.reached(id);
      return value ? [{ id, flow: scope.arranged(value, 'own') }] : [];
    });
    for (const id of wanted)
      if (!found.some((one) => one.id === id) && this.checked.nodes.get(id)?.outputs.length)
        this.refused.push(
          problem(
            'export-order',
            { layer: verbatim(nameOf(this.checked.nodes.get(id)!.node)), other: verbatim(id.split('/')[0]!) },
            { node: id },
          ),
        );
    const places = new Map(drawing.nodes.map(({ id }, at) => [id, at]));
    const fed = scope.fed.toSorted((a, b) => places.get(a.node.id)! - places.get(b.node.id)!);
    return {
      ...scope.body(
        fed.map(({ flow }) => flow),
        found.map(({ flow }) => flow),
      ),
      comments: [...about, ...scope.comments],
      given: found.map(({ id }) => id),
      fed,
    };
  }

  blockOf(node: Node): Block | undefined {
    return this.#blocks.get(node.block ?? '');
  }
}

/** Maps cross the border of a block, and come into the network, with their channels last. */
const usual = (rank: number | undefined): Order => (rank !== undefined && rank >= 4 ? 'last' : 'own');

class Scope extends Walk<Placed> {
  readonly fed: Entrance[] = [];
  readonly #scopes: Scopes;
  readonly #names: ReadonlyMap<string, string>;
  readonly #parts: Part[] = [];
  readonly #statements: Statement[] = [];
  /** Layers that others apply or take weights from: kept in variables. */
  readonly #lenders: ReadonlySet<string>;
  readonly #kept = new Map<string, Made>();
  readonly #types: readonly (TensorType | undefined)[];

  constructor(scopes: Scopes, place: Place, types: readonly (TensorType | undefined)[] = []) {
    super(scopes, place);
    this.#scopes = scopes;
    this.#types = types;
    this.#names = attributes(place.drawing);
    this.#lenders = new Set(
      place.drawing.nodes.flatMap((node) =>
        Object.values(this.checkedNode(node)?.shared ?? {}).map((lender) => lender.slice(place.prefix.length)),
      ),
    );
  }

  body(inputs: readonly Flow[], outputs: readonly Flow[]): Body {
    return {
      block: this.place.block,
      settings: this.place.settings,
      inputs,
      parts: this.#parts,
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

  /** The variable of a value in the order asked for; a permute is written where it lies in the other. */
  arranged(value: Placed, wanted: Order): Flow {
    const { flows, order, type, label } = value;
    const rank = type?.shape.length ?? 2;
    const known = flows[wanted] ?? (rank < 3 ? flows[order] : undefined);
    if (known) return known;
    const axes = Array.from({ length: rank - 1 }, (_, i) => i + 1);
    const dims = wanted === 'own' ? [rank - 1, ...axes.slice(0, -1)] : [...axes.slice(1), 1];
    const flow = new Flow(label);
    this.#statements.push({
      results: [flow],
      code: [`layers.Permute((${dims.join(', ')}))(`, flows[order]!, ')'],
      note: wanted === 'own' ? 'channels first' : 'channels last',
    });
    (flows as Record<Order, Flow>)[wanted] = flow;
    return flow;
  }

  protected layer({ node, checked, settings, operands, used }: Applied<Placed>): void {
    const ports = nodePorts(checked.node);
    const made = this.#made(node, checked, settings, used);
    const given = operands.filter((value) => value !== undefined);
    const order: Order =
      made.layout === 'any' ? (given[0]?.order ?? 'own') : made.layout === 'channelsLast' ? 'last' : 'own';
    // a layer without inputs takes the number of samples from the first tensor there is
    const first = [...this.values.values()].find((value) => value !== undefined)!;
    let flows =
      ports.inputs.length === 0 ? [first.flows[first.order]!] : given.map((value) => this.arranged(value, order));
    const attribute = this.attribute(node);
    if (made.before) {
      const padded = new Flow(`${nameOf(node)} padded`);
      const code: Piece[] = [...this.#call(made.before.of, made.before.args, attribute), ')(', flows[0]!, ')'];
      this.#statements.push({ results: [padded], code });
      flows = [padded];
    }
    const operand: Piece[] = flows.flatMap((flow, i): Piece[] => (i === 0 ? [flow] : [', ', flow]));
    const applied: Piece[] = flows.length === 1 ? ['(', ...operand, ')'] : ['([', ...operand, '])'];
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
    this.#statements.push({
      results: alone ? [results[0]!] : results,
      code: [...made.code(order), ...applied, ...(alone && !made.single ? ['[0]'] : [])],
      ...(this.place.prefix === '' && { note: formatShape(inOrder(only!.shape, turned)) }),
    });
  }

  /** The layer of a node: written where it is applied, or kept for others. */
  #made(node: Node, checked: CheckedNode, settings: never, used: readonly boolean[]): Made {
    const owner = node.shares === undefined ? undefined : this.nodes.get(node.shares);
    const twin = owner && checked.shared && this.alike(node, owner, checked) ? owner : undefined;
    if (twin) {
      const made = this.#kept.get(twin.id) ?? this.#keep(twin);
      return { ...made, code: () => [this.attribute(twin)] };
    }
    if (this.#lenders.has(node.id)) {
      const made = this.#kept.get(node.id) ?? this.#keep(node);
      return { ...made, code: () => [this.attribute(node)] };
    }
    return this.#own(node, checked, settings, used);
  }

  /** A layer that stands before all others, for whoever applies it. */
  #keep(node: Node): Made {
    const checked = this.checkedNode(node)!;
    const layer = layerFor(checked.node)!;
    const settings = { ...checked.node.settings } as never;
    const made = this.#own(node, checked, resolved(layer, settings), [true]);
    this.#kept.set(node.id, made);
    const order: Order = made.layout === 'channelsLast' ? 'last' : 'own';
    this.#parts.push({ attribute: this.attribute(node), code: made.code(order) });
    return made;
  }

  #own(node: Node, checked: CheckedNode, settings: never, used: readonly boolean[]): Made {
    const layer = layerFor(checked.node)!;
    const lent = this.#lentTo(node, checked);
    const single = used.filter(Boolean).length === 1;
    const word = single && lent.length === 0 ? kerasWord(layer, checked.inputs, settings) : undefined;
    return word ? this.#spelled(node, checked, word) : this.#custom(node, checked, settings, lent);
  }

  /** Weights that a layer takes from others. */
  #lentTo(node: Node, checked: CheckedNode): readonly (LentWeight & { readonly lender: Node })[] {
    return Object.entries(checked.shared ?? {}).flatMap(([weight, id]) => {
      const lender = this.nodes.get(id.slice(this.place.prefix.length));
      if (!lender || lender.id === node.id) return [];
      const other = this.checkedNode(lender)!;
      const layer = layerFor(other.node)!;
      const word = kerasWord(layer, other.inputs, resolved(layer, other.node.settings as never));
      const held: Partial<KerasWeight> = word?.weights.find(({ name }) => name === weight) ?? {};
      return [
        {
          name: weight,
          from: `${this.attribute(lender)}_layer`,
          variable: held.variable ?? fieldOf(weight),
          ...(held.order && { order: held.order }),
          lender,
        },
      ];
    });
  }

  /** Its name as an argument; within a block it begins with the instance's. */
  #named(attribute: string): string {
    return this.place.block ? `name=f"{name}-${attribute}"` : `name="${attribute}"`;
  }

  #call(of: string, args: Readonly<Record<string, TorchValue>>, attribute: string): Piece[] {
    return [
      `${of}(`,
      ...Object.entries(args).flatMap(([name, value], i): Piece[] => [
        ...(i > 0 ? [', '] : []),
        ...(PLAIN.has(name) ? [] : [`${name}=`]),
        new Hole(value, name, attribute),
      ]),
    ];
  }

  #spelled(node: Node, checked: CheckedNode, word: KerasWord): Made {
    const attribute = this.attribute(node);
    const options: string[] = [];
    for (const { name, variable, order } of word.weights) {
      const spec = checked.weights[name];
      if (!spec) continue;
      this.#weigh(node, checked, name, variable, order);
      if ((spec.role ?? 'weight') !== 'weight') continue;
      const about = variable.replace(/_kernel$/, '');
      const starts = initializerText(spec, variable === 'kernel', order);
      if (starts !== DEFAULTS[variable]) options.push(`${about}_initializer=${starts}`);
      const regularizer = regularizerText(checked.node);
      if (regularizer) options.push(`${about}_regularizer=${regularizer}`);
      const constraint = constraintText(checked.node, spec, order);
      if (constraint) options.push(`${about}_constraint=${constraint}`);
    }
    if (checked.node.frozen && word.weights.length > 0) options.push('trainable=False');
    const rank = checked.outputs[0]!.shape.length;
    const code = (order: Order): Code => {
      const args =
        word.axis !== undefined && order === 'last'
          ? { ...word.args, [word.axis]: lastAxis(Number(word.args[word.axis]), rank) }
          : word.args;
      const called = this.#call(word.of, args, attribute);
      const rest = [...options, this.#named(attribute)].join(', ');
      return [...called, called.length > 1 ? ', ' : '', rest, ')'];
    };
    return { code, single: true, layout: word.layout, ...(word.before && { before: word.before }) };
  }

  #weigh(node: Node, checked: CheckedNode, name: string, variable: string, order?: readonly number[]): void {
    this.#scopes.weights.push({
      name: `${nameOf(checked.node)}.${name}`,
      layer: (this.place.path + this.attribute(node)).replaceAll('.', '-'),
      variable,
      ...(order && { order }),
      spec: checked.weights[name]!,
      node: checked.node,
    });
  }

  #custom(
    node: Node,
    checked: CheckedNode,
    settings: never,
    lent: readonly (LentWeight & { readonly lender: Node })[],
  ): Made {
    const layer = layerFor(checked.node)!;
    const own = Object.entries(checked.weights).map(([name, spec]) => {
      this.#weigh(node, checked, name, fieldOf(name));
      const held = (spec.role ?? 'weight') === 'weight';
      return {
        name,
        initializer: initializerText(spec, false).replace(/^custom\./, ''),
        regularizer: held ? regularizerText(checked.node) : undefined,
        constraint: held ? constraintText(checked.node, spec) : undefined,
      };
    });
    const { body, elementwise } = customLayer(layer, checked.inputs, checked.outputs, settings, own, lent);
    for (const { lender } of lent) if (!this.#kept.has(lender.id)) this.#keep(lender);
    const lenders = new Map(lent.map(({ from, lender }) => [from, this.attribute(lender)]));
    const options = [
      ...[...lenders].map(([from, attribute]) => `${from}=${attribute}`),
      ...(checked.node.frozen && own.length > 0 ? ['trainable=False'] : []),
      this.#named(this.attribute(node)),
    ];
    const of = this.#scopes.printed(checked.node, body);
    const single = checked.outputs.length === 1;
    return { code: () => [`${of}(${options.join(', ')})`], single, layout: elementwise ? 'any' : 'own' };
  }

  protected instance({ node, feeds, places, exits, ends }: Instance<Placed>): void {
    const attribute = this.attribute(node);
    const built = places.map((place) => {
      const scope = new Scope(
        this.#scopes,
        place,
        feeds.map((value) => value?.type),
      );
      scope.build();
      return scope.close();
    });
    if (built.some((one) => one === undefined)) return this.missing(node);
    const finished = built as { readonly body: Body; readonly types: readonly (TensorType | undefined)[] }[];
    const given = feeds
      .filter((value) => value !== undefined)
      .map((value) => this.arranged(value, usual(value.type?.shape.length)));
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
      results: flows,
      code: [this.place.block ? `f"{name}-${attribute}` : `"${attribute}`],
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
    const results = outputs.map((value) => this.arranged(value, usual(value.type?.shape.length)));
    return { body: this.body(entrances, results), types: outputs.map(({ type }) => type) };
  }
}

const resolved = (layer: Layer, settings: never): never =>
  resolveSettings(layer.settings, settings as Node['settings']).settings as never;

const inOrder = (shape: TensorType['shape'], order: Order): TensorType['shape'] =>
  order === 'last' ? [shape[0]!, ...shape.slice(2), shape[1]!] : shape;

/** Where an axis of the document lies once the channels are last. */
function lastAxis(axis: number, rank: number): number {
  const own = axis < 0 ? axis + rank : axis;
  return own === 0 ? 0 : own === 1 ? -1 : own - 1;
}

/** What a weight starts with where Keras is told nothing. */
const DEFAULTS: Readonly<Record<string, string>> = {
  kernel: '"glorot_uniform"',
  recurrent_kernel: '"orthogonal"',
  embeddings: '"uniform"',
};

/** Arguments that are so usual that they stand without their names. */
const PLAIN = new Set(
  `filters kernel_size units pool_size rate input_dim output_dim target_shape dims activation size stddev negative_slope`.split(
    ' ',
  ),
);
