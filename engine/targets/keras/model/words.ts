/** The words that Keras has for layers, from those of TensorFlow.js, which are Keras's own but for how they are written. */
import type { Layer, TfjsSpelling, TorchValue } from '../../../layers/define.ts';
import type { TensorType } from '../../../types/tensor.ts';
import { short } from '../../functional/scope.ts';
import { className, variableOf } from '../../functional/words.ts';
import { snake } from '../../python/text.ts';

/** A weight of a layer as Keras has it. */
export interface KerasWeight {
  /** The engine's name for it. */
  readonly name: string;
  /** The variable's. */
  readonly variable: string;
  /** How arguments about it begin. */
  readonly about: string;
  /** The order of its axes there; undefined where it is the same. */
  readonly order?: readonly number[];
}

export interface KerasWord {
  /** `layers.Conv2D`; `custom.` for classes that the export writes itself. */
  readonly of: string;
  readonly args: Readonly<Record<string, TorchValue>>;
  readonly layout: 'channelsLast' | 'any' | 'own';
  /** The argument that is an axis of ours, and is turned with the layout. */
  readonly axis?: string;
  readonly weights: readonly KerasWeight[];
  /** A layer put before it. */
  readonly before?: { readonly of: string; readonly args: Readonly<Record<string, TorchValue>> };
}

/** Words that Keras writes otherwise; undefined where it has other numbers. */
const WORDS: Readonly<Record<string, (args: TfjsSpelling['args']) => [of: string, args: object] | undefined>> = {
  activation: ({ activation }) =>
    activation === 'relu'
      ? ['ReLU', {}]
      : activation === 'gelu_new'
        ? undefined
        : ['Activation', { activation: activation === 'swish' ? 'silu' : activation }],
  BatchNorm: ({ epsilon, momentum }) => [
    'BatchNorm',
    { ...(epsilon !== 1e-5 && { epsilon }), ...(momentum !== 0.9 && { momentum }) },
  ],
  leakyReLU: ({ alpha }) => ['LeakyReLU', { negativeSlope: alpha }],
};

const inPython = (args: object): Record<string, TorchValue> =>
  Object.fromEntries(Object.entries(args).map(([name, value]) => [snake(name), short(value) as TorchValue]));
/** Keras's word for a layer, undefined where it has none. */
export function kerasWord(layer: Layer, inputs: readonly TensorType[], settings: never): KerasWord | undefined {
  const spelling = layer.spell?.(inputs, settings);
  const spelled = spelling?.keras ?? spelling?.tfjs;
  // with padding, backends count differently what an average divides by
  if (!spelled || (/^average/.test(spelled.call) && spelled.args.padding !== undefined)) return undefined;
  const { call, args, layout = 'own', weights = [], before, axis } = spelled;
  const written = Object.hasOwn(WORDS, call) ? WORDS[call]!(args) : ([className(call), args] as const);
  if (!written) return undefined;
  return {
    of: `${call === 'BatchNorm' ? 'custom' : 'layers'}.${written[0]}`,
    args: inPython(written[1]),
    layout,
    ...(axis !== undefined && { axis }),
    weights: weights.map(({ name, transpose, argument }) => {
      const variable = variableOf(call, { name, ...(argument !== undefined && { argument }) });
      return {
        name,
        // the only kernel of a layer is called so, whatever the arguments about it are
        variable: call === 'depthwiseConv2d' ? variable.replace(/^depthwise_/, '') : variable,
        about: argument ?? variable,
        ...(transpose && { order: transpose }),
      };
    }),
    ...(before && { before: { of: `layers.${className(before.call)}`, args: inPython(before.args) } }),
  };
}
