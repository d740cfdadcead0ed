/** From a document's drawings to functions that apply layers of TensorFlow.js: every layer by its word, blocks as functions. */
import { BLOCK, type Document, type Drawing, nameOf, type Node } from '../../../graph/document.ts';
import type { TfjsSpelling, TorchValue, WeightSpec } from '../../../layers/define.ts';
import { layerFor, nodePorts } from '../../../layers/index.ts';
import type { CheckedGraph, CheckedNode } from '../../../passes/check.ts';
import { resolveSettings } from '../../../settings.ts';
import type { TensorType } from '../../../types/tensor.ts';
import {
  finished,
  lastAxis,
  LayoutScope,
  LayoutScopes,
  type Made,
  type Order,
  type Root,
  short,
} from '../../functional/scope.ts';
import { keyText, literal } from '../../literals.ts';
import { Identifiers } from '../../names.ts';
import { type Body, type Code, type Flow, Hole, type Piece } from '../../python/model/body.ts';
import type { Place } from '../../python/model/walk.ts';
import type { Classes } from './classes.ts';
import { type BorrowedWeight, customLayer } from './custom-layer.ts';
import { initializerExpression, isRandom, regularizerExpression } from './initializers.ts';
import { ownLayer } from './own-layers.ts';
import { numbered, quoted } from './words.ts';

/** How one of our weights lies in the exported model. */
export interface ExportedWeight {
  /** `conv2d_1.weight`. */
  readonly name: string;
  /** The order of its axes there; undefined where it is the same. */
  readonly transpose?: readonly number[];
  /** How many axes it has. */
  readonly axes: number;
}

const attributesOf = new WeakMap<object, ReadonlyMap<string, string>>();
/** What the layers of a drawing are called: as their weights are named after, where TensorFlow.js allows that. */
export function layerNames(drawing: Pick<Drawing, 'nodes'>): ReadonlyMap<string, string> {
  let known = attributesOf.get(drawing);
  if (!known) {
    // they are words of no language
    const names = new Identifiers([], []);
    const nameFor = (name: string): string =>
      /^[A-Za-z0-9][\w./-]*$/.test(name) && names.take(name) ? name : names.make(name);
    known = new Map(
      drawing.nodes.map((node) => [
        node.id,
        nameFor(node.type !== BLOCK && node.naming && !node.naming.includes('{') ? node.naming : nameOf(node)),
      ]),
    );
    attributesOf.set(drawing, known);
  }
  return known;
}

/** What an instance says its layers are called by, its own name put in. */
const namingOf = (node: Node): string | undefined => node.naming?.replaceAll('{name}', nameOf(node));

export class Scopes extends LayoutScopes {
  /** For each layer, by name, its weights in the order of `setWeights`. */
  readonly weights: Record<string, readonly ExportedWeight[]> = {};
  /** What the library calls them, where the layer is one of its own. */
  readonly calls: Record<string, string> = {};
  readonly classes: Classes;
  /** Some layer is applied in several places. */
  reuses = false;
  penalizes = false;

  constructor(document: Document, checked: CheckedGraph, classes: Classes) {
    super(document, checked);
    this.classes = classes;
  }

  protected scope(place: Place): LayoutScope {
    return new Scope(this, place);
  }

  override root(document: Document, wanted: readonly string[]): Root {
    return finished(super.root(document, wanted));
  }
}

class Scope extends LayoutScope {
  readonly #scopes: Scopes;

  constructor(scopes: Scopes, place: Place, types: readonly (TensorType | undefined)[] = []) {
    super(scopes, place, types, layerNames);
    this.#scopes = scopes;
  }

  protected inside(place: Place, types: readonly (TensorType | undefined)[]): LayoutScope {
    return new Scope(this.#scopes, place, types);
  }
  override body(inputs: readonly Flow[], outputs: readonly Flow[]): Body {
    const whole = super.body(inputs, outputs);
    return whole.block ? finished(whole) : whole;
  }
  protected permute(dims: readonly number[]): Code {
    return [`tf.layers.permute({ dims: ${literal(dims)} })`];
  }
  protected applied(layer: Code, flows: readonly Flow[], outputs: number, first: boolean): Code {
    const listed = flows.flatMap((flow, i): Piece[] => (i === 0 ? [flow] : [', ', flow]));
    if (outputs === 1 && !first) return ['apply(', ...layer, ', ', ...listed, ')'];
    const operand: Piece[] = flows.length === 1 ? listed : ['[', ...listed, ']'];
    const whole: Piece[] = [...layer, '.apply(', ...operand, ')'];
    if (first) return ['(', ...whole, ' as [Tensor])[0]'];
    return [...whole, ` as [${Array.from({ length: outputs }, () => 'Tensor').join(', ')}]`];
  }
  protected instanceName(node: Node): string {
    const pattern = this.#patternOf(node);
    return pattern === '' ? '${name}' : this.#start + pattern;
  }
  protected override pathOf(node: Node, index: number): string {
    const pattern = this.#patternOf(node);
    return pattern === '' ? '' : `${numbered(pattern, index)}.`;
  }
  /** What the names of the layers in an instance begin with, `{i}` being its number; nothing where they are as if they stood here. */
  #patternOf(node: Node): string {
    const own = this.attribute(node);
    const pattern = namingOf(node);
    const usual = node.repeat === undefined ? own : `${own}.{i}`;
    if (pattern === undefined) return usual;
    // layers of two instances that begin alike would have one name
    const alike = this.place.drawing.nodes.filter((one) => one.type === BLOCK && namingOf(one) === pattern);
    if (alike.length > 1) return usual;
    const numbers = pattern.match(/\{[^}]*\}/g) ?? [];
    if (!numbers.every((formula) => /^\{i( \+ \d+)?\}$/.test(formula))) return usual;
    const count = this.#scopes.checked.expanded.inlined.get(this.place.prefix + node.id)?.count ?? 0;
    if (numbers.length === 0 && count > 1) return usual;
    if (pattern === '') return this.place.block && node.repeat === undefined ? '' : usual;
    return /^[\w./-]+$/.test(pattern.replaceAll(/\{[^}]*\}/g, '0')) ? pattern : usual;
  }
  protected keptName(node: Node): string {
    return new Identifiers().make(`${this.attribute(node)} layer`);
  }
  protected resolved({ node }: CheckedNode): never {
    return resolveSettings(layerFor(node)!.settings, node.settings).settings as never;
  }

  /** What the names of layers begin with here. */
  get #start(): string {
    return this.place.block ? '${name}.' : '';
  }

  protected weightless(of: string, args: Readonly<Record<string, TorchValue>>, attribute: string): Code {
    return this.#constructed(of, argumentsOf(args, attribute));
  }

  #constructed(of: string, args: readonly Code[]): Code {
    if (ownLayer(of) === undefined) return bracketed(`tf.layers.${of}`, args);
    this.#scopes.classes.needs(of);
    return bracketed(`new ${of}`, args);
  }

  protected own(node: Node, checked: CheckedNode, settings: never, used: readonly boolean[]): Made {
    const layer = layerFor(checked.node)!;
    const kept = this.lenders.has(node.id);
    const ports = nodePorts(checked.node).outputs.flatMap((_, i) => (kept || used[i] ? [i] : []));
    // a word of TensorFlow.js stands for the first output alone, and has all its weights itself
    const spelled = ports.length === 1 && !checked.shared ? layer.spell?.(checked.inputs, settings).tfjs : undefined;
    return spelled ? this.#spelled(node, checked, spelled) : this.#custom(node, checked, settings, ports, kept);
  }

  #spelled(node: Node, checked: CheckedNode, spelled: TfjsSpelling): Made {
    const { weights = [], layout = 'own', before } = spelled;
    const attribute = this.attribute(node);
    if (weights.length > 0) {
      this.#scopes.calls[this.place.path + attribute] = spelled.call;
      this.#scopes.weights[this.place.path + attribute] = weights.map((weight) => ({
        name: `${nameOf(checked.node)}.${weight.name}`,
        ...(weight.transpose && { transpose: weight.transpose }),
        axes: checked.weights[weight.name]!.shape.length,
      }));
    }
    const about = weights.flatMap(({ name, argument, transpose }) => {
      if (argument === undefined) return [];
      const starts = `${argument}Initializer: ${initializerOf(checked.weights[name]!, true, transpose)}`;
      const regularization = regularizerOf(checked.node);
      return regularization ? [starts, `${argument}Regularizer: ${regularization}`] : [starts];
    });
    if (checked.node.frozen && weights.length > 0) about.push('trainable: false');
    const rank = checked.outputs[0]!.shape.length;
    const code = (order: Order): Code => {
      const named = weights.length > 0 ? [`name: ${quoted(this.#start + attribute)}`] : [];
      const args =
        spelled.axis !== undefined && order === 'last'
          ? { ...spelled.args, [spelled.axis]: lastAxis(Number(spelled.args[spelled.axis]), rank) }
          : spelled.args;
      const { call, given } = wordOf(spelled.call, args);
      return this.#constructed(call, [
        ...named.map((text) => [text]),
        ...argumentsOf(given, attribute),
        ...about.map((text) => [text]),
      ]);
    };
    const padding = before && { of: before.call, args: before.args as Readonly<Record<string, TorchValue>> };
    return { code, single: true, layout, ...(padding && { before: padding }) };
  }

  #custom(node: Node, checked: CheckedNode, settings: never, ports: readonly number[], kept: boolean): Made {
    const layer = layerFor(checked.node)!;
    const attribute = this.attribute(node);
    // TensorFlow.js lists a layer's learned weights before the others
    const specs = Object.entries(checked.weights).sort(
      ([, a], [, b]) => Number(a.role === 'state') - Number(b.role === 'state'),
    );
    const weights = specs.map(([name, spec]) => {
      const regularizer = (spec.role ?? 'weight') === 'weight' ? regularizerOf(checked.node) : undefined;
      return { name, initializer: initializerOf(spec, false), ...(regularizer && { regularizer }) };
    });
    if (specs.length > 0)
      this.#scopes.weights[this.place.path + attribute] = specs.map(([name, { shape }]) => ({
        name: `${nameOf(checked.node)}.${name}`,
        axes: shape.length,
      }));
    const borrowed = this.#borrowed(checked);
    const made = customLayer(layer, checked.inputs, settings, weights, ports, borrowed);
    this.#scopes.penalizes ||= made.penalizes;
    const { of, parameters } = this.#scopes.classes.of(layer, made.body, settings, checked, borrowed.length > 0);
    const options = [
      ...[...new Map(borrowed.map(({ from, lender }) => [from, this.keptName(lender)]))].map(
        ([from, name]) => `${from}: ${name}`,
      ),
      ...(checked.node.frozen && specs.length > 0 ? ['trainable: false'] : []),
    ];
    const named = specs.length > 0 ? [[`name: ${quoted(this.#start + attribute)}`]] : [];
    const code = bracketed(`new ${of}`, [
      ...named,
      ...parameters.map(({ name, value }): Code => [`${name}: `, new Hole(value, name, attribute)]),
      ...options.map((text) => [text]),
    ]);
    return {
      code: () => code,
      single: ports.length === 1,
      layout: made.elementwise ? 'any' : 'own',
      partial: !kept,
    };
  }

  /** Weights that a layer takes from others, which are kept for it. */
  #borrowed(checked: CheckedNode): readonly (BorrowedWeight & { readonly lender: Node })[] {
    const lenders = new Map<string, string>();
    const shared = Object.entries(checked.shared ?? {});
    for (const [, id] of shared)
      if (!lenders.has(id)) lenders.set(id, lenders.size === 0 ? 'lender' : `lender${lenders.size + 1}`);
    return shared.flatMap(([name, id]) => {
      const lender = this.nodes.get(id.slice(this.place.prefix.length));
      if (!lender) return [];
      if (!this.kept.has(lender.id)) this.keep(lender);
      const list = this.#scopes.weights[this.place.path + this.attribute(lender)]!;
      const place = list.findIndex((one) => one.name.endsWith(`.${name}`));
      const { transpose } = list[place]!;
      return [{ name, from: lenders.get(id)!, place, ...(transpose && { transpose }), lender }];
    });
  }
}

/** `a: 1, b: 2`, its values apart from the code where they may differ between instances. */
function argumentsOf(args: Readonly<Record<string, unknown>>, attribute: string): readonly Code[] {
  return Object.entries(args).map(([name, value]): Code => {
    const given = short(value);
    const plain = ['number', 'string', 'boolean'].includes(typeof given) || isNumbers(given);
    return [`${keyText(name)}: `, plain ? new Hole(given as TorchValue, name, attribute) : literal(given)];
  });
}

/** Layers that want no object where there is nothing to say. */
const BARE =
  /^new |\.(elu|reLU|leakyReLU|prelu|softmax|flatten|add|average|concatenate|maximum|minimum|multiply|globalAveragePooling1d)$/;

/** A constructor with its arguments. */
const bracketed = (of: string, args: readonly Code[]): Code =>
  args.length === 0
    ? [BARE.test(of) ? `${of}()` : `${of}({})`]
    : [`${of}({ `, ...args.flatMap((arg, i): Piece[] => (i === 0 ? [...arg] : [', ', ...arg])), ' })'];

/** Words that a person would write otherwise, and without what goes without saying. */
function wordOf(
  call: string,
  args: TfjsSpelling['args'],
): { readonly call: string; readonly given: TfjsSpelling['args'] } {
  if (call === 'activation' && args.activation === 'relu') return { call: 'reLU', given: {} };
  if (call !== 'BatchNorm') return { call, given: args };
  const { epsilon, momentum, ...rest } = args;
  return {
    call,
    given: { ...rest, ...(epsilon !== 1e-5 && { epsilon }), ...(momentum !== 0.9 && { momentum }) },
  };
}
const isNumbers = (value: unknown): boolean => Array.isArray(value) && value.every((one) => typeof one === 'number');

const initializerOf = (spec: WeightSpec, scaled: boolean, order?: readonly number[]): string =>
  initializerExpression(spec, isRandom(spec.initializer.type) ? 'seed()' : '', scaled, order);

const regularizerOf = ({ regularization }: Node): string | undefined =>
  regularization !== undefined && regularization.l1 + regularization.l2 > 0
    ? regularizerExpression(regularization)
    : undefined;
