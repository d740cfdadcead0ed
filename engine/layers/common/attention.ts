/**
 * Attention: what its layers share. Queries, keys and values stand as N×heads×length×width inside, as N×length×features outside.
 * Several heads of queries may share one head of keys and values.
 */
import type { Builder } from '../../ir/builder.ts';
import type { Value } from '../../ir/program.ts';
import { boolean, choice, initializer, int, number, type SettingsOf } from '../../settings.ts';
import { type Dim, formatShape } from '../../types/shape.ts';
import { formatType, type TensorType } from '../../types/tensor.ts';
import {
  type Lowering,
  reject,
  type Rejection,
  type Step,
  THIS,
  type WeightSpecs,
  type TorchSpelling,
} from '../define.ts';
import { dropped } from './noise.ts';
import { distancePenalty, distances, type Pairs, turned } from './positions.ts';
import { linear, partOf } from './sequences.ts';
import { all, phrase, verbatim } from '../../phrases.ts';

/** How queries look for keys. */
export const ATTENTION = {
  keyHeads: int({
    label: 'Key heads',
    default: 0,
    min: 0,
    doc: 'Heads of keys and values, each shared by as many heads of queries: 1 is multi-query, more is grouped-query attention. 0 is one for each.',
    blank: { value: 0, text: 'one for each' },
  }),
  causal: boolean({ label: 'Causal', default: false, doc: 'No place looks at later ones.' }),
  dropout: number({
    label: 'Dropout',
    default: 0,
    min: 0,
    max: 1,
    exclusiveMax: true,
    doc: 'Share of the attention weights that are dropped in training.',
  }),
  positions: choice(['none', 'rotary', 'alibi'], {
    label: 'Positions',
    default: 'none',
    doc: 'How heads know the distance between places: queries and keys are turned by their place (rotary), or far ones score less (ALiBi).',
    names: { none: 'None', rotary: 'Rotary', alibi: 'ALiBi' },
  }),
  base: number({
    label: 'Base',
    default: 10000,
    min: 1,
    exclusiveMin: true,
    doc: 'The slowest turn is about this many times slower than the fastest.',
    when: { positions: ['rotary'] },
  }),
  pairs: choice(['halves', 'neighbours'], {
    label: 'Pairs',
    default: 'halves',
    doc: 'Which features turn together: each of the first half with its like in the second, or each with the one beside it.',
    names: { halves: 'Halves', neighbours: 'Neighbours' },
    when: { positions: ['rotary'] },
  }),
};

interface AttentionOptions {
  readonly causal: boolean;
  readonly dropout: number;
  readonly positions: 'none' | 'rotary' | 'alibi';
  readonly base: number;
  readonly pairs: Pairs;
  /** Of the scores; 1/√width where left out. */
  readonly scale?: number;
  /** Zero where a query must not look: N×keys, N×queries×keys or N×heads×queries×keys. */
  readonly mask?: Value | undefined;
  /** Added to the scores; as the mask. */
  readonly addend?: Value | undefined;
}

/** Added to the score of a key that must not be seen: its weight is then exactly 0. */
const UNSEEN = -1e9;

/** As it broadcasts with N×heads×queries×keys. */
function acrossHeads(b: Builder, x: Value): Value {
  const [n, ...rest] = x.shape as [number, ...number[]];
  return b.reshape(x, [n, ...[1, 1].slice(rest.length - 1), ...rest]);
}

/** softmax(q kᵀ · scale + ...) v, and the softmax: [N, H, T, D], [N, G, S, D], [N, G, S, E] give [N, H, T, E] and [N, H, T, S]. */
export function attend(
  ctx: Lowering,
  q: Value,
  k: Value,
  v: Value,
  { causal, dropout, positions, base, pairs, mask, addend, scale = 1 / Math.sqrt(q.shape[3]!) }: AttentionOptions,
): { readonly output: Value; readonly weights: Value } {
  const { b, step } = ctx;
  const placed = (x: Value) => (positions === 'rotary' ? turned(b, x, base, pairs, step?.place) : x);
  const [allKeys, allValues] = step
    ? [withEarlier(b, step, 'keys', placed(k)), withEarlier(b, step, 'values', v)]
    : [placed(k), v];
  const [n, heads, queries, width] = q.shape as [number, number, number, number];
  const [, groups, keys] = allValues.shape as [number, number, number, number];
  // heads that share keys stand one below the other
  const grouped = b.reshape(b.mul(placed(q), scale), [n, groups, (heads / groups) * queries, width]);
  let scores = b.reshape(b.matmul(grouped, allKeys, { transposeB: true }), [n, heads, queries, keys]);
  if (positions === 'alibi')
    scores = b.add(scores, distancePenalty(b, heads, step ? distancesBack(b, step) : distances(b, queries, keys)));
  if (step) scores = b.add(scores, b.mul(notYet(b, step), UNSEEN));
  else if (causal)
    scores = b.add(scores, b.mul(b.cast(b.lt(b.iota([queries, 1], 0), b.iota([1, keys], 1)), 'float32'), UNSEEN));
  if (addend) scores = b.add(scores, acrossHeads(b, addend));
  return mixValues(ctx, scores, allValues, mask, dropout);
}

// Place by place: all places that there may be stand in their order, and this one behind them

/** What all places left, and this one behind them: [N, G, length + 1, D]. */
function withEarlier(b: Builder, step: Step, name: string, now: Value): Value {
  const before = step.before(name, now.shape.with(2, step.length));
  step.keep(name, now);
  return b.concat([before, now], 2);
}

/** 1 for every place that is not yet there; 1 × (length + 1). */
const notYet = (b: Builder, { place, length }: Step): Value => {
  const places = b.iota([1, length + 1], 1, 'float32');
  return b.mul(b.cast(b.ge(places, place), 'float32'), b.cast(b.lt(places, length), 'float32'));
};

/** How far back each place is; 1 × (length + 1). */
const distancesBack = (b: Builder, { place, length }: Step): Value =>
  b.concat([b.abs(b.sub(b.iota([1, length], 1, 'float32'), place)), b.fill(0, [1, 1])], 1);

/** Whether a self-attention can be given place by place. */
export const isStepwise = (
  [query, key, value, ...others]: readonly (TensorType | undefined)[],
  { causal }: Pick<AttentionOptions, 'causal'>,
): boolean =>
  causal &&
  others.every((other) => other === undefined) &&
  [key, value].every((other) => other === undefined || other.shape[1] === query!.shape[1]);

/** 1 where a mask is 0, else 0. Compared rather than cast: TensorFlow.js cuts fractions off on the way to bool. */
export const hiddenBy = (b: Builder, mask: Value): Value =>
  mask.dtype === 'bool' ? b.sub(1, b.cast(mask, 'float32')) : b.cast(b.eq(mask, 0), 'float32');

/** The softmax of scores over what is not hidden; a query that sees nothing gets nothing. */
export function visible(b: Builder, scores: Value, hidden: Value | undefined): Value {
  if (!hidden) return b.softmax(scores, -1);
  return b.mul(b.softmax(b.add(scores, b.mul(hidden, UNSEEN)), -1), b.sub(1, hidden));
}

/** The mean of the values by the softmax of the scores, and the softmax: [N, H, T, S], [N, G, S, E] give [N, H, T, E]. */
export function mixValues(
  ctx: Lowering,
  given: Value,
  v: Value,
  mask: Value | undefined,
  dropout: number,
): { readonly output: Value; readonly weights: Value } {
  const { b } = ctx;
  const [n, heads, queries, keys] = given.shape as [number, number, number, number];
  const [, groups, , valueWidth] = v.shape as [number, number, number, number];
  const weights = visible(b, given, mask && acrossHeads(b, hiddenBy(b, mask)));
  const mixed = b.matmul(b.reshape(dropped(ctx, weights, dropout), [n, groups, (heads / groups) * queries, keys]), v);
  return { output: b.reshape(mixed, [n, heads, queries, valueWidth]), weights };
}

/** N×length×(heads·width) to N×heads×length×width. */
export function splitHeads(b: Builder, x: Value, heads: number): Value {
  const [n, length, features] = x.shape as [number, number, number];
  return b.transpose(b.reshape(x, [n, length, heads, features / heads]), [0, 2, 1, 3]);
}

/** And back. */
export function joinHeads(b: Builder, x: Value): Value {
  const [n, heads, length, width] = x.shape as [number, number, number, number];
  return b.reshape(b.transpose(x, [0, 2, 1, 3]), [n, length, heads * width]);
}

/** Heads of queries, keys and values, and the width of each. */
export interface Heads {
  readonly heads: number;
  readonly keyHeads: number;
  readonly width: number;
  readonly valueWidth: number;
}
/** Features of all heads of queries, keys and values. */
export const featuresOf = ({
  heads,
  keyHeads,
  width,
  valueWidth,
}: Heads): readonly [q: number, k: number, v: number] => [heads * width, keyHeads * width, keyHeads * valueWidth];

/** The heads of queries, keys and values that lie side by side in the last axis; turned together where all are as wide. */
export function unpackHeads(b: Builder, x: Value, heads: Heads): readonly [q: Value, k: Value, v: Value] {
  const counts = [heads.heads, heads.keyHeads, heads.keyHeads];
  const parts = (value: Value, axis: number, sizes: readonly number[]) => {
    let end = 0;
    return sizes.map((size) => partOf(b, value, axis, end, (end += size)));
  };
  const [q, k, v] =
    heads.width === heads.valueWidth
      ? parts(
          splitHeads(
            b,
            x,
            counts.reduce((p, c) => p + c),
          ),
          1,
          counts,
        )
      : parts(x, 2, featuresOf(heads)).map((part, i) => splitHeads(b, part, counts[i]!));
  return [q!, k!, v!];
}

// What the inputs must be

/** Refuses a number of heads that does not divide what it must; the repair takes the next smaller one that does. */
export function expectDivisor(
  setting: 'heads' | 'keyHeads',
  count: number,
  whole: number,
  expected: 'divisor-of-heads' | 'divisor-of-features',
): Rejection | undefined {
  if (whole % count === 0) return undefined;
  let fitting = 1;
  for (let divisor = 1; divisor * divisor <= whole; divisor++)
    if (whole % divisor === 0)
      for (const one of [divisor, whole / divisor]) if (one <= count) fitting = Math.max(fitting, one);
  return reject(
    'bad-setting',
    { expected: phrase(expected, { whole }), received: count },
    {
      setting,
      repairs: [
        {
          title: phrase('use-number', { number: fitting }),
          actions: [{ kind: 'set', node: THIS, setting, value: fitting }],
        },
      ],
    },
  );
}

/** Refuses a mask or bias that does not broadcast with N×heads×queries×keys. */
export function expectAcross(
  x: TensorType | undefined,
  port: string,
  heads: number,
  queries: Dim,
  keys: Dim,
): Rejection | undefined {
  if (!x) return undefined;
  const whole = [heads, queries, keys];
  const fits =
    x.shape[0] === 'N' &&
    x.shape.length >= 2 &&
    x.shape.length <= 4 &&
    x.shape.slice(1).every((dim, i) => dim === whole[i + 4 - x.shape.length] || (dim === 1 && i < x.shape.length - 2));
  return fits
    ? undefined
    : reject(
        'size-mismatch',
        {
          expected: phrase('mask-across', { keys: formatShape([keys]), queries: formatShape([queries]), heads }),
          received: formatType(x),
        },
        { port },
      );
}

/** Refuses heads whose features cannot be turned in pairs. */
export const expectPairs = (positions: AttentionOptions['positions'], width: number): Rejection | undefined =>
  positions === 'rotary' && width % 2 !== 0
    ? reject(
        'bad-setting',
        {
          expected: phrase('no-pairs-to-turn', { width }),
          received: verbatim('rotary'),
        },
        { setting: 'positions' },
      )
    : undefined;

export const expectSameLength = (key: TensorType, value: TensorType): Rejection | undefined =>
  key.shape[1] === value.shape[1]
    ? undefined
    : reject(
        'branches-mismatch',
        { expected: phrase('same-lengths'), shapes: all([key, value].map(formatType)) },
        { port: 'value' },
      );

export const MASK = {
  name: 'mask',
  doc: '0 where a query must not look, such as padding: N×keys, N×queries×keys or N×heads×queries×keys.',
  optional: true,
} as const;

// Multi-head attention with its projections, as a layer and as a part of others

export const MULTI_HEAD = {
  heads: int({ label: 'Heads', default: 8, min: 1, doc: 'Each looks for something else.' }),
  ...ATTENTION,
  bias: boolean({ label: 'Bias', default: true, doc: 'Add learned offsets to the projections.' }),
  initializer: initializer({
    label: 'Initializer',
    default: { type: 'xavier-uniform' },
    doc: 'How the weights start.',
  }),
};
export type MultiHead = SettingsOf<typeof MULTI_HEAD> & {
  /** 0: the width shared out among the heads. */
  readonly headWidth?: number;
  /** 0: as `headWidth`. */
  readonly valueWidth?: number;
};

export function headsOf(
  width: number,
  {
    heads,
    keyHeads,
    headWidth = 0,
    valueWidth = 0,
  }: Pick<MultiHead, 'heads' | 'keyHeads' | 'headWidth' | 'valueWidth'>,
): Heads {
  const own = headWidth || width / heads;
  return { heads, keyHeads: keyHeads || heads, width: own, valueWidth: valueWidth || own };
}

/** Refuses heads that do not fit the width of the queries. */
export function expectHeads(width: number, s: MultiHead): Rejection | undefined {
  const given = headsOf(width, s);
  return (
    (s.headWidth ? undefined : expectDivisor('heads', s.heads, width, 'divisor-of-features')) ??
    expectDivisor('keyHeads', given.keyHeads, given.heads, 'divisor-of-heads') ??
    expectPairs(s.positions, given.width)
  );
}

/**
 * Names and layout of PyTorch's MultiheadAttention: one stacked matrix of queries, keys and values where all inputs have the same width,
 * else three.
 */
export function multiHeadWeights(width: number, keyWidth: number, valueWidth: number, s: MultiHead): WeightSpecs {
  const { bias, initializer } = s;
  const [q, k, v] = featuresOf(headsOf(width, s));
  const [stacked, mixed] = [q + k + v, s.heads * headsOf(width, s).valueWidth];
  const matrix = (outputs: number, inputs: number) => ({
    shape: [outputs, inputs],
    initializer,
    fan: [inputs, outputs] as const,
  });
  return {
    ...(keyWidth === width && valueWidth === width
      ? { in_proj_weight: matrix(stacked, width) }
      : { q_proj_weight: matrix(q, width), k_proj_weight: matrix(k, keyWidth), v_proj_weight: matrix(v, valueWidth) }),
    ...(bias && { in_proj_bias: { shape: [stacked], initializer: { type: 'zeros' }, role: 'bias' as const } }),
    'out_proj.weight': matrix(width, mixed),
    ...(bias && { 'out_proj.bias': { shape: [width], initializer: { type: 'zeros' }, role: 'bias' as const } }),
  };
}

/** Projections, attention, projection; the inputs that are the same value are projected in one product. */
export function multiHead(
  ctx: Lowering,
  query: Value,
  key: Value,
  value: Value,
  mask: Value | undefined,
  s: MultiHead,
  weights: Readonly<Record<string, Value>>,
): { readonly output: Value; readonly weights: Value } {
  const { b } = ctx;
  const heads = headsOf(query.shape[2]!, s);
  const sizes = featuresOf(heads);
  const { in_proj_weight: stacked, in_proj_bias: offsets } = weights;
  /** The rows `from` to `to` of the three projections, stacked. */
  const rows = (x: Value | undefined, from: number, to: number) =>
    x &&
    partOf(
      b,
      x,
      0,
      sizes.slice(0, from).reduce((p, c) => p + c, 0),
      sizes.slice(0, to).reduce((p, c) => p + c, 0),
    );
  const project = (x: Value, from: number, to: number) => {
    const own = stacked
      ? rows(stacked, from, to)!
      : weights[['q_proj_weight', 'k_proj_weight', 'v_proj_weight'][from]!]!;
    return linear(b, x, own, rows(offsets, from, to));
  };
  const apart = (): readonly [Value, Value, Value] => {
    const [q, k, v] = [query, key, value].map((x, i) =>
      splitHeads(b, project(x, i, i + 1), i === 0 ? heads.heads : heads.keyHeads),
    );
    return [q!, k!, v!];
  };
  const [q, k, v] = stacked && query === key && key === value ? unpackHeads(b, project(query, 0, 3), heads) : apart();
  const attended = attend(ctx, q, k, v, { ...s, mask });
  return {
    output: linear(b, joinHeads(b, attended.output), weights['out_proj.weight']!, weights['out_proj.bias']),
    weights: attended.weights,
  };
}

/** Multiply-adds of all this, for one sample. */
export function multiHeadMacs(query: TensorType, key: TensorType, value: TensorType, s: MultiHead): number {
  const [queries, width] = query.shape.slice(1) as [number, number];
  const [keys, keyWidth] = key.shape.slice(1) as [number, number];
  const [q, k, v] = featuresOf(headsOf(width, s));
  return (
    queries * width * q +
    keys * keyWidth * k +
    keys * (value.shape[2] as number) * v +
    attendMacs(headsOf(width, s), queries, keys) +
    queries * s.heads * headsOf(width, s).valueWidth * width
  );
}

export const attendMacs = ({ heads, width, valueWidth }: Heads, queries: number, keys: number): number =>
  heads * queries * keys * (width + valueWidth);

/** PyTorch's own module takes no keys of fewer heads, positions or other widths. */
export function multiHeadInTorch(
  [query, key, value, mask]: readonly (TensorType | undefined)[],
  s: MultiHead & { readonly headWidth: number; readonly valueWidth: number },
): TorchSpelling | undefined {
  const width = query!.shape[2] as number;
  if (!isPlain(s) || s.headWidth > 0 || s.valueWidth > 0 || mask) return undefined;
  const [keys, values] = [key ?? query!, value ?? key ?? query!].map((type) => type.shape[2] as number);
  const names = key ? (value ? '$0, $1, $2' : '$0, $1, $1') : '$0, $0, $0';
  const causal = key ? undefined : CAUSAL_MASK;
  if (s.causal && !causal) return undefined;
  return {
    module: 'nn.MultiheadAttention',
    args: {
      embed_dim: width,
      num_heads: s.heads,
      dropout: s.dropout > 0 ? s.dropout : undefined,
      bias: s.bias ? undefined : false,
      kdim: keys === width ? undefined : keys!,
      vdim: values === width ? undefined : values!,
      batch_first: true,
    },
    apply: `$m(${names}${s.causal ? `, attn_mask=${causal}` : ''}, average_attn_weights=False)`,
    outputs: ['$y[0]', '$y[1]'],
  };
}
/** Whether heads work as in PyTorch's modules. */
export const isPlain = (s: Pick<MultiHead, 'positions' | 'keyHeads' | 'heads'>): boolean =>
  s.positions === 'none' && (s.keyHeads === 0 || s.keyHeads === s.heads);
/** Hides what comes later, for PyTorch. */
export const CAUSAL_MASK = 'nn.Transformer.generate_square_subsequent_mask($0.shape[1], device=$0.device)';
