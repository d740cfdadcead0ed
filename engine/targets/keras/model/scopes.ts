/** From a document's drawings to functions that apply layers: every layer by its word, blocks as functions, wires as variables. */
import { type Document, type Drawing, nameOf, type Node } from '../../../graph/document.ts';
import type { Layer, TorchValue, WeightSpec } from '../../../layers/define.ts';
import { layerFor } from '../../../layers/index.ts';
import type { CheckedGraph, CheckedNode } from '../../../passes/check.ts';
import { resolveSettings } from '../../../settings.ts';
import type { TensorType } from '../../../types/tensor.ts';
import { lastAxis, LayoutScope, LayoutScopes, type Made, type Order } from '../../functional/scope.ts';
import { type Code, type Flow, Hole, type Piece } from '../../python/model/body.ts';
import type { Place } from '../../python/model/walk.ts';
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

/** Gives the class of a layer that is printed from its primitives. */
export type Printed = (node: Node, body: string) => string;

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

export class Scopes extends LayoutScopes {
  readonly weights: ExportedWeight[] = [];
  readonly printed: Printed;

  constructor(document: Document, checked: CheckedGraph, printed: Printed) {
    super(document, checked);
    this.printed = printed;
  }

  protected scope(place: Place): LayoutScope {
    return new Scope(this, place);
  }
}

class Scope extends LayoutScope {
  readonly #scopes: Scopes;

  constructor(scopes: Scopes, place: Place, types: readonly (TensorType | undefined)[] = []) {
    super(scopes, place, types, attributes);
    this.#scopes = scopes;
  }

  protected inside(place: Place, types: readonly (TensorType | undefined)[]): LayoutScope {
    return new Scope(this.#scopes, place, types);
  }
  protected permute(dims: readonly number[]): Code {
    return [`layers.Permute((${dims.join(', ')}))`];
  }
  protected applied(layer: Code, flows: readonly Flow[], _outputs: number, first: boolean): Code {
    const operand = flows.flatMap((flow, i): Piece[] => (i === 0 ? [flow] : [', ', flow]));
    const [open, close] = flows.length === 1 ? ['(', ')'] : ['([', '])'];
    return [...layer, open!, ...operand, close!, ...(first ? ['[0]'] : [])];
  }
  protected instanceName(node: Node): string {
    const attribute = this.attribute(node);
    return this.place.block ? `f"{name}-${attribute}` : `"${attribute}`;
  }
  protected keptName(node: Node): string {
    return this.attribute(node);
  }
  protected resolved({ node }: CheckedNode): never {
    return resolved(layerFor(node)!, node.settings as never);
  }

  protected own(node: Node, checked: CheckedNode, settings: never, used: readonly boolean[]): Made {
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

  protected weightless(of: string, args: Readonly<Record<string, TorchValue>>, attribute: string): Code {
    return [...this.#call(of, args, attribute), ')'];
  }

  #call(of: string, args: Readonly<Record<string, TorchValue>>, attribute: string): Piece[] {
    const code: Piece[] = [`${of}(`];
    const usual = /^layers\.(Depthwise)?Conv\dD$/.test(of) ? USUAL : {};
    for (const [name, value] of Object.entries(args)) {
      const lead = `${code.length > 1 ? ', ' : ''}${PLAIN.has(name) ? '' : `${name}=`}`;
      if (usual[name] === undefined) code.push(lead, new Hole(value, name, attribute));
    }
    for (const [name, unsaid] of Object.entries(usual))
      code.push(new Hole(args[name] ?? unsaid, name, attribute, false, { lead: `, ${name}=`, usual: unsaid }));
    return code;
  }

  #spelled(node: Node, checked: CheckedNode, word: KerasWord): Made {
    const attribute = this.attribute(node);
    const options: string[] = [];
    for (const { name, variable, about, order } of word.weights) {
      const spec = checked.weights[name];
      if (!spec) continue;
      this.#weigh(node, checked, name, variable, order);
      if ((spec.role ?? 'weight') !== 'weight') continue;
      const starts = initializerText(spec, about === 'kernel', order);
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
    for (const { lender } of lent) if (!this.kept.has(lender.id)) this.keep(lender);
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
}

const resolved = (layer: Layer, settings: never): never =>
  resolveSettings(layer.settings, settings as Node['settings']).settings as never;

/** What a weight starts with where Keras is told nothing. */
const DEFAULTS: Readonly<Record<string, string>> = {
  kernel: '"glorot_uniform"',
  recurrent_kernel: '"orthogonal"',
  embeddings: '"uniform"',
};

/** What a convolution is where nothing is said, which its block need not say either. */
const USUAL: Readonly<Record<string, TorchValue>> = {
  strides: 1,
  padding: 'valid',
  dilation_rate: 1,
  groups: 1,
  use_bias: true,
};

/** Arguments that are so usual that they stand without their names. */
const PLAIN = new Set(
  `filters kernel_size units pool_size rate input_dim output_dim target_shape dims activation size stddev negative_slope`.split(
    ' ',
  ),
);
