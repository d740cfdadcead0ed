/** The two dense layers of a Transformer, as a layer and as a part of others. Names are PyTorch's: `linear1`, `linear2`. */
import type { Builder } from '../../ir/builder.ts';
import type { Value } from '../../ir/program.ts';
import { boolean, choice, initializer, int, number, type SettingsOf } from '../../settings.ts';
import type { Lowering, WeightSpecs } from '../define.ts';
import { gelu, geluByTanh, silu } from './activations.ts';
import { dropped } from './noise.ts';
import { linear, partOf } from './sequences.ts';

/** The gated forms have twice the features behind the first layer: one half, through its activation, says how much of the other passes. */
const ACTIVATIONS = ['relu', 'gelu', 'gelu-tanh', 'silu', 'glu', 'reglu', 'geglu', 'swiglu'] as const;
type Activation = (typeof ACTIVATIONS)[number];
const RULES: Readonly<Record<Activation, { apply(b: Builder, x: Value): Value; gated?: true }>> = {
  relu: { apply: (b, x) => b.relu(x) },
  gelu: { apply: gelu },
  'gelu-tanh': { apply: geluByTanh },
  silu: { apply: silu },
  glu: { apply: (b, x) => b.sigmoid(x), gated: true },
  reglu: { apply: (b, x) => b.relu(x), gated: true },
  geglu: { apply: gelu, gated: true },
  swiglu: { apply: silu, gated: true },
};

export const FEED_FORWARD = {
  hidden: int({
    label: 'Hidden',
    default: 0,
    min: 0,
    doc: 'Features between the two layers; 0 is four times the width.',
    blank: { value: 0, text: '4 × width' },
  }),
  activation: choice(ACTIVATIONS, {
    label: 'Activation',
    default: 'relu',
    doc: 'Between the two. The GLU forms are gated: the first layer gives twice the features, and one half says how much of the other passes.',
    names: {
      relu: 'ReLU',
      gelu: 'GELU',
      'gelu-tanh': 'GELU (tanh)',
      silu: 'SiLU',
      glu: 'GLU',
      reglu: 'ReGLU',
      geglu: 'GEGLU',
      swiglu: 'SwiGLU',
    },
  }),
  dropout: number({
    label: 'Dropout',
    default: 0,
    min: 0,
    max: 1,
    exclusiveMax: true,
    doc: 'Share of values that are dropped in training.',
  }),
  bias: boolean({ label: 'Bias', default: true, doc: 'Add learned offsets.' }),
  initializer: initializer({
    label: 'Initializer',
    default: { type: 'xavier-uniform' },
    doc: 'How the weights start.',
  }),
};
export type FeedForward = SettingsOf<typeof FEED_FORWARD>;

export const isGated = ({ activation }: Pick<FeedForward, 'activation'>): boolean => RULES[activation].gated === true;
export const hiddenOf = (width: number, { hidden }: Pick<FeedForward, 'hidden'>): number => hidden || 4 * width;

export function feedForwardWeights(width: number, s: FeedForward): WeightSpecs {
  const hidden = hiddenOf(width, s);
  const dense = (name: string, outputs: number, inputs: number): WeightSpecs => ({
    [`${name}.weight`]: { shape: [outputs, inputs], initializer: s.initializer, fan: [inputs, outputs] },
    ...(s.bias && {
      [`${name}.bias`]: {
        shape: [outputs],
        initializer: { type: 'zeros' },
        fan: [inputs, outputs],
        role: 'bias' as const,
      },
    }),
  });
  return { ...dense('linear1', isGated(s) ? 2 * hidden : hidden, width), ...dense('linear2', width, hidden) };
}

/** As GLU: the second half of the first layer's features goes through the activation. */
export function feedForward(ctx: Lowering, x: Value, s: FeedForward, weights: Readonly<Record<string, Value>>): Value {
  const { b } = ctx;
  const { apply, gated } = RULES[s.activation];
  const first = linear(b, x, weights['linear1.weight']!, weights['linear1.bias']);
  const axis = first.shape.length - 1;
  const size = first.shape[axis]!;
  const active = gated
    ? b.mul(partOf(b, first, axis, 0, size / 2), apply(b, partOf(b, first, axis, size / 2, size)))
    : apply(b, first);
  return linear(b, dropped(ctx, active, s.dropout), weights['linear2.weight']!, weights['linear2.bias']);
}

/** Multiply-adds for each place. */
export const feedForwardMacs = (width: number, s: FeedForward): number =>
  width * hiddenOf(width, s) * (isGated(s) ? 3 : 2);
