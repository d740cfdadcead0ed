/** Draws a Keras model: layer by layer as data reaches them, models within the model as blocks. */
import type { Document, End } from '../../graph/document.ts';
import { layOut } from '../../graph/layout.ts';
import { makeBlock } from '../../graph/makeBlock.ts';
import { nodePorts } from '../../layers/index.ts';
import { phrase, verbatim, type Phrase } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';
import type { Tensor } from '../../types/tensor.ts';
import { Drawing, reasonOfNode } from '../common/drawing.ts';
import { asItIs, type Flow, Flows, withFirst } from '../common/flow.ts';
import { assumedSize, refuseUnasked } from '../common/open.ts';
import type { Given, ImportWork, ReportRow } from '../define.ts';
import { LayerCall, Unmapped } from './call.ts';
import { converterOf, readsRow } from './layers/index.ts';
import { type Call, type KerasLayer, type KerasModel, type Ref, refsIn } from './model.ts';
import { groupsOf, type Place, type Store } from './store.ts';

export interface Drawn {
  readonly document: Document;
  readonly weights: ReadonlyMap<string, Tensor>;
  readonly report: readonly ReportRow[];
  /** What flows out of the model, in its order. */
  readonly outputs: readonly End[];
}

interface Options {
  readonly store: Store;
  readonly version: number;
  readonly given: Given;
  readonly work: ImportWork;
}

/** Throws a `Refusal` where sizes are open that nobody gave, or layers feed each other in a ring. */
export async function drawModel(model: KerasModel, options: Options): Promise<Drawn> {
  if (callsIn(model) > MOST_CALLS) throw new Refusal(phrase('import-too-many-layers', { most: MOST_CALLS }));
  const open = model.layers.flatMap(openAxes);
  refuseUnasked(options.given, (name) => open.includes(name), open);
  const walk = new Walk(model, options);
  const outputs = await walk.model(model, undefined, { names: [], groups: [] });
  const { document, weights } = walk.drawing.finish(model.name);
  const ends = outputs.flatMap((flow) => flow?.end ?? []);
  const { document: made, places } = withBlocks(document, walk.blocks);
  const report = walk.report.map((row) => ({ ...row, layers: row.layers.map((id) => places.get(id) ?? id) }));
  return { document: made, weights, report, outputs: ends };
}

/** Layers that are drawn: one that is called several times as often. */
const MOST_CALLS = 20_000;

/** How many layers would be drawn: models that call models several times, which do so too, soon have no end. */
const callsIn = ({ layers }: KerasModel): number =>
  layers.reduce((sum, { calls, model }) => sum + Math.max(1, calls.length) * (model ? callsIn(model) : 1), 0);

type Outputs = readonly (Flow | undefined)[];

class Walk {
  readonly drawing = new Drawing();
  readonly report: ReportRow[] = [];
  /** Models within the model that are called once, the innermost first, and the nodes that they became. */
  readonly blocks: { readonly name: string; readonly ids: readonly string[] }[] = [];
  readonly #flows = new Flows(this.drawing);
  readonly #options: Options;
  readonly #channelsFirst: boolean;
  /** Nodes with weights, by the layer. */
  readonly #own = new Map<KerasLayer, readonly string[]>();
  readonly #total: number;
  /** Models around the one that is drawn which are called more than once. */
  #several = 0;

  constructor(model: KerasModel, options: Options) {
    this.#options = options;
    const all = [...layersOf(model)];
    this.#total = all.length;
    this.#channelsFirst = all.some(({ config }) => config.data_format === 'channels_first');
  }

  /** What flows out of a model. `inputs`: what it is fed with, where it stands within another. */
  async model(model: KerasModel, inputs: Outputs | undefined, place: Place): Promise<Outputs> {
    const values = new Map<string, Outputs>();
    const given = (ref: Ref) => values.get(`${ref.layer}/${ref.call}`);
    const groups = groupsOf(model);
    let pending = model.layers.flatMap((layer) => {
      const at = model.inputs.findIndex((ref) => ref.layer === layer.name);
      if (layer.className === 'InputLayer') {
        values.set(`${layer.name}/0`, [inputs ? inputs[Math.max(0, at)] : this.#input(layer, model)]);
        return [];
      }
      return layer.calls.map((call, index) => ({ layer, call, index }));
    });
    while (pending.length > 0) {
      const waiting: typeof pending = [];
      for (const one of pending) {
        if (!refsIn(one.call).every((ref) => given(ref))) {
          waiting.push(one);
          continue;
        }
        const { layer, call, index } = one;
        const inner = { names: [...place.names, layer.name], groups: [...place.groups, groups.get(layer.name)!] };
        const resolve = (ref: Ref) => given(ref)?.[ref.output];
        values.set(`${layer.name}/${index}`, await this.#layer(layer, call, index, inner, resolve, model));
      }
      if (waiting.length === pending.length)
        throw new Refusal(phrase('import-ring', { name: verbatim(waiting[0]!.layer.name.slice(0, 80)) }));
      pending = waiting;
    }
    return model.outputs.map((ref) => given(ref)?.[ref.output]);
  }

  async #layer(
    layer: KerasLayer,
    call: Call,
    index: number,
    place: Place,
    resolve: (ref: Ref) => Flow | undefined,
    model: KerasModel,
  ): Promise<Outputs> {
    const { work } = this.#options;
    await work.breathe();
    work.progress?.(this.report.length, this.#total);
    const name = place.names.join('.') + (index > 0 ? `_call${index + 1}` : '');
    const inputs = refsIn(withoutMasks(call)).map(resolve);
    const mark = this.drawing.mark();
    const row = (fate: ReportRow['fate'], why?: Phrase) =>
      this.report.push({
        node: name,
        op: layer.className,
        fate,
        layers: this.drawing.since(mark),
        ...(why && { why }),
      });
    if (inputs.some((flow) => flow === undefined)) {
      row('refused', phrase('import-behind'));
      return [];
    }
    if (layer.model) {
      const several = layer.calls.length > 1 ? 1 : 0;
      this.#several += several;
      const outputs = await this.model(layer.model, inputs, place);
      this.#several -= several;
      // weights are shared within one drawing
      if (this.#several + several === 0) this.blocks.push({ name, ids: this.drawing.since(mark) });
      return outputs;
    }
    // in a model that is called again every layer is
    const sharing = this.#own.get(layer);
    const variables = sharing ? [] : this.#options.store.of(place);
    const { version } = this.#options;
    const one = new LayerCall({
      flows: this.#flows,
      layer,
      call,
      name,
      inputs: inputs as Flow[],
      version,
      readsRows: onlyRows(layer, model),
      variables,
      resolve,
      sharing,
    });
    try {
      const outputs = [converterOf(layer, call)(one)].flat() as Flow[];
      if (!sharing) this.#own.set(layer, one.own);
      row(one.doubts.length > 0 ? 'approximated' : 'mapped', one.doubts[0]);
      return outputs;
    } catch (error) {
      const why = error instanceof Unmapped ? error.reason : reasonOfNode(error);
      this.drawing.undoTo(mark);
      const [x] = inputs;
      // what is not known keeps its place
      const outputs = x ? [one.each('identity')] : [];
      row('refused', why);
      return outputs;
    }
  }

  /** What the network receives: pictures with their channels first. */
  #input(layer: KerasLayer, model: KerasModel): Flow {
    const { shape, assumed } = sampleShape(layer, this.#options.given);
    const [consumer] = model.layers.filter(({ calls }) =>
      calls.some((call) => refsIn(call).some((ref) => ref.layer === layer.name)),
    );
    const rank = shape.length;
    const video = rank === 4 && consumer !== undefined && /^(ConvLSTM2D|TimeDistributed)$/.test(consumer.className);
    const plain = this.#channelsFirst || rank < 3 || rank > 4;
    const order = plain ? asItIs(rank) : video ? [0, 3, 1, 2] : withFirst(rank, rank - 1);
    const tokens = /^u?int/.test(String(layer.config.dtype)) || consumer?.className === 'Embedding';
    const id = this.drawing.add({
      type: 'input',
      name: layer.name,
      settings: { shape: order.map((axis) => shape[axis]!), values: tokens ? 'int32' : 'float32' },
    });
    const turned = plain ? undefined : phrase('import-channels-first');
    const open = assumed.map((axis) =>
      phrase('onnx-open-size', {
        axis: axis + 1,
        name: verbatim(`${layer.name.slice(0, 80)}.${axis + 1}`),
        size: shape[axis]!,
      }),
    );
    const why = open[0] ?? turned;
    const fate = open.length > 0 ? 'approximated' : 'mapped';
    this.report.push({ node: layer.name, op: layer.className, fate, layers: [id], ...(why && { why }) });
    return { end: this.drawing.end(id), order };
  }
}

function* layersOf(model: KerasModel): Generator<KerasLayer> {
  for (const layer of model.layers) {
    yield layer;
    if (layer.model) yield* layersOf(layer.model);
  }
}

/** Masks are no inputs: they are asked for by name. */
function withoutMasks({ args, kwargs }: Call): Call {
  return { args, kwargs: Object.fromEntries(Object.entries(kwargs).filter(([name]) => !name.endsWith('mask'))) };
}

/** Largest rank and size of an input's axis. */
const [MOST_AXES, LONGEST] = [8, 1 << 24];

/** What a person calls the axes of an input that the model leaves open. */
const openAxes = ({ className, name, config }: KerasLayer): string[] => {
  const saved = className === 'InputLayer' ? (config.batch_shape ?? config.batch_input_shape) : [];
  return Array.isArray(saved) ? saved.flatMap((size, i) => (i > 0 && size === null ? [`${name}.${i}`] : [])) : [];
};

/** Sizes of a sample, and which of them the model leaves open: those are given by the name of the input and the axis, or assumed. */
function sampleShape(
  { name, config }: KerasLayer,
  given: Given,
): { readonly shape: readonly number[]; readonly assumed: readonly number[] } {
  const saved = config.batch_shape ?? config.batch_input_shape;
  const unreadable = () => new Refusal(phrase('import-input-shape', { name: verbatim(name.slice(0, 80)) }));
  if (!Array.isArray(saved) || saved.length < 1 || saved.length > MOST_AXES + 1) throw unreadable();
  const known = saved.slice(1).map((size: unknown, i) => size ?? given[`${name}.${i + 1}`]);
  const assumed = known.flatMap((size, i) => (size === undefined ? [i] : []));
  const shape = known.map((size) => size ?? assumedSize(saved.length));
  const isSize = (size: unknown): size is number =>
    Number.isSafeInteger(size) && (size as number) > 0 && (size as number) <= LONGEST;
  if (!shape.every(isSize)) throw unreadable();
  return { shape, assumed };
}

/** Whether all that a layer's output reaches reads it in any order of its numbers. */
function onlyRows(layer: KerasLayer, model: KerasModel): boolean {
  if (layer.className !== 'Flatten') return false;
  const seen = new Set<string>();
  const after = [layer.name];
  for (let name = after.pop(); name !== undefined; name = after.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    if (model.outputs.some((ref) => ref.layer === name)) return false;
    const current = name;
    for (const one of model.layers) {
      if (!one.calls.some((call) => refsIn(call).some((ref) => ref.layer === current))) continue;
      const reads = one.calls.length > 1 ? 'no' : readsRow(one);
      if (reads === 'no') return false;
      if (reads === 'each') after.push(one.name);
    }
  }
  return true;
}

/** The document with a block for each model within the model, laid out anew, and where what is in them stands when they are expanded. */
function withBlocks(document: Document, blocks: Walk['blocks']) {
  let current = document;
  const places = new Map<string, string>();
  const instances = new Map<string, string>();
  for (const { name, ids } of blocks) {
    const now = new Set(ids.map((id) => instances.get(id) ?? id));
    const made = makeBlock(current, now, name, (node) => nodePorts(node).outputs.map((port) => port.name));
    if (!made) continue;
    for (const id of ids) {
      instances.set(id, made.id);
      places.set(id, `${made.id}/${places.get(id) ?? id}`);
    }
    const start = `${name}.`;
    const inside = (label: string | undefined) =>
      label?.startsWith(start) ? { label: label.slice(start.length) } : {};
    const { graph } = made.document;
    current = {
      ...made.document,
      graph: {
        ...graph,
        nodes: graph.nodes.map((node) => (node.id === made.id ? { ...node, label: name } : node)),
        blocks: graph.blocks.map((block) =>
          block.id === made.block
            ? {
                ...block,
                ...laidOut({ ...block, nodes: block.nodes.map((node) => ({ ...node, ...inside(node.label) })) }),
              }
            : block,
        ),
      },
    };
  }
  if (blocks.length > 0) current = { ...current, graph: { ...current.graph, ...laidOut(current.graph) } };
  return { document: current, places };
}

function laidOut({ nodes, edges }: Pick<Document['graph'], 'nodes' | 'edges'>): Pick<Document['graph'], 'nodes'> {
  const places = layOut(nodes, edges);
  return { nodes: nodes.map((node) => ({ ...node, position: places.get(node.id)! })) };
}
