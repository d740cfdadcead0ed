/** From a document's drawings to bodies of modules: every layer by its word, blocks as parts of their own, wires as variables. */
import { activeGraph } from '../../../graph/active.ts';
import {
  type Block,
  BLOCK,
  BLOCK_INPUT,
  BLOCK_OUTPUT,
  type Document,
  type Drawing,
  nameOf,
  type Node,
  portsOf,
} from '../../../graph/document.ts';
import type { TorchSpelling, TorchValue, WeightSpec } from '../../../layers/define.ts';
import { layerOfBlock } from '../../../layers/blocks.ts';
import { isFed, layerFor, layerOf, nodePorts } from '../../../layers/index.ts';
import type { CheckedGraph, CheckedNode } from '../../../passes/check.ts';
import { calculated } from '../../../passes/expand.ts';
import { type Problem, problem, wordProblem } from '../../../problems.ts';
import { verbatim } from '../../../phrases.ts';
import { resolveSettings } from '../../../settings.ts';
import { formatShape } from '../../../types/shape.ts';
import { attributeNames, snake } from '../python.ts';
import { type Body, type Code, Flow, Hole, type Part, type Piece, type Statement } from './body.ts';
import { fieldOf } from './customLayer.ts';

/** A weight in the exported module. */
export interface TorchWeight {
  /** The engine's name for it: `conv2d_1.weight`. */
  readonly name: string;
  /** The module's: `layer1.0.conv1.weight`. */
  readonly path: string;
  readonly spec: WeightSpec;
  /** The class of the module that has it, `nn.Conv2d`, and its name there. */
  readonly of: string;
  readonly field: string;
  readonly node: Node;
}

/** Gives the class of a layer that is printed from its primitives. */
export type Printed = (node: Node, checked: CheckedNode, settings: never) => string;

interface Place {
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

/** The parts of a module that stand for nodes: an attribute for each of them, the same in every instance of a block. */
const attributesOf = new WeakMap<object, ReadonlyMap<string, string>>();
function attributes(drawing: Pick<Drawing, 'nodes'>): ReadonlyMap<string, string> {
  let known = attributesOf.get(drawing);
  if (!known) {
    const names = attributeNames();
    known = new Map(
      drawing.nodes
        .filter(({ type }) => type !== BLOCK_INPUT && type !== BLOCK_OUTPUT)
        .map((node) => [node.id, names.make(nameOf(node))]),
    );
    attributesOf.set(drawing, known);
  }
  return known;
}

/** What a node's part of the module is called, which the code panel marks. */
export function attributeOf(document: Document, id: string): string | undefined {
  return attributes(activeGraph(document.graph)).get(id);
}

export class Scopes {
  readonly weights: TorchWeight[] = [];
  readonly refused: Problem[] = [];
  /** Paths of weights that other modules use too. */
  readonly lent = new Set<string>();
  /** How many modules there are of each class. */
  readonly modules = new Map<string, number>();
  readonly #checked: CheckedGraph;
  readonly #blocks: ReadonlyMap<string, Block>;
  readonly #printed: Printed;

  constructor(document: Document, checked: CheckedGraph, printed: Printed) {
    this.#checked = checked;
    this.#blocks = new Map(activeGraph(document.graph).blocks.map((block) => [block.id, block]));
    this.#printed = printed;
  }

  /** The whole network; `wanted` are the flat nodes whose outputs it gives. */
  root(
    document: Document,
    wanted: readonly string[],
  ): Body & { readonly given: readonly string[]; readonly fed: readonly Node[] } {
    const drawing = activeGraph(document.graph);
    const about = this.checked.problems
      .filter(({ node }) => node === undefined || !this.checked.nodes.has(node))
      .map(wordProblem);
    const scope = new Scope(this, { drawing, prefix: '', path: '', names: {}, settings: {}, absent: new Set() });
    scope.build();
    const fed = drawing.nodes.filter((node) => isFed(node) && scope.values.has(`${node.id}/output`));
    const found = wanted.flatMap((id) => {
      const flow = scope.reached(id);
      return flow ? [{ id, flow }] : [];
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
    return {
      ...scope.body(
        fed.map((node) => scope.values.get(`${node.id}/output`)!),
        found.map(({ flow }) => flow),
      ),
      comments: [...about, ...scope.comments],
      given: found.map(({ id }) => id),
      fed,
    };
  }

  get checked(): CheckedGraph {
    return this.#checked;
  }
  blockOf(node: Node): Block | undefined {
    return this.#blocks.get(node.block ?? '');
  }
  get printed(): Printed {
    return this.#printed;
  }
}

class Scope {
  readonly values = new Map<string, Flow | undefined>();
  readonly #scopes: Scopes;
  readonly #place: Place;
  readonly #nodes: ReadonlyMap<string, Node>;
  readonly #names: ReadonlyMap<string, string>;
  readonly #parts: Part[] = [];
  readonly #ties: string[] = [];
  readonly #statements: Statement[] = [];
  readonly comments: string[] = [];
  readonly #done = new Set<string>();
  /** What a flat node within an instance gives is what the instance gives. */
  readonly #inner = new Map<string, Flow>();

  constructor(scopes: Scopes, place: Place) {
    this.#scopes = scopes;
    this.#place = place;
    this.#nodes = new Map(place.drawing.nodes.map((node) => [node.id, node]));
    this.#names = attributes(place.drawing);
  }

  body(inputs: readonly Flow[], outputs: readonly Flow[]): Body {
    return {
      block: this.#place.block,
      settings: this.#place.settings,
      inputs,
      parts: this.#parts,
      ties: this.#ties,
      statements: this.#statements,
      outputs,
      comments: this.comments,
    };
  }

  build(): void {
    for (const node of this.#place.drawing.nodes) this.#visit(node, new Set());
  }

  /** The output of a flat node, where this drawing has it. */
  reached(id: string): Flow | undefined {
    const node = this.#nodes.get(id);
    return node ? this.values.get(`${id}/${nodePorts(node).outputs[0]!.name}`) : this.#inner.get(id);
  }

  /** What feeds each input, in the order of ports and wires; undefined at an optional port without a wire. */
  #sources(
    node: Node,
    ports: readonly { readonly name: string; readonly optional?: boolean }[],
  ): (string | undefined)[] {
    return ports.flatMap(({ name, optional }) => {
      const wires = this.#place.drawing.edges.filter(({ to }) => to.node === node.id && to.port === name);
      if (wires.length === 0) return optional ? [undefined] : [];
      return wires.map(({ from }) => `${from.node}/${from.port}`);
    });
  }

  #visit(node: Node, above: ReadonlySet<string>): void {
    if (this.#done.has(node.id)) return;
    if (above.has(node.id)) {
      this.#scopes.refused.push(
        problem(
          'export-order',
          { layer: verbatim(nameOf(node)), other: verbatim(nameOf(this.#nodes.get([...above].at(-1)!)!)) },
          { node: this.#place.prefix + node.id },
        ),
      );
      return;
    }
    const before = new Set([...above, node.id]);
    for (const { from, to } of this.#place.drawing.edges)
      if (to.node === node.id && this.#nodes.has(from.node)) this.#visit(this.#nodes.get(from.node)!, before);
    if (this.#done.has(node.id)) return;
    if (this.#done.has(node.id)) return;
    this.#done.add(node.id);
    if (node.type === BLOCK) this.#instance(node);
    else if (node.type === BLOCK_INPUT) this.#entrance(node);
    else if (node.type !== BLOCK_OUTPUT) this.#layer(node);
  }

  #entrance(node: Node): void {
    this.values.set(`${node.id}/output`, this.#place.absent.has(node.id) ? undefined : new Flow(nameOf(node)));
  }

  #checkedNode(node: Node): CheckedNode | undefined {
    return this.#scopes.checked.nodes.get(this.#place.prefix + node.id);
  }

  #missing(node: Node): void {
    const messages = (this.#checkedNode(node)?.problems ?? [])
      .filter(({ severity }) => severity === 'error')
      .map(wordProblem);
    const waits = `${nameOf(node)} (${layerOf(node.type)?.title ?? node.type}) waits for what comes before it.`;
    this.comments.push(...(messages.length > 0 ? messages : [waits]));
  }

  #layer(node: Node): void {
    const checked = this.#checkedNode(node);
    if (!checked || checked.outputs.length === 0) return this.#missing(node);
    if (isFed(node)) {
      this.values.set(`${node.id}/output`, new Flow(nameOf(node)));
      return;
    }
    const ports = nodePorts(checked.node);
    const sources = this.#sources(node, ports.inputs);
    if (sources.some((source) => source !== undefined && !this.values.has(source))) return this.#missing(node);
    const operands = sources.map((source) => (source === undefined ? undefined : this.values.get(source)));
    const layer = layerFor(checked.node)!;
    const settings = resolveSettings(layer.settings, checked.node.settings).settings as never;
    // a layer without inputs takes the number of samples from the first tensor there is
    const spelled = layer.torch?.(checked.inputs, settings) ?? {
      module: this.#scopes.printed(checked.node, checked, settings),
      ...(ports.outputs.length > 1 && { outputs: ports.outputs.map((_, i) => `$y[${i}]`) }),
    };
    const given = ports.inputs.length === 0 ? [[...this.values.values()].find((flow) => flow !== undefined)] : operands;
    const attribute = spelled.module === undefined ? '' : this.#module(node, checked, spelled);
    const used = ports.outputs.map(
      ({ name }, i) =>
        i === 0 || this.#place.drawing.edges.some(({ from }) => from.node === node.id && from.port === name),
    );
    const code = this.#applied(spelled, attribute, given, snake(nameOf(node)));
    const shape = this.#place.prefix === '' ? formatShape(checked.outputs[0]!.shape) : undefined;
    this.#gives(node, ports.outputs, used, spelled, code, shape);
  }

  /** The variables that a layer's outputs become. */
  #gives(
    node: Node,
    ports: readonly { readonly name: string }[],
    used: readonly boolean[],
    spelled: TorchSpelling,
    code: Code,
    note: string | undefined,
  ): void {
    const flows = ports.map(({ name }, i) => new Flow(i === 0 ? nameOf(node) : `${nameOf(node)} ${name}`));
    ports.forEach(({ name }, i) => this.values.set(`${node.id}/${name}`, flows[i]!));
    const about = note === undefined ? {} : { note };
    if (!spelled.outputs) {
      this.#statements.push({ results: [flows[0]!], code, ...about });
      return;
    }
    const wanted = spelled.outputs.flatMap((expression, i) => (used[i] ? [{ expression, flow: flows[i]! }] : []));
    if (wanted.length === 1) {
      const [before, ...after] = wanted[0]!.expression.split('$y');
      const single = after.length === 1 ? [before!, ...code, after[0]!] : undefined;
      if (single) {
        this.#statements.push({ results: [wanted[0]!.flow], code: single, ...about });
        return;
      }
    }
    const whole = new Flow(`${nameOf(node)} outputs`);
    this.#statements.push({ results: [whole], code, ...about });
    for (const { expression, flow } of wanted)
      this.#statements.push({
        results: [flow],
        code: expression.split(/(\$y)/).map((part): Piece => (part === '$y' ? whole : part)),
      });
  }

  /** A call, with the holes of its values. */
  #applied(spelled: TorchSpelling, attribute: string, operands: readonly (Flow | undefined)[], of: string): Code {
    const listed = (): Piece[] =>
      operands.filter((flow) => flow !== undefined).flatMap((flow, i): Piece[] => (i === 0 ? [flow] : [', ', flow]));
    return (spelled.apply ?? '$m($x)').split(/(\$m|\$x|\$\d|\{\*?\w+\})/).flatMap((part): Piece[] => {
      if (part === '$m') return [`self.${attribute}`];
      if (part === '$x') return listed();
      if (/^\$\d$/.test(part)) return [operands[Number(part[1])]!];
      const [, spread, name] = /^\{(\*?)(\w+)\}$/.exec(part) ?? [];
      const value = name === undefined ? undefined : spelled.values?.[name];
      return value === undefined ? [part] : [new Hole(value, name!, of, spread === '*')];
    });
  }

  /** The attribute of the module of a layer: its own, or that of the node whose layer it applies again. */
  #module(node: Node, checked: CheckedNode, spelled: TorchSpelling): string {
    const shared = Object.entries(checked.shared ?? {});
    const attribute = this.#names.get(node.id)!;
    const owner = shared.length > 0 && node.shares !== undefined ? this.#nodes.get(node.shares) : undefined;
    if (owner && this.#alike(node, owner, checked)) return this.#names.get(owner.id)!;
    const module = spelled.module!;
    const isPrinted = module.startsWith('layers.');
    const args = Object.entries(spelled.args ?? {}).filter(([, value]) => value !== undefined);
    const code: Piece[] = [/^(nn|layers)\./.test(module) ? module : `layers.${module}`, '('];
    args.forEach(([name, value], i) => {
      if (i > 0) code.push(', ');
      if (!isPlain(name)) code.push(`${name}=`);
      code.push(new Hole(value as TorchValue, name, attribute));
    });
    code.push(')');
    this.#parts.push({ attribute, code });
    const of = String(code[0]);
    this.#scopes.modules.set(of, (this.#scopes.modules.get(of) ?? 0) + 1);
    const fieldIn = (weight: string) => spelled.weights?.[weight] ?? (isPrinted ? fieldOf(weight) : weight);
    for (const [weight, spec] of Object.entries(checked.weights))
      this.#scopes.weights.push({
        name: `${nameOf(checked.node)}.${weight}`,
        path: `${this.#place.path}${attribute}.${fieldIn(weight)}`,
        spec,
        of,
        field: fieldIn(weight),
        node: checked.node,
      });
    for (const [weight, lender] of shared) {
      const other = this.#nodes.get(lender.slice(this.#place.prefix.length));
      if (!other) continue;
      const lent = `${this.#names.get(other.id)!}.${fieldIn(weight)}`;
      this.#scopes.lent.add(this.#place.path + lent);
      this.#ties.push(`self.${attribute}.${fieldIn(weight)} = self.${lent}`);
    }
    return attribute;
  }

  /** Whether two nodes are one layer applied twice: the same settings on the same types, with all weights in common. */
  #alike(node: Node, owner: Node, checked: CheckedNode): boolean {
    const other = this.#checkedNode(owner);
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

  #instance(node: Node): void {
    const { checked } = this.#scopes;
    const { prefix, names, path } = this.#place;
    const id = prefix + node.id;
    const block = this.#scopes.blockOf(node);
    const inlined = checked.expanded.inlined.get(id);
    if (!block || inlined?.count === undefined) return this.#missing(node);
    const { inputs: ports, outputs: exits, settings: schema } = layerOfBlock(block);
    const sources = this.#sources(
      node,
      ports.map(({ name }) => ({ name, optional: true })),
    );
    if (sources.some((source) => source !== undefined && !this.values.has(source))) return this.#missing(node);
    const feeds = sources.map((source) => (source === undefined ? undefined : this.values.get(source)));
    const attribute = this.#names.get(node.id)!;
    if (inlined.count === 0) {
      exits.forEach(({ name }, k) => this.values.set(`${node.id}/${name}`, feeds[k]));
      return;
    }
    const many = inlined.count > 1;
    const built = Array.from({ length: inlined.count }, (_, index) => {
      const own = node.repeat === undefined ? names : { ...names, i: index, n: inlined.count };
      const settings = resolveSettings(schema, valuesOf(node.settings, own)).settings as Record<string, unknown>;
      const scope = new Scope(this.#scopes, {
        drawing: block,
        prefix: node.repeat === undefined ? `${id}/` : `${id}/${index}/`,
        path: `${path}${attribute}.${many ? `${index}.` : ''}`,
        names: { ...settings, i: index, n: inlined.count },
        block,
        settings,
        absent: new Set(
          portsOf(block, BLOCK_INPUT).flatMap((port, k) =>
            feeds[k] === undefined && !(index > 0 && k < exits.length) ? [port.id] : [],
          ),
        ),
      });
      scope.build();
      return scope.close();
    });
    if (built.some((one) => one === undefined)) return this.#missing(node);
    const bodies = built as Body[];
    const present = feeds.filter((flow) => flow !== undefined);
    const single = present.length === 1 && exits.length === 1;
    this.#parts.push({ attribute, bodies, repeated: many, list: many && !single });
    const flows = exits.map(({ name }, k) => new Flow(k === 0 ? nameOf(node) : `${nameOf(node)} ${name}`));
    exits.forEach(({ name }, k) => {
      this.values.set(`${node.id}/${name}`, flows[k]!);
      const end = inlined.outputs[k];
      if (end) this.#inner.set(end.node, flows[k]!);
    });
    const type = this.#place.prefix === '' ? checked.nodes.get(id)?.outputs[0] : undefined;
    const note = type ? { note: formatShape(type.shape) } : {};
    if (many && !single)
      this.#statements.push({
        results: flows,
        code: [],
        loop: { over: attribute, given: present, carried: exits.length },
      });
    else
      this.#statements.push({
        results: flows,
        code: [`self.${attribute}(`, ...present.flatMap((flow, i): Piece[] => (i === 0 ? [flow] : [', ', flow])), ')'],
        ...note,
      });
  }

  /** A block's body; undefined where it is not finished. */
  close(): Body | undefined {
    const { block, absent } = this.#place;
    const outputs = portsOf(block!, BLOCK_OUTPUT).map((node) => {
      const [source] = this.#sources(node, [{ name: 'input' }]);
      return source === undefined ? undefined : this.values.get(source);
    });
    if (outputs.some((flow) => flow === undefined)) return undefined;
    const inputs = portsOf(block!, BLOCK_INPUT)
      .filter(({ id }) => !absent.has(id))
      .map(({ id }) => this.values.get(`${id}/output`)!);
    return this.body(inputs, outputs as Flow[]);
  }
}

function valuesOf(settings: Node['settings'], names: Readonly<Record<string, unknown>>): Node['settings'] {
  try {
    return calculated(settings, names) as Node['settings'];
  } catch {
    return settings;
  }
}

/** Arguments that are so usual that they stand without their names. */
const PLAIN = new Set(
  `in_channels out_channels in_features out_features num_features num_embeddings embedding_dim input_size hidden_size normalized_shape
num_groups num_channels d_model nhead embed_dim num_heads p kernel_size output_size channels width length hidden strength`.split(
    /\s+/,
  ),
);
const isPlain = (name: string): boolean => PLAIN.has(name);
