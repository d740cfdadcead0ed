/** From a flat drawing to layers that are applied to each other, with maps turned where a layer wants their channels elsewhere. */
import { type Document, type Drawing, nameOf, type Node } from '../../../graph/document.ts';
import type { TfjsSpelling, TorchValue, WeightSpec, WeightWord } from '../../../layers/define.ts';
import { layerFor, layerOf, nodePorts } from '../../../layers/index.ts';
import type { CheckedGraph, CheckedNode } from '../../../passes/check.ts';
import { resolveSettings } from '../../../settings.ts';
import type { TensorType } from '../../../types/tensor.ts';
import { lastAxis, LayoutScope, LayoutScopes, type Made, type Order } from '../../functional/scope.ts';
import type { Code, Flow } from '../../python/model/body.ts';
import type { Place } from '../../python/model/walk.ts';
import { NodeNames } from '../graph.ts';
import { fileVariable, fileWord, type LayerWord } from './words.ts';

/** A weight of a layer, as the file has it. */
export interface FileWeight {
  /** `conv1/kernel`. */
  readonly name: string;
  /** The engine's, which are added up. */
  readonly from: readonly string[];
  readonly spec: WeightSpec;
  readonly word: WeightWord;
}

export interface FileLayer extends LayerWord {
  readonly name: string;
  readonly weights: readonly FileWeight[];
}

const namesOf = new WeakMap<object, ReadonlyMap<string, string>>();
/** What the layers of the drawing are called: as its nodes are, where TensorFlow.js allows that. */
function layerNames(drawing: Pick<Drawing, 'nodes'>): ReadonlyMap<string, string> {
  let known = namesOf.get(drawing);
  if (!known) {
    const names = new NodeNames();
    known = new Map(drawing.nodes.map((node) => [node.id, names.make(nameOf(node))]));
    namesOf.set(drawing, known);
  }
  return known;
}

/** Statements of the body are what a layer of the drawing is called, and what it is applied to. */
export class Scopes extends LayoutScopes {
  /** What a layer of the drawing is in the file, one behind the other. */
  readonly layers = new Map<string, readonly FileLayer[]>();
  /** Whether a node gives no negative number, by its id. */
  readonly nonNegative = new Map<string, boolean>();
  readonly #names = new NodeNames();
  /** Nodes without a counterpart. */
  readonly without: Node[] = [];

  constructor(document: Document, checked: CheckedGraph) {
    super(document, checked);
    for (const name of layerNames(document.graph).values()) this.#names.make(name);
  }

  protected scope(place: Place): LayoutScope {
    return new Scope(this, place);
  }
  add(name: string, layers: readonly FileLayer[]): Code {
    this.layers.set(name, layers);
    return [name];
  }
  /** A name that no node has. */
  name(wanted: string): string {
    return this.#names.make(wanted);
  }
  /** A layer without weights that stands for no node. */
  helper(wanted: string, word: LayerWord): Code {
    const name = this.name(wanted);
    return this.add(name, [{ name, ...word, weights: [] }]);
  }
}

class Scope extends LayoutScope {
  readonly #scopes: Scopes;

  constructor(scopes: Scopes, place: Place) {
    super(scopes, place, [], layerNames);
    this.#scopes = scopes;
  }

  protected inside(): never {
    throw new Error('internal: blocks in a flat drawing');
  }
  protected instanceName = (): never => this.inside();

  protected permute(dims: readonly number[]): Code {
    return this.#scopes.helper('permute', { class_name: 'Permute', config: { dims } });
  }
  protected weightless(of: string, args: Readonly<Record<string, TorchValue>>, attribute: string): Code {
    return this.#scopes.helper(`${attribute}_padding`, fileWord({ call: of, args })!);
  }
  protected applied(layer: Code, flows: readonly Flow[]): Code {
    return [...layer, ...flows];
  }
  protected keptName(node: Node): string {
    return this.attribute(node);
  }
  protected resolved({ node }: CheckedNode): never {
    return resolveSettings(layerFor(node)!.settings, node.settings).settings as never;
  }

  protected own(node: Node, checked: CheckedNode, settings: never, used: readonly boolean[]): Made {
    const spelled = spelledFor(checked.node, checked.inputs, settings);
    const whole = used.filter(Boolean).length === 1 && !checked.shared && this.#fits(node, spelled);
    if (!spelled || !fileWord(spelled) || !whole) {
      this.#scopes.without.push(checked.node);
      return { code: () => [''], single: true, layout: 'own' };
    }
    const { layout = 'own', before, behind = [], axis, args } = spelled;
    const rank = checked.outputs[0]!.shape.length;
    const attribute = this.attribute(node);
    const code = (order: Order): Code =>
      this.#scopes.add(
        attribute,
        [spelled, ...behind].map((one, i) => {
          const name = i === 0 ? attribute : this.#scopes.name(attribute);
          const turned = i === 0 && axis !== undefined && order === 'last';
          const { class_name, config } = fileWord(one)!;
          return {
            name,
            class_name,
            config: {
              ...config,
              ...(turned && { [axis]: lastAxis(Number(args[axis]), rank) }),
              ...(checked.node.frozen && { trainable: false }),
            },
            weights: weightsOf(name, checked, one),
          };
        }),
      );
    return { code, single: true, layout, ...(before && { before: { of: before.call, args: before.args as never } }) };
  }

  /** Whether a word is right here that is so only where no number that comes in is negative. */
  #fits(node: Node, spelled: TfjsSpelling | undefined): boolean {
    if (!spelled?.nonNegative) return true;
    return this.#feeding(node).every((other) => this.#nonNegative(other));
  }
  #nonNegative(node: Node): boolean {
    let known = this.#scopes.nonNegative.get(node.id);
    if (known === undefined) {
      const says = layerOf(node.type)?.nonNegative;
      known = says === 'kept' ? this.#feeding(node).every((other) => this.#nonNegative(other)) : says === true;
      this.#scopes.nonNegative.set(node.id, known);
    }
    return known;
  }
  #feeding({ id }: Node): Node[] {
    return this.place.drawing.edges.flatMap(({ from, to }) => (to.node === id ? [this.nodes.get(from.node)!] : []));
  }
}

const weightsOf = (
  layer: string,
  { node, weights: specs }: CheckedNode,
  { call, weights = [] }: Pick<TfjsSpelling, 'call' | 'weights'>,
): FileWeight[] =>
  weights.map((weight) => ({
    name: `${layer}/${fileVariable(call, weight)}`,
    from: [weight.name, ...(weight.plus ?? [])].map((name) => `${nameOf(node)}.${name}`),
    spec: specs[weight.name]!,
    word: weight,
  }));

const AS_IT_IS: TfjsSpelling = { call: 'activation', layout: 'any', args: { activation: 'linear' } };

/** What a layer is called where the file is only run. */
function spelledFor(node: Node, inputs: readonly TensorType[], settings: never): TfjsSpelling | undefined {
  const { steps = 0 } = node;
  const spelling = layerFor({ ...node, steps: 0 })!.spell?.(
    inputs.map((type) => eachOf(type, steps)),
    settings,
  );
  const spelled = spelling?.layersModel ?? spelling?.tfjs;
  // what puts several together there takes no single one
  if (spelled && inputs.length === 1 && nodePorts(node).inputs[0]!.many) return AS_IT_IS;
  if (!spelled || steps === 0 || spelled.layout === 'any') return spelled;
  // channels would have to stand behind the steps, and a wrapper has one layer
  if (spelled.layout === 'channelsLast' || spelled.before || inputs.length > 1) return undefined;
  // it works along the last axis, whatever stands before
  if (spelled.call === 'dense') return spelled;
  const { call, args, weights } = spelled;
  if (steps > 1) return undefined;
  const own = weights?.map((weight) => ({ ...weight, variable: fileVariable(call, weight) }));
  return { call: 'timeDistributed', args: { layer: { call, args } }, ...(own && { weights: own }) };
}
const eachOf = (type: TensorType, steps: number): TensorType =>
  type && { ...type, shape: [type.shape[0]!, ...type.shape.slice(1 + steps)] };
