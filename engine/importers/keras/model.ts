/** What a Keras model's configuration says, of every age of it, in one form: layers, and how each is called. */
import { phrase } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';

export type Config = Readonly<Record<string, unknown>>;

/** What a layer gave, as others take it. */
export class Ref {
  readonly layer: string;
  /** Which of the layer's calls, from 0. */
  readonly call: number;
  /** Which of what that gave. */
  readonly output: number;
  constructor(layer: string, call: number, output: number) {
    [this.layer, this.call, this.output] = [layer, call, output];
  }
}

/** A slice of Python. */
export class Span {
  readonly start: unknown;
  readonly stop: unknown;
  readonly step: unknown;
  constructor(start: unknown, stop: unknown, step: unknown) {
    [this.start, this.stop, this.step] = [start, stop, step];
  }
}

/** All axes that are not named otherwise, among the indices of a selection. */
export const ELLIPSIS = '...';

/** What a layer is called with: what others gave, plain values, and lists of them. */
export type Argument = Ref | Span | string | number | boolean | null | readonly Argument[] | Config;

export interface Call {
  readonly args: readonly Argument[];
  readonly kwargs: Readonly<Record<string, Argument>>;
}

export interface KerasLayer {
  readonly name: string;
  readonly className: string;
  /** Of Keras itself where it begins so; an operation of `keras.ops` where that is within. Older files do not say: ''. */
  readonly module: string;
  readonly config: Config;
  readonly calls: readonly Call[];
  /** A model within the model. */
  readonly model?: KerasModel;
}

export interface KerasModel {
  readonly name: string;
  readonly className: string;
  readonly layers: readonly KerasLayer[];
  readonly inputs: readonly Ref[];
  readonly outputs: readonly Ref[];
}

/** Layers of a model, with those of the models within it; and how deep models stand in each other. */
const [MOST_LAYERS, DEEPEST] = [5000, 12];

const isRecord = (value: unknown): value is Config =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
export const asRecord = (value: unknown): Config => (isRecord(value) ? value : {});
const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
const asText = (value: unknown, otherwise = ''): string => (typeof value === 'string' ? value : otherwise);

const foreign = (): Refusal => new Refusal(phrase('keras-no-model'));

/** Reads a configuration. Throws a `Refusal` where it is none of a model of layers. */
export function readModel(config: unknown): KerasModel {
  return modelOf(config, { left: MOST_LAYERS }, 0);
}

const isModel = (config: Config): boolean => Array.isArray(config.layers) && !('layer' in config);

function modelOf(value: unknown, count: { left: number }, depth: number): KerasModel {
  if (depth > DEEPEST) throw foreign();
  const { class_name: className, config: inner } = asRecord(value);
  // before 2.2.3 a Sequential was its list alone
  const config: Config = Array.isArray(inner) ? { layers: inner as unknown[] } : asRecord(inner);
  const entries = asList(config.layers);
  if (typeof className !== 'string' || !Array.isArray(config.layers)) throw foreign();
  count.left -= entries.length;
  if (count.left < 0) throw new Refusal(phrase('import-too-many-layers', { most: MOST_LAYERS }));
  const about = { name: asText(config.name, 'model'), className };
  const read = entries.map((entry) => layerOf(entry, count, depth));
  const sequential = className === 'Sequential' || !('output_layers' in config);
  return sequential ? sequence(about, read, config) : { ...about, ...wired(read, config) };
}

function layerOf(entry: unknown, count: { left: number }, depth: number): KerasLayer & { readonly raw: Config } {
  const raw = asRecord(entry);
  const config = asRecord(raw.config);
  const className = asText(raw.class_name);
  if (className === '') throw foreign();
  const name = asText(config.name, asText(raw.name, className.toLowerCase()));
  const nested = isModel(config) || (Array.isArray(raw.config) && className === 'Sequential');
  return {
    name,
    className,
    module: asText(raw.module),
    config,
    calls: asList(raw.inbound_nodes).map(callOf),
    raw,
    ...(nested && { model: modelOf(raw, count, depth + 1) }),
  };
}

/** One after the other. Where the first is no input, the sizes that it or the model was built with make one. */
function sequence(
  about: Pick<KerasModel, 'name' | 'className'>,
  read: readonly (KerasLayer & { readonly raw: Config })[],
  config: Config,
): KerasModel {
  const [first] = read;
  const starts = first?.className === 'InputLayer';
  const shape =
    first &&
    (first.config.batch_input_shape ??
      first.config.batch_shape ??
      config.build_input_shape ??
      asRecord(first.raw.build_config).input_shape);
  const input: KerasLayer = starts
    ? first
    : {
        name: `${about.name}_input`,
        className: 'InputLayer',
        module: 'keras.layers',
        config: { batch_shape: shape, dtype: first?.className === 'Embedding' ? 'int32' : 'float32' },
        calls: [],
      };
  const rest = starts ? read.slice(1) : read;
  const layers = [
    input,
    ...rest.map(
      (layer, i): KerasLayer => ({
        ...layer,
        calls: [{ args: [new Ref((rest[i - 1] ?? input).name, 0, 0)], kwargs: {} }],
      }),
    ),
  ];
  return { ...about, layers, inputs: [new Ref(input.name, 0, 0)], outputs: [new Ref(layers.at(-1)!.name, 0, 0)] };
}

function wired(read: readonly KerasLayer[], config: Config): Pick<KerasModel, 'layers' | 'inputs' | 'outputs'> {
  const layers = new Map(read.map((layer) => [layer.name, layer]));
  const [inputs, outputs] = [refsOf(config.input_layers), refsOf(config.output_layers)];
  // Keras 2 counts what a model within the model was called with when it was made
  const most = new Map<string, number>();
  const seen = (ref: Ref) => most.set(ref.layer, Math.max(most.get(ref.layer) ?? 0, ref.call));
  for (const { calls } of read) for (const call of calls) for (const ref of refsIn(call)) seen(ref);
  for (const ref of outputs) seen(ref);
  const shift = (name: string): number => {
    const layer = layers.get(name);
    return layer?.model && most.get(name) === layer.calls.length ? 1 : 0;
  };
  const moved = (ref: Ref): Ref => new Ref(ref.layer, ref.call - shift(ref.layer), ref.output);
  return {
    layers: read.map((layer) => ({ ...layer, calls: layer.calls.map((call) => mapCall(call, moved)) })),
    inputs,
    outputs: outputs.map(moved),
  };
}

const isTriple = (value: unknown): value is [string, number, number, ...unknown[]] =>
  Array.isArray(value) && typeof value[0] === 'string' && Number.isInteger(value[1]) && Number.isInteger(value[2]);

/** `["conv", 0, 0]`, a list of such, or a dictionary of them. */
function refsOf(value: unknown): Ref[] {
  if (isTriple(value)) return [new Ref(value[0], value[1], value[2])];
  const within = Array.isArray(value) ? (value as unknown[]) : Object.values(asRecord(value));
  return within.flatMap((one) => refsOf(one));
}

/** Since version 3 a dictionary of arguments; before a list of what it takes, the last of each being more arguments. */
function callOf(node: unknown): Call {
  if (isRecord(node) && ('args' in node || 'kwargs' in node))
    return {
      args: asList(node.args).map((one) => argument(one, 0)),
      kwargs: Object.fromEntries(Object.entries(asRecord(node.kwargs)).map(([key, one]) => [key, argument(one, 0)])),
    };
  const refs = asList(node).flatMap((one) => (isTriple(one) ? [new Ref(one[0], one[1], one[2])] : []));
  const more = asRecord(asList(asList(node)[0])[3]);
  return {
    args: refs.length > 1 ? [refs] : refs,
    kwargs: Object.fromEntries(Object.entries(more).map(([key, one]) => [key, olderArgument(one)])),
  };
}

function olderArgument(value: unknown): Argument {
  if (isTriple(value)) return new Ref(value[0], value[1], value[2]);
  if (Array.isArray(value) && value.length > 0 && value.every(isTriple)) return refsOf(value);
  return argument(value, 0);
}

function argument(value: unknown, depth: number): Argument {
  if (depth > DEEPEST) throw foreign();
  if (Array.isArray(value)) return (value as unknown[]).map((one) => argument(one, depth + 1));
  if (!isRecord(value)) return value as Argument;
  const { class_name: kind } = value;
  const config = asRecord(value.config);
  if (kind === '__keras_tensor__') {
    const history = config.keras_history;
    if (!isTriple(history)) throw foreign();
    return new Ref(history[0], history[1], history[2]);
  }
  if (kind === '__slice__') return new Span(config.start, config.stop, config.step);
  if (kind === '__ellipsis__') return ELLIPSIS;
  return value;
}

/** All that others gave, wherever it stands among the arguments. */
export function refsIn({ args, kwargs }: Call): Ref[] {
  const within = (one: Argument): Ref[] =>
    one instanceof Ref ? [one] : Array.isArray(one) ? (one as Argument[]).flatMap(within) : [];
  return [...args, ...Object.values(kwargs)].flatMap(within);
}

function mapCall({ args, kwargs }: Call, map: (ref: Ref) => Ref): Call {
  const within = (one: Argument): Argument =>
    one instanceof Ref ? map(one) : Array.isArray(one) ? (one as Argument[]).map(within) : one;
  return {
    args: args.map(within),
    kwargs: Object.fromEntries(Object.entries(kwargs).map(([key, one]) => [key, within(one)])),
  };
}
