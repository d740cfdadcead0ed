/**
 * What a layer is. All about one layer stands in one file, in one `defineLayer({...})`; palette, inspector,
 * documentation, checking, gradients, every runtime, exported code and conformance tests follow from it.
 */
import type { Builder } from '../ir/builder.ts';
import type { Value } from '../ir/program.ts';
import {
  type ProblemCode,
  problem,
  type Problem,
  type ProblemPlace,
  type ProblemValues,
  type RepairAction,
} from '../problems.ts';
import { type Value as Text, definitionName, type Phrase, phrase, verbatim } from '../phrases.ts';
import { type InitializerChoice, type Schema, type SettingsOf, settingName } from '../settings.ts';
import { formatBytes, LARGEST_ARRAY } from '../types/bytes.ts';
import type { Shape } from '../types/shape.ts';
import type { TensorType } from '../types/tensor.ts';

/** The families, in the palette's order. Each has its colour: `--f-<colour>` of the visual tokens. */
export const FAMILIES = {
  data: { title: 'Data', colour: 'data' },
  convolution: { title: 'Convolution', colour: 'conv' },
  pooling: { title: 'Pooling', colour: 'pool' },
  core: { title: 'Dense', colour: 'dense' },
  normalization: { title: 'Normalization', colour: 'norm' },
  recurrent: { title: 'Recurrent', colour: 'recurrent' },
  attention: { title: 'Attention and Transformer', colour: 'attention' },
  activation: { title: 'Activation', colour: 'act' },
  regularization: { title: 'Regularization', colour: 'reg' },
  shape: { title: 'Shape and arithmetic', colour: 'shape' },
  block: { title: 'Blocks', colour: 'block' },
} as const;
export type Family = keyof typeof FAMILIES;

export interface Port {
  readonly name: string;
  readonly doc: string;
  /** Takes any number of wires, two at least; their order is that of the edges. */
  readonly many?: boolean;
  /** May be left unconnected. Its place among the inputs of `infer`, `weights` and `lower` is then empty (undefined). */
  readonly optional?: boolean;
}

/** One tensor that a layer owns. Weight names in files are `<layer's label or id>.<name>`. */
export interface WeightSpec {
  readonly shape: Shape;
  readonly initializer: InitializerChoice;
  /** Inputs and outputs of one unit, for the scaled initializers. */
  readonly fan?: readonly [fanIn: number, fanOut: number];
  /** `state` is not learned but updated by the layer itself (running statistics). Default `weight`. */
  readonly role?: 'weight' | 'bias' | 'state';
}
export type WeightSpecs = Readonly<Record<string, WeightSpec>>;

/** What a forward program may use besides the builder. */
export interface Lowering {
  readonly b: Builder;
  /** Dropout and batch norm differ between the two. */
  readonly training: boolean;
  /** Samples in a batch. */
  readonly batch: number;
  /** Fresh uniform numbers in [0, 1), different at every step, equal for equal seeds. */
  uniform(shape: Shape): Value;
  /** Gives one of the layer's running statistics its next value (in training); `now` is what this batch alone says of it. */
  update(state: string, next: Value, now: Value): void;
  /** Adds a scalar to the loss. */
  penalty(value: Value): void;
  /** A sequence comes place by place, and its length is 1: only for layers that are `stepwise`. */
  readonly step?: Step;
  /** What makes a variance over so many numbers an unbiased one, where code is printed for any number of rows; else `count / (count - 1)`. */
  unbias?(count: number): number | Value;
}

/** One place of a sequence at a time: which it is, and what the places before it left. */
export interface Step {
  /** Its number, from 0; float32 without axes. */
  readonly place: Value;
  /** Places that there may be. */
  readonly length: number;
  /**
   * What the layer kept under this name: with `length` on the third axis what all places before left there, side by side, and anything
   * from this one on; else what the place before left. Zeros at the first place.
   */
  before(name: string, shape: Shape): Value;
  /** Keeps this for the next place: of one place alone where `before` has all of them. */
  keep(name: string, next: Value): void;
}

/** What `infer` says where the inputs do not fit: a problem without its node, which the checker adds. */
export interface Rejection {
  readonly rejected: (where: Where) => Problem;
}
export interface Where {
  readonly node: string;
  /** What the user calls the node. */
  readonly name: string;
  readonly layer: Pick<Layer, 'id' | 'title' | 'settings'>;
}

/** A layer as messages call it: `Conv 2D "conv_2"`. */
export const layerName = ({ layer, name }: Omit<Where, 'node'>): Phrase =>
  phrase('layer', { title: definitionName('layers', layer), name: verbatim(name) });

/**
 * Refuses the inputs: `reject('rank-mismatch', { expected: ..., received: ... })`. The names of the layer and of the
 * setting are filled in. `repairs` may name the node by the placeholder `THIS`.
 */
export function reject<C extends ProblemCode>(
  code: C,
  values: Omit<ProblemValues<C>, 'layer' | 'setting'> & { readonly setting?: Text },
  place: Omit<ProblemPlace, 'node'> = {},
): Rejection {
  return {
    rejected: ({ node, name, layer }) =>
      problem(
        code,
        {
          ...(place.setting !== undefined && { setting: settingName('layers', layer, place.setting) }),
          ...values,
          layer: layerName({ layer, name }),
        } as unknown as ProblemValues<C>,
        {
          ...place,
          node,
          repairs: (place.repairs ?? []).map(({ title, actions }) => ({
            title,
            actions: actions.map((action) => nameThis(action, node)),
          })),
        },
      ),
  };
}

/** Refuses what would not fit one array of the engine. */
export const tooLarge = (what: Phrase, bytes: number): Rejection =>
  reject('too-large', {
    what,
    bytes: verbatim(formatBytes(bytes)),
    most: verbatim(formatBytes(LARGEST_ARRAY)),
  });

/** Stands for the layer's own node in the repairs of a rejection. */
export const THIS = '@this';
function nameThis(action: RepairAction, node: string): RepairAction {
  return 'node' in action && action.node === THIS ? { ...action, node } : action;
}

export interface LayerExample<S extends Schema = Schema> {
  /** Input types; `N` becomes the batch size of the test. */
  readonly inputs: readonly TensorType[];
  readonly settings?: Partial<SettingsOf<S>>;
  /** The shape of the first output. */
  readonly output: TensorType['shape'];
  /** For integer inputs: one past the largest value that makes sense. */
  readonly below?: number;
  /** The batch size of the test; 3 where left out. */
  readonly batch?: number;
}

/**
 * TensorFlow.js Layers: the arguments of one `tf.layers` call, as `name` and settings in order; `weights` says how each
 * weight turns from our layout into that library's.
 */
export interface TfjsSpelling {
  /** With a capital letter it is a class that the export writes itself, where the library's word gives other numbers. */
  readonly call: string;
  /**
   * How it reads its inputs of three and more axes. `channelsLast`: N×...×C where ours is N×C×... (convolution, pooling,
   * batch norm). `any`: elementwise, so either order does. Default `own`: the document's order.
   */
  readonly layout?: 'channelsLast' | 'any' | 'own';
  readonly args: Readonly<Record<string, unknown>>;
  /** The argument that is an axis of ours, and is turned with the layout: `axis`. */
  readonly axis?: string;
  /** A layer put before it, such as a padding. */
  readonly before?: { readonly call: string; readonly args: Readonly<Record<string, unknown>> };
  /** In the library's order. */
  readonly weights?: readonly WeightWord[];
  /** Layers behind it, which belong to it. */
  readonly behind?: readonly Pick<TfjsSpelling, 'call' | 'args' | 'weights'>[];
  /** It is right only where no number that comes in is negative. */
  readonly nonNegative?: true;
}

/** How one of our weights lies in a library's layer. */
export interface WeightWord {
  /** Ours. */
  readonly name: string;
  /** Others of ours that are added to it, where the library has one for several. */
  readonly plus?: readonly string[];
  /** The order of parts of one size along its first axis: of gates. */
  readonly parts?: readonly number[];
  /** The shape as which its axes are turned, where that is another than ours. */
  readonly as?: readonly number[];
  /** The order of its axes there. */
  readonly transpose?: readonly number[];
  /** How the library's arguments about it begin: `kernel` for `kernelInitializer` (left out where it starts as the library has it). */
  readonly argument?: string;
  /** The library's name for it, where neither ours nor the argument tells. */
  readonly variable?: string;
}

/** The words that libraries have for a layer, a key for each of them: an export target reads its own. Undefined where it has none for these settings. */
export interface Spelling {
  readonly tfjs?: TfjsSpelling;
  /** Of a file of TensorFlow.js Layers, which is run more than trained: a word with the same outputs that learns otherwise. */
  readonly layersModel?: TfjsSpelling;
  /** Keras's, where it has a word that TensorFlow.js has not, or has otherwise; else that of TensorFlow.js is read. */
  readonly keras?: TfjsSpelling;
}

/** A value as an argument in PyTorch: a text is a string there, a list a tuple. */
export type TorchValue = number | boolean | string | readonly number[];

/** The word that PyTorch has for a layer: a module, held under the node's name, or an expression alone. */
export interface TorchSpelling {
  /** `nn.Conv2d`; a name without a dot is a class that the export writes itself. */
  readonly module?: string;
  /** The module's arguments in their order; what is undefined has PyTorch's own default. */
  readonly args?: Readonly<Record<string, TorchValue | undefined>>;
  /**
   * How it is applied: `$m` is the module, `$0`, `$1` ... the inputs, `$x` all that are connected, `{name}` a value of `values`.
   * `$m($x)` where left out.
   */
  readonly apply?: string;
  readonly values?: Readonly<Record<string, TorchValue>>;
  /** Where it has several outputs: each of them, `$y` being what `apply` gives. */
  readonly outputs?: readonly string[];
  /** It works along the last axis alone, or on each number by itself: any axes may stand before. */
  readonly everywhere?: boolean;
  /** What the module calls our weights, where that differs. */
  readonly weights?: Readonly<Record<string, string>>;
}

export interface Ports {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
}

export interface LayerSpec<S extends Schema = Schema> {
  readonly id: string;
  readonly title: string;
  readonly family: Family;
  /** What it does, in a sentence or two that a student understands; when to use it. */
  readonly doc: string;
  /** LaTeX. */
  readonly formula?: string;
  /** The paper or reference. */
  readonly source?: { readonly title: string; readonly url: string };
  /** More words by which the palette's search finds it. */
  readonly keywords?: readonly string[];
  /** Its output is what the data gives; it has no forward program. */
  readonly fed?: boolean;
  readonly settings: S;
  /** The setting that says how many different whole numbers its input may hold, 0 to one less. */
  readonly vocabulary?: keyof S & string;
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  /** Where the ports depend on the settings, or why these give none; `inputs` and `outputs` are then those of the defaults. `nodePorts` asks. */
  ports?(settings: SettingsOf<S>): Ports | Rejection;
  /** The second line of its node: what tells two of them apart ("20 filters 5×5"). */
  summary(settings: SettingsOf<S>): Text;
  /** The types of the outputs, or why the inputs do not fit. Only called with all required inputs present and valid settings. */
  infer(inputs: readonly TensorType[], settings: SettingsOf<S>): readonly TensorType[] | Rejection;
  /** Its tensors. Called with inputs that `infer` accepted. */
  weights?(inputs: readonly TensorType[], settings: SettingsOf<S>): WeightSpecs;
  /** Its forward program. `weights` has the names of `weights()`. */
  lower(
    ctx: Lowering,
    inputs: readonly Value[],
    settings: SettingsOf<S>,
    weights: Readonly<Record<string, Value>>,
  ): Value | readonly Value[];
  /** Multiply-adds for one sample; 0 where left out. */
  macs?(inputs: readonly TensorType[], outputs: readonly TensorType[], settings: SettingsOf<S>): number;
  spell?(inputs: readonly TensorType[], settings: SettingsOf<S>): Spelling;
  /** Its word in PyTorch; undefined where that has none for these settings. Inputs without a wire are undefined. */
  torch?(inputs: readonly TensorType[], settings: SettingsOf<S>): TorchSpelling | undefined;
  /**
   * It can give a sequence of N×length×... place by place, with what it gave before: by what stands at the place alone, or by what it keeps
   * of the earlier ones (`ctx.step`). It never looks at later ones.
   */
  stepwise?(inputs: readonly (TensorType | undefined)[], settings: SettingsOf<S>): boolean;
  /** Its matrices and kernels may have adapters of low rank (LoRA). */
  readonly adaptable?: boolean;
  /** Whether Hugging Face's PEFT has the same adapters for it; it has where left out. */
  inPeft?(settings: SettingsOf<S>): boolean;
  /** It keeps running statistics, by which it works outside of training. */
  readonly statistics?: boolean;
  /** Its output is probabilities: a loss that reads raw outputs would make them of it a second time. */
  readonly probabilities?: boolean;
  /** No number that it gives is negative: whatever comes in, or where nothing that comes in is. */
  readonly nonNegative?: true | 'kept';
  /** The gradient that it passes back is not the derivative, on purpose. */
  readonly altersGradient?: boolean;
  /** Its conformance tests: shapes, gradients, every runtime, saving. */
  readonly examples: readonly LayerExample<S>[];
}

/** A layer whose settings' types are no longer known: what lists and passes hold. */
export type Layer = Omit<LayerSpec, 'examples'> & { readonly examples: readonly LayerExample[] };

export function defineLayer<const S extends Schema>(spec: LayerSpec<S>): Layer {
  return spec as unknown as Layer;
}

/** Flat view of a type without its batch: `[C, H, W]`, all numbers. */
export function sampleShape({ shape }: TensorType): number[] {
  return shape.filter((dim): dim is number => dim !== 'N');
}
