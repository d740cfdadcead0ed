/**
 * Random documents made of all layers: branches, several inputs and outputs, losses, metrics, regularizers, clipping, optimizers. A new
 * layer takes part with its examples; a new loss, metric or optimizer by standing in its list.
 */
import { type Document, documentSchema, type Edge, type Node } from '../../engine/graph/document.ts';
import { layerFor, LAYERS, nodePorts } from '../../engine/layers/index.ts';
import type { Layer, LayerExample } from '../../engine/layers/define.ts';
import { LOSSES, METRICS, OPTIMIZERS } from '../../engine/learn/index.ts';
import type { TargetTypes } from '../../engine/passes/compile.ts';
import { checkField, type Field, resolveSettings, type Schema } from '../../engine/settings.ts';
import type { TensorType } from '../../engine/types/tensor.ts';
import type { Draw } from './draw.ts';

export interface RandomDocument {
  readonly document: Document;
  readonly targets: TargetTypes;
  readonly batch: number;
  /** For inputs of tokens and targets of labels, by their name in programs: one past the largest value. */
  readonly below: ReadonlyMap<string, number>;
}

type Given = Readonly<Record<string, unknown>>;
interface Source {
  readonly node: string;
  readonly port: string;
  readonly type: TensorType;
}

const MOST_INPUTS = 3;
/** Elements of a sample or weight: the interpreter is slow. */
const LARGEST = 150;
const size = ({ shape }: { readonly shape: readonly (number | 'N')[] }): number =>
  shape.reduce<number>((product, dim) => (dim === 'N' ? product : product * dim), 1);

/** Another value for a setting; undefined where the kind has none to choose from. */
function another(d: Draw, field: Field): unknown {
  switch (field.kind) {
    case 'boolean':
      return d.flag();
    case 'choice':
      return d.pick(field.options);
    case 'int':
      return d.int(Math.max(field.min ?? 0, 0), Math.max(field.min ?? 0, 0) + 3);
    case 'number':
      return d.pick([0.05, 0.3, 0.9]);
    case 'ints':
      return field.length === undefined
        ? undefined
        : d.list(field.length, () => d.int(field.min ?? 0, (field.min ?? 0) + 2));
    default:
      return undefined;
  }
}

/** The settings with one of them changed, if that gives a legal value. */
function varied(d: Draw, schema: Schema, given: Given): Given {
  const names = Object.keys(schema);
  if (names.length === 0 || d.flag()) return given;
  const name = d.pick(names);
  const value = another(d, schema[name]!);
  return value === undefined || checkField(schema[name]!, value) !== undefined ? given : { ...given, [name]: value };
}

/** The type that a layer gives for these inputs; undefined where it refuses them or the test would take too long. */
function accepted(layer: Layer, inputs: readonly TensorType[], given: Given): readonly TensorType[] | undefined {
  const { settings, errors } = resolveSettings(layer.settings, given);
  const outputs = errors.length === 0 ? layer.infer(inputs, settings) : undefined;
  if (outputs === undefined || 'rejected' in outputs) return undefined;
  const weights = Object.values(layer.weights?.(inputs, settings) ?? {});
  return [...outputs, ...weights].every((tensor) => size(tensor) <= LARGEST) ? outputs : undefined;
}

class Sketch {
  readonly nodes: Partial<Node>[] = [];
  readonly edges: Edge[] = [];
  readonly below = new Map<string, number>();
  readonly #sources: Source[] = [];
  readonly #d: Draw;
  #inputs = 0;

  constructor(d: Draw) {
    this.#d = d;
  }

  #add(
    type: string,
    settings: Given,
    from: readonly (Source | undefined)[],
    ports: readonly string[],
    outputs: readonly TensorType[],
    steps = 0,
  ): void {
    const id = `${type}_${this.nodes.length}`;
    const regularization =
      this.#d.int(0, 4) === 0 ? { l1: this.#d.pick([0, 0.01]), l2: this.#d.pick([0, 0.02]) } : undefined;
    this.nodes.push({
      id,
      type,
      settings: settings as Node['settings'],
      position: { x: 0, y: 0 },
      ...(steps > 0 && { steps }),
      ...(regularization && { regularization }),
    });
    from.forEach(
      (source, i) =>
        source &&
        this.edges.push({ from: { node: source.node, port: source.port }, to: { node: id, port: ports[i]! } }),
    );
    nodePorts({ type, settings: settings as Node['settings'] }).outputs.forEach(({ name }, i) =>
      this.#sources.push({ node: id, port: name, type: outputs[i]! }),
    );
  }

  /** A new input node. */
  #input(type: TensorType, below: number): Source {
    this.#inputs++;
    this.#add('input', { shape: type.shape.slice(1), values: type.dtype }, [], [], [type]);
    const source = this.#sources.at(-1)!;
    this.below.set(`input:${source.node}`, below);
    return source;
  }

  /** Wires for each port, in the manner of the example. */
  #ports(layer: Layer, settings: Given, example: LayerExample): string[] {
    const { inputs } = nodePorts({ type: layer.id, settings: settings as Node['settings'] });
    const others = inputs.length - 1;
    return inputs
      .flatMap(({ name, many }) => Array<string>(many ? example.inputs.length - others : 1).fill(name))
      .slice(0, example.inputs.length);
  }

  /** Puts a layer behind what is there, or behind new inputs of its example's types. */
  grow(layer: Layer, example: LayerExample): void {
    const d = this.#d;
    // an optional input that the example leaves out is an empty place
    const places: readonly (TensorType | undefined)[] = example.inputs;
    const needed = places.filter((type) => type !== undefined);
    const typesOf = (sources: readonly (Source | undefined)[]) => sources.map((source) => source?.type) as TensorType[];
    const fitting = (type: TensorType) =>
      this.#sources.filter(
        (source) => source.type.dtype === type.dtype && (type.dtype === 'float32' || source.node.startsWith('input')),
      );
    for (let tries = 0; tries < 8; tries++) {
      const from: (Source | undefined)[] = [];
      for (const type of places) {
        if (!type) {
          from.push(undefined);
          continue;
        }
        const choices = fitting(type).filter((source) => !from.includes(source));
        if (choices.length === 0) break;
        // mostly what was made last, so that networks become deep
        from.push(d.flag() ? choices.at(-1)! : d.pick(choices));
      }
      if (from.length < example.inputs.length) break;
      const settings = varied(d, layer.settings, example.settings ?? {});
      const steps = d.int(0, 4) === 0 ? 1 : 0;
      const outputs = accepted(layerFor({ type: layer.id, steps })!, typesOf(from), settings);
      if (
        !outputs ||
        (example.below !== undefined &&
          settings !== (example.settings ?? {}) &&
          JSON.stringify(settings) !== JSON.stringify(example.settings ?? {}))
      )
        continue;
      this.#limit(from, example);
      this.#add(layer.id, settings, from, this.#ports(layer, settings, example), outputs, steps);
      return;
    }
    const settings = example.settings ?? {};
    const outputs = accepted(layer, example.inputs, settings);
    if (!outputs || this.#inputs + needed.length > MOST_INPUTS || needed.some(({ dtype }) => dtype === 'bool')) return;
    const from = places.map((type) => type && this.#input(type, example.below ?? 2));
    this.#limit(from, example);
    this.#add(layer.id, settings, from, this.#ports(layer, settings, example), outputs);
  }

  /** Tokens stay below what every reader of them understands. */
  #limit(from: readonly (Source | undefined)[], { below }: LayerExample): void {
    for (const { node, type } of from.filter((source) => source !== undefined))
      if (type.dtype === 'int32' && below !== undefined)
        this.below.set(`input:${node}`, Math.min(this.below.get(`input:${node}`) ?? below, below));
  }

  /** The first outputs of nodes that nothing reads: what a loss can judge. */
  get ends(): Source[] {
    const seen = new Set([
      ...this.edges.map(({ from }) => from.node),
      ...this.#sources.filter(({ node }) => node.startsWith('input')).map(({ node }) => node),
    ]);
    return this.#sources.filter(({ node }) => !seen.has(node) && seen.add(node));
  }
}

const choose = (d: Draw, item: { readonly id: string; readonly settings: Schema }) => ({
  type: item.id,
  settings: varied(d, item.settings, {}),
});

/** A random document that can be trained; undefined where the draw gave none. */
export function randomDocument(d: Draw): RandomDocument | undefined {
  const sketch = new Sketch(d);
  const layers = LAYERS.filter(({ examples }) => examples.length > 0);
  for (let count = d.int(1, 9); count > 0; count--) {
    const layer = d.pick(layers);
    sketch.grow(layer, d.pick(layer.examples));
  }
  const targets: Record<string, TensorType> = {};
  const losses = sketch.ends.flatMap(({ node, type }, i) => {
    const labels: TensorType = { dtype: 'int32', shape: type.shape.slice(0, -1) };
    // the cosine of single numbers is their sign, whose gradient is rounding alone
    const pairs = LOSSES.flatMap((loss) =>
      (type.shape.length > 1 ? [type, labels] : [type])
        .filter(
          (target) =>
            !loss.accepts(type, target, resolveSettings(loss.settings, {}).settings) &&
            !(loss.id === 'cosine' && type.shape.at(-1) === 1),
        )
        .map((target) => ({ loss, target })),
    );
    if (pairs.length === 0) return [];
    const { loss, target } = d.pick(pairs);
    const key = `t${i}`;
    targets[key] = target;
    sketch.below.set(`target:${key}`, target === labels ? Number(type.shape.at(-1)) : 2);
    const chosen = choose(d, loss);
    const fits = !loss.accepts(type, target, resolveSettings(loss.settings, chosen.settings).settings);
    return [
      { output: node, target: key, loss: fits ? chosen : { type: loss.id, settings: {} }, weight: d.pick([1, 1, 0.5]) },
    ];
  });
  if (losses.length === 0) return undefined;
  const first = sketch.ends.find(({ node }) => node === losses[0]!.output)!.type;
  const judges = (metric: (typeof METRICS)[number], settings: Given) =>
    !metric.accepts(first, targets[losses[0]!.target]!, resolveSettings(metric.settings, settings).settings);
  const metrics = METRICS.filter((metric) => judges(metric, {}) && d.int(0, 2) === 0).map((metric) => {
    const chosen = choose(d, metric);
    return judges(metric, chosen.settings) ? chosen : { type: metric.id, settings: {} };
  });
  const document = documentSchema.parse({
    format: 'loom',
    version: 1,
    graph: { nodes: sketch.nodes, edges: sketch.edges },
    training: {
      losses,
      metrics,
      optimizer: choose(d, d.pick(OPTIMIZERS)),
      clipping: { type: d.pick(['none', 'value', 'globalNorm']), threshold: d.pick([0.01, 0.5, 10]) },
    },
  });
  return { document, targets, batch: d.int(1, 4), below: sketch.below };
}
