/** Encoder and decoder layers: what they share. Weights have the names of PyTorch's TransformerEncoderLayer and TransformerDecoderLayer. */
import type { Value } from '../../ir/program.ts';
import type { TensorType } from '../../types/tensor.ts';
import { choice, number, type SettingsOf } from '../../settings.ts';
import type { Lowering, TorchSpelling, WeightSpecs } from '../define.ts';
import { CAUSAL_MASK, isPlain, MULTI_HEAD } from './attention.ts';
import { scaleAndShift } from './channels.ts';
import { FEED_FORWARD, hiddenOf } from './feedForward.ts';
import { dropped } from './noise.ts';
import { normalized, under, within } from './sequences.ts';

export const TRANSFORMER = {
  ...MULTI_HEAD,
  hidden: {
    ...FEED_FORWARD.hidden,
    label: 'Feed-forward',
    doc: 'Features inside the feed-forward part; 0 is four times the width.',
  },
  activation: { ...FEED_FORWARD.activation, doc: 'Of the feed-forward part. The GLU forms are gated.' },
  dropout: number({
    label: 'Dropout',
    default: 0.1,
    min: 0,
    max: 1,
    exclusiveMax: true,
    doc: 'Of the attention weights and of each part’s output, in training.',
  }),
  norm: choice(['after', 'before'], {
    label: 'Norm',
    default: 'after',
    doc: 'After each sum (as published), or before each part (trains more steadily when deep).',
    names: { after: 'After (post-norm)', before: 'Before (pre-norm)' },
  }),
  epsilon: number({
    label: 'Epsilon',
    default: 1e-5,
    min: 0,
    exclusiveMin: true,
    doc: 'Added to the variance in the norms.',
  }),
};
export type Transformer = SettingsOf<typeof TRANSFORMER>;

/** The norms of a layer with so many parts: `norm1`, `norm2` ... */
export const normWeights = (width: number, parts: number): WeightSpecs =>
  Object.fromEntries(
    Array.from({ length: parts }, (_, i) => Object.entries(under(`norm${i + 1}`, scaleAndShift(width)))).flat(),
  );

/** One part after the other, each added to what goes into it, with its norm before it or after the sum. */
export function residual(
  ctx: Lowering,
  x: Value,
  { norm, epsilon, dropout }: Transformer,
  weights: Readonly<Record<string, Value>>,
  parts: readonly ((x: Value) => Value)[],
): Value {
  const { b } = ctx;
  return parts.reduce((y, part, i) => {
    const { weight, bias } = within(`norm${i + 1}`, weights);
    const normal = (value: Value) => normalized(b, value, weight!, bias!, epsilon);
    const added = (value: Value) => b.add(y, dropped(ctx, part(value), dropout));
    return norm === 'before' ? added(normal(y)) : normal(added(y));
  }, x);
}

/** PyTorch's layer of this name, where it has the settings: without masks, with plain heads, biases and ReLU or GELU. */
export function transformerInTorch(
  module: string,
  [x, mask]: readonly (TensorType | undefined)[],
  s: Transformer,
  memory?: TensorType,
): TorchSpelling | undefined {
  const width = x!.shape[2] as number;
  if (mask || !isPlain(s) || !s.bias || (s.activation !== 'relu' && s.activation !== 'gelu')) return undefined;
  if (memory && memory.shape[2] !== width) return undefined;
  const name = memory ? 'tgt' : 'src';
  const causal = s.causal ? `, ${name}_mask=${CAUSAL_MASK}` : '';
  return {
    module,
    args: {
      d_model: width,
      nhead: s.heads,
      dim_feedforward: hiddenOf(width, s),
      dropout: s.dropout,
      activation: s.activation === 'relu' ? undefined : s.activation,
      layer_norm_eps: s.epsilon === 1e-5 ? undefined : s.epsilon,
      batch_first: true,
      norm_first: s.norm === 'before' ? true : undefined,
    },
    apply: `$m($0${memory ? ', $1' : ''}${causal})`,
  };
}
