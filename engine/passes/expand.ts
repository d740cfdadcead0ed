/**
 * The expanding pass: a graph with blocks as a flat graph of layers. A node within an instance gets the id
 * `layer1/0/conv1` (instance, repetition where it repeats, node) and the label `layer1.0.conv1`, after which its weights are named;
 * formulas in its settings become values. A graph without blocks and formulas is given back as it is.
 */
import { activeDocument, activeGraph } from '../graph/active.ts';
import { evaluateSource } from '../expression/evaluate.ts';
import { ExpressionError } from '../expression/parse.ts';
import {
  type Block,
  BLOCK,
  BLOCK_INPUT,
  BLOCK_OUTPUT,
  type Document,
  type Drawing,
  type Edge,
  type End,
  type Graph,
  nameOf,
  type Node,
  portsOf,
} from '../graph/document.ts';
import { INHERITED, type Inherited, inherit } from '../graph/inheritance.ts';
import { layerOfBlock, layerOfNode } from '../layers/blocks.ts';
import {
  type Problem,
  type ProblemCode,
  type ProblemPlace,
  type ProblemValues,
  problem,
  type Repair,
} from '../problems.ts';
import { resolveSettings, type Schema, settingName, jsonText } from '../settings.ts';
import { type Phrase, phrase, verbatim } from '../phrases.ts';
import { layerName, type Ports } from '../layers/define.ts';

/** Where a flat node comes from. */
export interface Origin {
  /** The node as it stands in the graph or block. */
  readonly source: Node;
  /** The instances it stands in by flat id, from the outermost on; empty for what stands in the graph itself. */
  readonly path: readonly string[];
  /** Its id without repetitions: the same for what one node of a block becomes in every repetition. */
  readonly written: string;
}

/** An instance of a block, or a port within one: what has no flat node of its own. */
export interface InlinedNode extends Origin {
  /** For each input and output port, in their order, the flat node and port that feeds it. */
  readonly inputs: readonly (End | undefined)[];
  readonly outputs: readonly (End | undefined)[];
  /** Of an instance: how many stand in a row. */
  readonly count?: number;
}

export interface Expanded {
  readonly graph: Graph;
  /** Of every flat node. */
  readonly origins: ReadonlyMap<string, Origin>;
  /** Instances and ports by flat id. */
  readonly inlined: ReadonlyMap<string, InlinedNode>;
  readonly problems: readonly Problem[];
  /** Inputs (`node/port`) that wait for a port of a block which nothing feeds; what is wrong is said there. */
  readonly waiting: ReadonlySet<string>;
}

/** More layers than this are refused, before nested repetitions exhaust the memory. */
export const MOST_NODES = 10_000;

type Names = Readonly<Record<string, unknown>>;

/** Where a drawing is being expanded. */
interface Scope {
  readonly prefix: string;
  readonly label: string;
  readonly written: string;
  readonly names: Names;
  readonly path: readonly string[];
  readonly blocks: readonly Block[];
  readonly inherited: Inherited;
}

/** One of an instance's repetitions. */
interface Repetition {
  readonly node: Node;
  readonly block: Block;
  readonly title: Phrase;
  readonly index: number;
  readonly count: number;
  /** What feeds the first. */
  readonly feeds: readonly (End | undefined)[];
}

const known = new WeakMap<Graph, Expanded>();

/** Expands a graph; once for each. Flat nodes that are as they were in `previous` are the same objects. */
export function expandGraph(graph: Graph, previous?: Expanded): Expanded {
  let expanded = known.get(graph);
  if (!expanded) {
    expanded = new Expander(activeGraph(graph), previous).expand();
    known.set(graph, expanded);
  }
  return expanded;
}

/** The document with a flat graph; a loss on an instance judges what feeds the instance's first output. */
export function expandDocument(written: Document, expanded = expandGraph(written.graph)): Document {
  const document = activeDocument(written);
  const { graph, inlined } = expanded;
  if (graph === document.graph) return document;
  const losses = document.training.losses.map((loss) => {
    const judged = loss.output === undefined ? undefined : inlined.get(loss.output)?.outputs[0]?.node;
    return judged === undefined ? loss : { ...loss, output: judged };
  });
  return { ...document, graph, training: { ...document.training, losses } };
}

class Expander {
  readonly #graph: Graph;
  readonly #previous: Expanded | undefined;
  readonly #blocks: ReadonlyMap<string, Block>;
  readonly #nodes: Node[] = [];
  /** Wires into layers as they are written, between flat ids; their sources may still be ports and instances. */
  readonly #edges: Edge[] = [];
  readonly #origins = new Map<string, Origin>();
  readonly #inlined = new Map<string, InlinedNode>();
  /** What feeds a port of a block, by the flat id of the port's node. */
  readonly #feeds = new Map<string, End | undefined>();
  readonly #optional = new Set<string>();
  /** The port's node that stands behind an instance's output (`node/port`). */
  readonly #outlets = new Map<string, string>();
  readonly #problems: Problem[] = [];
  #repetitions = 0;
  #full = false;
  /** Wires that were left out, as they are drawn. */
  readonly #dropped = new Set<Edge>();

  constructor(graph: Graph, previous: Expanded | undefined) {
    this.#graph = graph;
    this.#previous = previous;
    this.#blocks = new Map(graph.blocks.map((block) => [block.id, block]));
  }

  expand(): Expanded {
    const { nodes } = this.#graph;
    this.#drawing(this.#graph, { prefix: '', label: '', written: '', names: {}, path: [], blocks: [], inherited: {} });
    const plain =
      this.#inlined.size === 0 && this.#dropped.size === 0 && this.#nodes.every((node, i) => node === nodes[i]);
    const waiting = new Set<string>();
    const edges = plain
      ? this.#graph.edges
      : this.#edges.flatMap((edge): Edge[] => {
          const from = this.#source(edge.from);
          if (from === edge.from) return [edge];
          if (typeof from === 'object') return [{ from, to: edge.to }];
          if (from === 'waiting') waiting.add(`${edge.to.node}/${edge.to.port}`);
          return [];
        });
    const ends = (list: InlinedNode['inputs']) =>
      list.map((end) => {
        const from = end && this.#source(end);
        return typeof from === 'object' ? from : undefined;
      });
    const inlined = new Map(
      [...this.#inlined].map(([id, { inputs, outputs, ...origin }]): [string, InlinedNode] => [
        id,
        { ...origin, inputs: ends(inputs), outputs: ends(outputs) },
      ]),
    );
    const graph = plain ? this.#graph : { ...this.#graph, nodes: this.#nodes, edges, blocks: [] };
    return { graph, origins: this.#origins, inlined, problems: this.#problems, waiting };
  }

  readonly #sources = new Map<string, End | 'absent' | 'waiting'>();

  /** The layer's output that an end stands for, followed through ports; else whether it leads nowhere by permission. */
  #source(end: End): End | 'absent' | 'waiting' {
    // ports that feed each other in a circle, with no layer among them, wait for ever
    const seen = new Set<string>();
    let at = end;
    let found: End | 'absent' | 'waiting' | undefined;
    while (found === undefined) {
      const port = this.#outlets.get(`${at.node}/${at.port}`) ?? at.node;
      if (!this.#feeds.has(port)) found = this.#inlined.has(at.node) ? 'waiting' : at;
      else {
        found = this.#sources.get(port) ?? (seen.has(port) ? 'waiting' : undefined);
        seen.add(port);
        const next = this.#feeds.get(port);
        if (next) at = next;
        else found ??= this.#optional.has(port) ? 'absent' : 'waiting';
      }
    }
    for (const port of seen) this.#sources.set(port, found);
    return found;
  }

  #drawing(drawing: Drawing, place: Scope): void {
    const { prefix } = place;
    const byId = new Map(drawing.nodes.map((node) => [node.id, node]));
    const incoming = new Map<string, Edge[]>();
    const flat = ({ node, port }: End): End => (prefix === '' ? { node, port } : { node: prefix + node, port });
    for (const edge of drawing.edges) {
      const target = byId.get(edge.to.node);
      const source = byId.get(edge.from.node);
      if (!target || !source) {
        this.#dangling(edge, target ?? source, flat, place);
        continue;
      }
      this.#checkSource(source, edge, flat, place);
      const list = incoming.get(target.id);
      if (list) list.push(edge);
      else incoming.set(target.id, [edge]);
      if (target.type !== BLOCK && target.type !== BLOCK_OUTPUT && target.type !== BLOCK_INPUT)
        this.#edges.push(prefix === '' ? edge : { from: flat(edge.from), to: flat(edge.to) });
    }
    for (const node of drawing.nodes) {
      const id = prefix + node.id;
      const edges = incoming.get(node.id) ?? [];
      if (node.type === BLOCK)
        this.#instance(
          node,
          edges.map(({ from, to }) => ({ from: flat(from), to: flat(to) })),
          place,
        );
      else if (node.type === BLOCK_INPUT || node.type === BLOCK_OUTPUT)
        this.#port(
          node,
          edges.map(({ from }) => flat(from)),
          place,
        );
      else {
        if (place.blocks.length > 0 && node.type === 'input')
          this.#say(
            'input-in-block',
            { layer: phrase('quoted', { name: verbatim(this.#labelOf(node, place)) }) },
            { node: id },
          );
        this.#layer(node, place);
      }
    }
  }

  /** A wire whose other end is not there carries nothing; it is said at the end that is, and goes no further. */
  #dangling(edge: Edge, there: Node | undefined, flat: (end: End) => End, place: Scope): void {
    const { from, to } = edge;
    const said = this.#dropped.has(edge);
    this.#dropped.add(edge);
    // at no node of its own, repetitions would say it again
    if (said && !there) return;
    const wire = { from: flat(from), to: flat(to) };
    const end = (node: string): Phrase => phrase('quoted', { name: verbatim(node) });
    const at = there ? place.prefix + there.id : place.path.at(-1);
    this.#say(
      'dangling-wire',
      { from: end(from.node), to: end(to.node), missing: end(there?.id === from.node ? to.node : from.node) },
      {
        ...(at !== undefined && { node: at }),
        ...(there?.id === to.node && { port: to.port }),
        repairs: [{ title: phrase('remove-wire'), actions: [{ kind: 'removeEdge', ...wire }] }],
      },
    );
  }

  /** A wire out of a block or a port of one by an output that it has not; of layers the checker says so. */
  #checkSource(source: Node, { from, to }: Edge, flat: (end: End) => End, place: Scope): void {
    const isDrawn = source.type === BLOCK || source.type === BLOCK_INPUT || source.type === BLOCK_OUTPUT;
    const layer = isDrawn ? layerOfNode(source, this.#graph.blocks) : undefined;
    if (!layer || layer.outputs.some(({ name }) => name === from.port)) return;
    this.#say(
      'unknown-port',
      { layer: this.#titleOf(source, place), port: verbatim(from.port) },
      {
        node: place.prefix + to.node,
        port: to.port,
        repairs: [{ title: phrase('remove-wire'), actions: [{ kind: 'removeEdge', from: flat(from), to: flat(to) }] }],
      },
    );
  }

  /** What messages call a node: `Conv 2D "layer1.0.conv1"`. */
  #titleOf(node: Node, place: Scope): Phrase {
    const layer = layerOfNode(node, this.#graph.blocks);
    const name = this.#labelOf(node, place);
    return layer ? layerName({ layer, name }) : phrase('layer', { title: verbatim(node.type), name: verbatim(name) });
  }
  #labelOf(node: Node, { label }: Scope): string {
    return label + nameOf(node);
  }

  /** What the weights of a layer in a block are named after. */
  #weightsOf(node: Node, place: Scope): string {
    if (node.naming === undefined) return this.#labelOf(node, place);
    const own = this.#pattern(node.naming, node, place.names, place);
    return own === '' ? place.label.slice(0, -1) || nameOf(node) : place.label + own;
  }

  #say<C extends ProblemCode>(code: C, values: ProblemValues<C>, place: ProblemPlace): void {
    this.#problems.push(problem(code, values, place));
  }

  #origin(node: Node, { path, written }: Scope): Origin {
    return { source: node, path, written: written + node.id };
  }

  #layer(node: Node, place: Scope): void {
    const id = place.prefix + node.id;
    this.#origins.set(id, this.#origin(node, place));
    const settings = this.#settings(node, place);
    if (place.prefix === '') {
      this.#nodes.push(settings === node.settings ? node : this.#keep(id, { ...node, settings }));
      return;
    }
    this.#nodes.push(
      this.#keep(
        id,
        {
          ...node,
          id,
          label: this.#weightsOf(node, place),
          settings,
          ...(node.shares !== undefined && { shares: place.prefix + node.shares }),
          ...inherit(place.inherited, node),
        },
        node,
      ),
    );
  }

  /** The flat node of before where it is the same, so that what was found out about it stays. */
  #keep(id: string, node: Node, source?: Node): Node {
    const before = this.#previous?.origins.get(id);
    const flat = before && this.#previousNodes().get(id);
    if (!flat || (source && before.source !== source)) return node;
    return flat.type === node.type &&
      flat.label === node.label &&
      flat.shares === node.shares &&
      INHERITED.every((key) => flat[key] === node[key]) &&
      (source !== undefined || flat.position === node.position) &&
      (flat.settings === node.settings || JSON.stringify(flat.settings) === JSON.stringify(node.settings))
      ? flat
      : node;
  }

  #nodesBefore: ReadonlyMap<string, Node> | undefined;
  #previousNodes(): ReadonlyMap<string, Node> {
    return (this.#nodesBefore ??= new Map(this.#previous!.graph.nodes.map((node) => [node.id, node])));
  }

  /** A node's settings with the values of their formulas. */
  #settings(node: Node, place: Scope, names: Names = place.names): Node['settings'] {
    if (!hasFormula(node.settings)) return node.settings;
    const settings: Record<string, unknown> = {};
    for (const [setting, given] of Object.entries(node.settings)) {
      const value = this.#value(given, names, node, setting, place);
      if (value !== undefined) settings[setting] = value;
    }
    return settings as Node['settings'];
  }

  /** A value with its formulas calculated; undefined, and a problem, where one cannot be. */
  #value(given: unknown, names: Names, node: Node, setting: string, place: Scope): unknown {
    try {
      return calculated(given, names);
    } catch (error) {
      if (!(error instanceof FormulaError)) throw error;
      const layer = layerOfNode(node, this.#graph.blocks);
      this.#say(
        'bad-formula',
        {
          layer: this.#titleOf(node, place),
          setting: layer ? settingName('layers', layer, setting) : verbatim(setting),
          formula: verbatim(error.formula),
          reason: error.reason,
        },
        { node: place.prefix + node.id, setting },
      );
      return undefined;
    }
  }

  #port(node: Node, sources: readonly End[], place: Scope): void {
    const id = place.prefix + node.id;
    const origin = this.#origin(node, place);
    const title = this.#titleOf(node, place);
    if (place.blocks.length === 0) {
      this.#say(
        'port-outside',
        { layer: title },
        { node: id, repairs: [{ title: phrase('remove-port'), actions: [{ kind: 'removeNode', node: id }] }] },
      );
      this.#inlined.set(id, { ...origin, inputs: [], outputs: [] });
      this.#feeds.set(id, undefined);
      return;
    }
    if (node.type === BLOCK_INPUT) {
      if (node.settings.optional === true) this.#optional.add(id);
      this.#inlined.set(id, { ...origin, inputs: [], outputs: [{ node: id, port: 'output' }] });
      return;
    }
    if (sources.length === 0)
      this.#say('input-missing', { layer: title, port: verbatim('input') }, { node: id, port: 'input' });
    if (sources.length > 1)
      this.#tooMany(
        title,
        'input',
        sources.map((from) => ({ from, to: { node: id, port: 'input' } })),
      );
    this.#feeds.set(id, sources.at(-1));
    this.#inlined.set(id, { ...origin, inputs: sources.slice(-1), outputs: [] });
  }

  #tooMany(layer: Phrase, port: string, wires: readonly Edge[]): void {
    const actions = wires.slice(0, -1).map(({ from, to }) => ({ kind: 'removeEdge' as const, from, to }));
    this.#say(
      'too-many-wires',
      { layer, port: verbatim(port) },
      { node: wires[0]!.to.node, port, repairs: [{ title: phrase('keep-last-wire'), actions }] },
    );
  }

  /** An instance has no weights of its own that could be another's: what stands in it has. */
  #sharing(node: Node, other: string, place: Scope): void {
    const id = place.prefix + node.id;
    this.#say(
      'shares-mismatch',
      {
        layer: this.#titleOf(node, place),
        other: verbatim(other),
        expected: phrase('layers-inside-share'),
        received: phrase('sharing-instance'),
      },
      { node: id, repairs: [{ title: phrase('use-own-weights'), actions: [{ kind: 'unshare', node: id }] }] },
    );
  }

  #instance(node: Node, edges: readonly Edge[], place: Scope): void {
    const id = place.prefix + node.id;
    if (node.shares !== undefined) this.#sharing(node, node.shares, place);
    const origin = this.#origin(node, place);
    const block = this.#blockOf(node, place);
    const title = block && this.#instanceName(node, block, place);
    const count = title && this.#countOf(node, title, place);
    if (!block || !title || count === undefined) {
      this.#inlined.set(id, { ...origin, inputs: [], outputs: [] });
      return;
    }
    const layer = layerOfBlock(block);
    const feeds = this.#wiresInto(id, layer, title, edges);
    const outputs = layer.outputs.map(({ name }) => ({ node: id, port: name }));
    this.#inlined.set(id, { ...origin, inputs: feeds, outputs, count });
    if (count > 0) {
      for (let index = 0; index < count && !this.#full; index++)
        this.#repetition({ node, block, title, index, count, feeds }, place);
      return;
    }
    // what would come out of the last repetition is what went into the first
    layer.outputs.forEach(({ name }, k) => {
      this.#feeds.set(`${id}/${k}`, feeds[k]);
      this.#outlets.set(`${id}/${name}`, `${id}/${k}`);
    });
  }

  #instanceName(node: Node, block: Block, place: Scope): Phrase {
    return phrase('layer', { title: verbatim(block.name), name: verbatim(this.#labelOf(node, place)) });
  }

  /** The block of an instance; undefined, and a problem, where it has none or stands in itself. */
  #blockOf(node: Node, place: Scope): Block | undefined {
    const id = place.prefix + node.id;
    const remove: Repair = { title: phrase('remove-node'), actions: [{ kind: 'removeNode', node: id }] };
    const label = verbatim(this.#labelOf(node, place));
    const block = this.#blocks.get(node.block ?? '');
    if (!block)
      this.#say('unknown-block', { layer: phrase('quoted', { name: label }) }, { node: id, repairs: [remove] });
    if (!block || !place.blocks.includes(block)) return block;
    const path = [...place.blocks.slice(place.blocks.indexOf(block)), block].map(({ name }) => name).join(' › ');
    this.#say(
      'block-in-itself',
      { layer: this.#instanceName(node, block, place), path: verbatim(path) },
      { node: id, repairs: [remove] },
    );
    return undefined;
  }

  /** How many of an instance stand in a row; undefined, and a problem, where that is no such number. */
  #countOf(node: Node, layer: Phrase, place: Scope): number | undefined {
    if (node.repeat === undefined) return 1;
    const found = this.#value(node.repeat, place.names, node, 'repeat', place);
    const count = typeof found === 'boolean' ? Number(found) : found;
    if (typeof count === 'number' && Number.isInteger(count) && count >= 0) return count;
    this.#say(
      'bad-setting',
      {
        layer,
        setting: phrase('repeat'),
        expected: phrase('whole-number-from-0'),
        received: count === undefined ? phrase('formula-without-value') : jsonText(count),
      },
      { node: place.prefix + node.id, setting: 'repeat' },
    );
    return undefined;
  }

  /** What feeds each input of an instance. */
  #wiresInto(id: string, { inputs }: Ports, layer: Phrase, edges: readonly Edge[]): (End | undefined)[] {
    for (const { from, to } of edges)
      if (!inputs.some(({ name }) => name === to.port))
        this.#say(
          'unknown-port',
          { layer, port: verbatim(to.port) },
          {
            node: id,
            port: to.port,
            repairs: [{ title: phrase('remove-wire'), actions: [{ kind: 'removeEdge', from, to }] }],
          },
        );
    return inputs.map(({ name, optional }) => {
      const wires = edges.filter(({ to }) => to.port === name);
      if (wires.length === 0 && !optional)
        this.#say('input-missing', { layer, port: verbatim(name) }, { node: id, port: name });
      if (wires.length > 1) this.#tooMany(layer, name, wires);
      return wires.at(-1)?.from;
    });
  }

  #repetition({ node, block, title, index, count, feeds }: Repetition, place: Scope): void {
    const id = place.prefix + node.id;
    const layer = layerOfBlock(block);
    // a repetition counts even where nothing stands in it
    if (this.#nodes.length + this.#repetitions++ >= MOST_NODES) {
      this.#full = true;
      this.#say('block-too-large', { layer: title, most: MOST_NODES }, { node: id, setting: 'repeat' });
      return;
    }
    const [entrances, exits] = [portsOf(block, BLOCK_INPUT), portsOf(block, BLOCK_OUTPUT)];
    const repeats = node.repeat !== undefined;
    const own = repeats ? { ...place.names, i: index, n: count } : place.names;
    const prefix = repeats ? `${id}/${index}/` : `${id}/`;
    entrances.forEach((port, k) => {
      const before = exits[k] && index > 0 ? { node: `${id}/${index - 1}/${exits[k].id}`, port: 'output' } : feeds[k];
      this.#feeds.set(prefix + port.id, before);
    });
    this.#drawing(block, {
      prefix,
      label: this.#naming(node, this.#labelOf(node, place), own, place),
      written: `${place.written}${node.id}/`,
      names: { ...this.#blockSettings(node, layer.settings, title, own, place), i: index, n: count },
      path: [...place.path, id],
      blocks: [...place.blocks, block],
      inherited: inherit(place.inherited, node),
    });
    if (index === count - 1)
      exits.forEach((port, k) => this.#outlets.set(`${id}/${layer.outputs[k]!.name}`, prefix + port.id));
  }

  /** What the block's settings are in one repetition. */
  #blockSettings(node: Node, schema: Schema, title: Phrase, names: Names, place: Scope): Names {
    const { settings, errors } = resolveSettings(schema, this.#settings(node, place, names));
    const id = place.prefix + node.id;
    for (const { setting, expected, received } of errors)
      this.#say(
        'bad-setting',
        {
          layer: title,
          setting: setting in schema ? verbatim(schema[setting]!.label) : verbatim(setting),
          expected,
          received,
        },
        {
          node: id,
          setting,
          repairs:
            setting in schema
              ? [
                  {
                    title: phrase('use-default'),
                    actions: [{ kind: 'set', node: id, setting, value: schema[setting]!.default }],
                  },
                ]
              : [],
        },
      );
    return settings;
  }

  /** What the weights within one repetition begin with. */
  #naming(node: Node, label: string, names: Names, place: Scope): string {
    const { naming, repeat } = node;
    if (naming === undefined) return repeat === undefined ? `${label}.` : `${label}.${String(names.i)}.`;
    const own = this.#pattern(naming, node, names, place);
    return own === '' ? place.label : `${place.label}${own}.`;
  }

  /** A pattern with what the formulas in its braces come to. */
  #pattern(pattern: string, node: Node, names: Names, place: Scope): string {
    return pattern.replace(/\{([^}]*)\}/g, (_, formula: string) =>
      String(this.#value({ '=': formula }, { ...names, name: nameOf(node) }, node, 'naming', place) ?? ''),
    );
  }
}

class FormulaError extends Error {
  readonly formula: string;
  readonly reason: Phrase;
  constructor(formula: string, { message, reason }: ExpressionError) {
    super(message);
    this.formula = formula;
    this.reason = reason;
  }
}

/** Whether a value is a formula, as documents have them. */
export const isFormula = (value: unknown): value is { readonly '=': string } =>
  typeof value === 'object' && value !== null && '=' in value && typeof value['='] === 'string';

/** A value with every formula in it, in lists and records too, replaced by what it comes to. */
export function calculated(value: unknown, names: Names): unknown {
  if (Array.isArray(value)) return value.map((item) => calculated(item, names));
  if (typeof value !== 'object' || value === null) return value;
  if (!isFormula(value))
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, calculated(item, names)]));
  try {
    return evaluateSource(value['='], names);
  } catch (error) {
    if (error instanceof ExpressionError) throw new FormulaError(value['='], error);
    throw error;
  }
}

const formulas = new WeakMap<Node['settings'], boolean>();
function hasFormula(settings: Node['settings']): boolean {
  let has = formulas.get(settings);
  if (has === undefined) {
    const within = (value: unknown): boolean =>
      typeof value === 'object' && value !== null && (isFormula(value) || Object.values(value).some(within));
    has = within(settings);
    formulas.set(settings, has);
  }
  return has;
}
