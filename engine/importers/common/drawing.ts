/**
 * The document that an importer draws, layer by layer in the order in which data reaches them. Every layer is held against its own
 * rules as it is drawn, so that an importer learns at once what does not fit and can do without. Names are those of the model, as far
 * as a document allows them; weights are named after them.
 */
import { withoutUnseen } from '../../graph/characters.ts';
import { type Document, type Edge, emptyDocument, type End, type Node } from '../../graph/document.ts';
import { layOut } from '../../graph/layout.ts';
import { layerFor, nodePorts } from '../../layers/index.ts';
import { type Phrase, phrase, verbatim } from '../../phrases.ts';
import { problemPhrase, Refusal, UserError } from '../../problems.ts';
import { resolveSettings } from '../../settings.ts';
import { LARGEST_ARRAY } from '../../types/bytes.ts';
import { sameShape } from '../../types/shape.ts';
import { bytesOf, formatType, type Tensor, type TensorType } from '../../types/tensor.ts';

/** A layer cannot be drawn so; `reason` says it for a report. */
export class Misfit extends Error {
  readonly reason: Phrase;
  constructor(reason: Phrase) {
    super('a layer that does not fit');
    this.reason = reason;
  }
}

/**
 * Why a node of a model was not drawn. What a rule trips over is a node that is not as its operator must be: inputs that are not there,
 * settings that nothing can be made of. Throws everything else, which is no failure of the node.
 */
export function reasonOfNode(error: unknown): Phrase {
  if (error instanceof Misfit) return error.reason;
  if (error instanceof UserError || error instanceof Refusal || !(error instanceof Error)) throw error;
  return phrase('onnx-malformed', { reason: verbatim(error.message.replace(/^internal: /, '').slice(0, 200)) });
}

export interface NewLayer {
  readonly type: string;
  /** What the model calls it; named after its type where left out. */
  readonly name?: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** By port, what feeds it; several in their order where the port takes many. */
  readonly inputs?: Readonly<Record<string, End | readonly End[] | undefined>>;
  /** By the layer's own names; all that it has, or none to leave them as they are initialized. */
  readonly weights?: Readonly<Record<string, Tensor>>;
  readonly more?: Partial<Pick<Node, 'steps' | 'frozen' | 'frozenStatistics' | 'shares'>>;
}

/** Letters of a name; a document allows 200, and a number may come behind. */
const LONGEST_NAME = 160;

export class Drawing {
  /** By id, in the order in which they were drawn. */
  readonly #nodes = new Map<string, Node>();
  readonly #order: string[] = [];
  #edges: Edge[] = [];
  readonly #types = new Map<string, TensorType>();
  readonly #taken = new Set<string>();
  /** Up to which number names with this beginning are taken, so that each is not counted from the first again. */
  readonly #counted = new Map<string, number>();
  readonly #weights = new Map<string, Tensor>();

  /** Draws a layer; its id. Throws a `Misfit` and draws nothing where it refuses what it is given. */
  add({ type, name, settings = {}, inputs = {}, weights = {}, more = {} }: NewLayer): string {
    const id = this.#numbered(type, 1);
    const label = name === undefined ? undefined : this.#freeName(name);
    const node: Node = {
      id,
      type,
      settings: settings as Node['settings'],
      position: { x: 0, y: 0 },
      ...more,
      ...(label !== undefined && label !== id && { label }),
    };
    const edges = Object.entries(inputs).flatMap(([port, from]) =>
      [from ?? []].flat().map((end): Edge => ({ from: end as End, to: { node: id, port } })),
    );
    const outputs = this.#infer(node, edges, weights);
    this.#nodes.set(id, node);
    this.#order.push(id);
    this.#edges.push(...edges);
    for (const one of [id, label ?? id]) this.#taken.add(one);
    nodePorts(node).outputs.forEach(({ name: port }, i) => this.#types.set(`${id}/${port}`, outputs[i]!));
    for (const [weight, tensor] of Object.entries(weights)) this.#weights.set(`${label ?? id}.${weight}`, tensor);
    return id;
  }

  /** What flows out there. */
  typeOf({ node, port }: End): TensorType {
    const type = this.#types.get(`${node}/${port}`);
    if (!type) throw new Error(`internal: nothing was drawn at ${node}/${port}`);
    return type;
  }

  /** The first output of a node, or the one of that name. */
  end(id: string, port?: string): End {
    return { node: id, port: port ?? nodePorts(this.#nodes.get(id)!).outputs[0]!.name };
  }

  /** The name of one of a node's outputs. */
  portOf(id: string, index: number): string {
    return nodePorts(this.#nodes.get(id)!).outputs[index]!.name;
  }

  /** How many outputs a node has. */
  portsOf(id: string): number {
    return nodePorts(this.#nodes.get(id)!).outputs.length;
  }

  nodeOf({ node }: End): Node {
    return this.#nodes.get(node)!;
  }

  /** What feeds a node. */
  feeding({ node }: End): End[] {
    return this.#edges.flatMap(({ from, to }) => (to.node === node ? [from] : []));
  }

  /** Whether something reads an output of a node. */
  isRead(id: string): boolean {
    return this.#edges.some(({ from }) => from.node === id);
  }

  has({ node }: End): boolean {
    return this.#nodes.has(node);
  }

  /** How far the drawing is, to come back to. */
  mark(): number {
    return this.#order.length;
  }

  /** Takes away all that was drawn since a mark. */
  undoTo(mark: number): void {
    const gone = new Set(this.#order.splice(mark));
    if (gone.size === 0) return;
    for (const one of gone) {
      const node = this.#nodes.get(one)!;
      const { id, label = id } = node;
      this.#nodes.delete(id);
      for (const name of [id, label]) this.#free(name);
      for (const { name: port } of nodePorts(node).outputs) this.#types.delete(`${id}/${port}`);
      for (const key of [...this.#weights.keys()]) if (key.startsWith(`${label}.`)) this.#weights.delete(key);
    }
    this.#edges = this.#edges.filter(({ to }) => !gone.has(to.node));
  }

  /** The ids of what was drawn since a mark. */
  since(mark: number): string[] {
    return this.#order.slice(mark);
  }

  /** With `outputs`, what leads to none of these nodes is left out. */
  finish(
    name: string,
    outputs?: readonly string[],
  ): { readonly document: Document; readonly weights: ReadonlyMap<string, Tensor> } {
    if (outputs) this.#keep(outputs);
    const drawn = [...this.#nodes.values()];
    const places = layOut(drawn, this.#edges);
    const document = emptyDocument(cleanName(name));
    const nodes = drawn.map((node) => ({ ...node, position: places.get(node.id)! }));
    return {
      document: { ...document, graph: { ...document.graph, nodes, edges: this.#edges } },
      weights: this.#weights,
    };
  }

  #keep(outputs: readonly string[]): void {
    const sources = new Map<string, string[]>();
    for (const { from, to } of this.#edges) sources.set(to.node, [...(sources.get(to.node) ?? []), from.node]);
    const kept = new Set<string>();
    const open = [...outputs];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (kept.has(id)) continue;
      kept.add(id);
      const { shares } = this.#nodes.get(id)!;
      open.push(...(sources.get(id) ?? []), ...(shares === undefined ? [] : [shares]));
    }
    for (const { id, label = id } of [...this.#nodes.values()]) {
      if (kept.has(id)) continue;
      this.#nodes.delete(id);
      for (const key of [...this.#weights.keys()]) if (key.startsWith(`${label}.`)) this.#weights.delete(key);
    }
    this.#edges = this.#edges.filter(({ from, to }) => kept.has(from.node) && kept.has(to.node));
  }

  #infer(node: Node, edges: readonly Edge[], given: Readonly<Record<string, Tensor>>): readonly TensorType[] {
    const layer = layerFor(node);
    if (!layer) throw new Error(`internal: there is no layer ${node.type}`);
    const { settings, errors } = resolveSettings(layer.settings, node.settings);
    if (errors.length > 0)
      throw new Error(`internal: ${node.type} got ${errors[0]!.setting} ${JSON.stringify(node.settings)}`);
    const ports = nodePorts(node);
    const inputs = ports.inputs.flatMap((port): (TensorType | undefined)[] => {
      const wires = edges.filter(({ to }) => to.port === port.name);
      if (wires.length === 0 && !port.optional) throw new Error(`internal: nothing feeds ${node.type} ${port.name}`);
      return wires.length === 0 ? [undefined] : wires.map(({ from }) => this.typeOf(from));
    }) as TensorType[];
    const outputs = layer.infer(inputs, settings);
    const where = { node: node.id, name: node.label ?? node.id, layer };
    if ('rejected' in outputs) throw new Misfit(problemPhrase(outputs.rejected(where)));
    for (const type of outputs)
      if (bytesOf(type) > LARGEST_ARRAY) throw new Misfit(phrase('output-of', { shape: formatType(type) }));
    const weights = layer.weights?.(inputs, settings) ?? {};
    for (const [name, { shape }] of Object.entries(given))
      if (!weights[name] || !sameShape(weights[name].shape, shape))
        throw new Error(`internal: ${node.type} has no weight ${name} of ${shape.join('×')}`);
    return outputs;
  }

  /** A label that nothing else has. */
  #freeName(wanted: string): string {
    const base = cleanName(wanted);
    return this.#taken.has(base) ? this.#numbered(base, 2) : base;
  }

  /** The first name with a number behind it that is free. */
  #numbered(base: string, first: number): string {
    const key = `${first} ${base}`;
    let i = this.#counted.get(key) ?? first;
    while (this.#taken.has(`${base}_${i}`)) i++;
    this.#counted.set(key, i);
    return `${base}_${i}`;
  }

  #free(name: string): void {
    this.#taken.delete(name);
    const [, base, number] = /^(.*)_(\d+)$/s.exec(name) ?? [];
    for (const key of [`1 ${base}`, `2 ${base}`]) {
      const counted = this.#counted.get(key);
      if (counted !== undefined) this.#counted.set(key, Math.min(counted, Number(number)));
    }
  }
}

/** A model's name for something as a document may have it. */
export const cleanName = (name: string): string =>
  [...withoutUnseen(name)].slice(0, LONGEST_NAME).join('').trim() || 'model';
