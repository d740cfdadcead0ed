/** From a document's drawings to bodies of modules: every layer by its word, blocks as parts of their own, wires as variables. */
import { activeGraph } from '../../../graph/active.ts';
import {
  type Block,
  BLOCK_INPUT,
  BLOCK_OUTPUT,
  type Document,
  type Drawing,
  nameOf,
  type Node,
} from '../../../graph/document.ts';
import type { TorchSpelling, TorchValue, WeightSpec } from '../../../layers/define.ts';
import { isFed, layerFor, nodePorts } from '../../../layers/index.ts';
import type { CheckedGraph, CheckedNode } from '../../../passes/check.ts';
import type { Applied, Instance, Place, Whole } from '../../python/model/walk.ts';
import { notGiven, Walk } from '../../python/model/walk.ts';
import { type Problem, wordProblem } from '../../../problems.ts';
import { formatShape } from '../../../types/shape.ts';
import { snake } from '../../python/text.ts';
import {
  type Body,
  type Code,
  Flow,
  Hole,
  PARTS,
  type Part,
  type Piece,
  type Statement,
} from '../../python/model/body.ts';
import { attributeNames } from './attributes.ts';
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

export class Scopes implements Whole {
  readonly weights: TorchWeight[] = [];
  readonly refused: Problem[] = [];
  /** Paths of weights that other modules use too. */
  readonly lent = new Set<string>();
  /** How many modules there are of each class. */
  readonly modules = new Map<string, number>();
  /** The flat nodes whose outputs the network gives. */
  wanted: readonly string[] = [];
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
    this.wanted = wanted;
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
    const given = found.map(({ id }) => id);
    this.refused.push(...notGiven(this.checked, wanted, given));
    return {
      ...scope.body(
        fed.map((node) => scope.values.get(`${node.id}/output`)!),
        found.map(({ flow }) => flow),
      ),
      comments: [...about, ...scope.comments],
      given,
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

class Scope extends Walk<Flow> {
  readonly #scopes: Scopes;
  readonly #names: ReadonlyMap<string, string>;
  readonly #parts: Part[] = [];
  readonly #ties: { readonly node: string; readonly line: string }[] = [];
  readonly #statements: Statement[] = [];

  constructor(scopes: Scopes, place: Place) {
    super(scopes, place);
    this.#scopes = scopes;
    this.#names = attributes(place.drawing);
  }

  body(inputs: readonly Flow[], outputs: readonly Flow[]): Body {
    return {
      block: this.place.block,
      settings: this.place.settings,
      inputs,
      parts: this.#parts,
      ties: this.#ties,
      statements: this.#statements,
      outputs,
      comments: this.comments,
    };
  }

  protected attribute(node: Node): string {
    return this.#names.get(node.id)!;
  }

  protected entrance(node: Node): Flow {
    return new Flow(nameOf(node));
  }

  protected layer({ node, checked, settings, operands, used }: Applied<Flow>): void {
    const ports = nodePorts(checked.node);
    // a layer without inputs takes the number of samples from the first tensor there is
    const word = layerFor(checked.node)!.torch?.(checked.inputs, settings);
    // a word may not give all outputs
    const gives = word && used.every((isUsed, i) => !isUsed || i < (word.outputs?.length ?? 1));
    const spelled = (gives ? word : undefined) ?? {
      module: this.#scopes.printed(checked.node, checked, settings),
      ...(ports.outputs.length > 1 && { outputs: ports.outputs.map((_, i) => `$y[${i}]`) }),
    };
    const given = ports.inputs.length === 0 ? [[...this.values.values()].find((flow) => flow !== undefined)] : operands;
    ports.inputs.forEach(({ name }, i) => {
      const flow = operands[i];
      if (flow && operands[1] && PARTS.includes(name)) flow.part = name;
    });
    const attribute = spelled.module === undefined ? '' : this.#module(node, checked, spelled);
    const code = this.#applied(spelled, attribute, given, snake(nameOf(node)));
    const notes = this.place.prefix === '' ? checked.outputs.map(({ shape }) => formatShape(shape)) : [];
    const others = used.slice(1);
    const taken = [!others.includes(true) || this.#isRead(node, ports.outputs[0]!.name), ...others];
    this.#gives(node, ports.outputs, taken, spelled, code, notes);
  }

  /** Whether a wire leads on from the port, or the network gives what it gives. */
  #isRead(node: Node, port: string): boolean {
    const { drawing, prefix } = this.place;
    const isWired = drawing.edges.some(({ from }) => from.node === node.id && from.port === port);
    return isWired || this.#scopes.wanted.includes(prefix + node.id);
  }

  /** The variables that a layer's outputs become, those of them that are `used`. `notes`: their shapes. */
  #gives(
    node: Node,
    ports: readonly { readonly name: string }[],
    used: readonly boolean[],
    spelled: TorchSpelling,
    code: Code,
    notes: readonly string[],
  ): void {
    const flows = ports.map(({ name }, i) => new Flow(i === 0 ? nameOf(node) : `${nameOf(node)} ${name}`));
    ports.forEach(({ name }, i) => this.values.set(`${node.id}/${name}`, flows[i]!));
    const about = (i: number) => (notes[i] === undefined ? {} : { note: notes[i] });
    if (!spelled.outputs) {
      this.#statements.push({ node: node.id, results: [flows[0]!], code, ...about(0) });
      return;
    }
    const wanted = spelled.outputs.flatMap((expression, i) => (used[i] ? [{ expression, i, flow: flows[i]! }] : []));
    if (wanted.length === 1) {
      const [before, ...after] = wanted[0]!.expression.split('$y');
      const single = after.length === 1 ? [before!, ...code, after[0]!] : undefined;
      if (single) {
        this.#statements.push({ node: node.id, results: [wanted[0]!.flow], code: single, ...about(wanted[0]!.i) });
        return;
      }
    }
    const whole = new Flow(`${nameOf(node)} outputs`);
    this.#statements.push({ node: node.id, results: [whole], code, ...about(0) });
    for (const { expression, flow } of wanted)
      this.#statements.push({
        node: node.id,
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
    const owner = shared.length > 0 && node.shares !== undefined ? this.nodes.get(node.shares) : undefined;
    if (owner && this.alike(node, owner, checked)) return this.#names.get(owner.id)!;
    const module = spelled.module!;
    const isPrinted = module.startsWith('layers.');
    const usual = /^nn\.Conv/.test(module) ? USUAL : {};
    const code: Piece[] = [/^(nn|layers)\./.test(module) ? module : `layers.${module}`, '('];
    for (const [name, value] of Object.entries(spelled.args ?? {})) {
      const lead = `${code.length > 2 ? ', ' : ''}${isPlain(name) ? '' : `${name}=`}`;
      const unsaid = usual[name];
      if (unsaid !== undefined && code.length > 2)
        code.push(new Hole(value ?? unsaid, name, attribute, false, { lead, usual: unsaid }));
      else if (value !== undefined) code.push(lead, new Hole(value, name, attribute));
    }
    code.push(')');
    this.#parts.push({ node: node.id, attribute, code });
    const of = String(code[0]);
    this.#scopes.modules.set(of, (this.#scopes.modules.get(of) ?? 0) + 1);
    const fieldIn = (weight: string) => spelled.weights?.[weight] ?? (isPrinted ? fieldOf(weight) : weight);
    for (const [weight, spec] of Object.entries(checked.weights))
      this.#scopes.weights.push({
        name: `${nameOf(checked.node)}.${weight}`,
        path: `${this.place.path}${attribute}.${fieldIn(weight)}`,
        spec,
        of,
        field: fieldIn(weight),
        node: checked.node,
      });
    for (const [weight, lender] of shared) {
      const other = this.nodes.get(lender.slice(this.place.prefix.length));
      if (!other) continue;
      const lent = `${this.#names.get(other.id)!}.${fieldIn(weight)}`;
      this.#scopes.lent.add(this.place.path + lent);
      this.#ties.push({ node: node.id, line: `self.${attribute}.${fieldIn(weight)} = self.${lent}` });
    }
    return attribute;
  }

  protected instance({ node, feeds, places, exits, ends }: Instance<Flow>): void {
    const attribute = this.attribute(node);
    const many = places.length > 1;
    const built = places.map((place) => {
      const scope = new Scope(this.#scopes, place);
      scope.build();
      return scope.close();
    });
    if (built.some((one) => one === undefined)) return this.missing(node);
    const bodies = built as Body[];
    const present = feeds.filter((flow) => flow !== undefined);
    const single = present.length === 1 && exits.length === 1;
    this.#parts.push({ node: node.id, attribute, bodies, repeated: many, list: many && !single });
    const flows = exits.map(({ name }, k) => new Flow(k === 0 ? nameOf(node) : `${nameOf(node)} ${name}`));
    exits.forEach(({ name }, k) => {
      this.values.set(`${node.id}/${name}`, flows[k]!);
      const end = ends[k];
      if (end) this.inner.set(end.node, flows[k]!);
    });
    const type = this.place.prefix === '' ? this.checkedNode(node)?.outputs[0] : undefined;
    const note = type ? { note: formatShape(type.shape) } : {};
    if (many && !single)
      this.#statements.push({
        node: node.id,
        results: flows,
        code: [],
        loop: { over: attribute, given: present, carried: exits.length },
      });
    else
      this.#statements.push({
        node: node.id,
        results: flows,
        code: [`self.${attribute}(`, ...present.flatMap((flow, i): Piece[] => (i === 0 ? [flow] : [', ', flow])), ')'],
        ...note,
      });
  }

  /** A block's body; undefined where it is not finished. */
  close(): Body | undefined {
    const outputs = this.exits();
    return outputs && this.body(this.entrances(), outputs);
  }
}

/** What a convolution is where nothing is said, which its block need not say either. */
const USUAL: Readonly<Record<string, TorchValue>> = { stride: 1, padding: 0, dilation: 1, groups: 1, bias: true };

/** Arguments that are so usual that they stand without their names. */
const PLAIN = new Set(
  `in_channels out_channels in_features out_features num_features num_embeddings embedding_dim input_size hidden_size normalized_shape
num_groups num_channels d_model nhead embed_dim num_heads p kernel_size output_size channels width length hidden strength`.split(
    /\s+/,
  ),
);
const isPlain = (name: string): boolean => PLAIN.has(name);
