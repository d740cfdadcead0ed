import type { Builder } from '../../ir/builder.ts';
import type { Value } from '../../ir/program.ts';
import { phrase } from '../../phrases.ts';
import { boolean, initializer, int, ints, number } from '../../settings.ts';
import { formatShape } from '../../types/shape.ts';
import { formatType } from '../../types/tensor.ts';
import { attend, attendMacs, expectDivisor, joinHeads, unpackHeads } from '../common/attention.ts';
import { linear, partOf } from '../common/sequences.ts';
import { headsSummary, summary } from '../common/summary.ts';
import { defineLayer, reject, sampleShape } from '../define.ts';

type Pair = readonly [number, number];
interface Given {
  readonly window: readonly number[];
  readonly shift: readonly number[];
}

/** How many windows cover an axis of each size, and how far they are shifted: not at all where one covers all of it. */
function windowsOf(size: Pair, { window, shift }: Given): { readonly counts: Pair; readonly shifts: Pair } {
  const axes = size.map((length, i) => {
    const count = Math.ceil(length / window[i]!);
    return [count, count > 1 ? shift[i]! : 0] as const;
  });
  return { counts: [axes[0]![0], axes[1]![0]], shifts: [axes[0]![1], axes[1]![1]] };
}

/** An axis turned round: what stood at `by` comes first. */
const rolled = (b: Builder, x: Value, axis: number, by: number): Value =>
  by === 0 ? x : b.concat([partOf(b, x, axis, by, x.shape[axis]!), partOf(b, x, axis, 0, by)], axis);

/** [M, rows·h, columns·w, F] to [M·rows·columns, h·w, F]. */
function cut(b: Builder, x: Value, [rows, columns]: Pair, [h, w]: Pair): Value {
  const [m, , , features] = x.shape as [number, number, number, number];
  const apart = b.reshape(x, [m, rows, h, columns, w, features]);
  return b.reshape(b.transpose(apart, [0, 1, 3, 2, 4, 5]), [m * rows * columns, h * w, features]);
}

/** And back. */
function joined(b: Builder, x: Value, [rows, columns]: Pair, [h, w]: Pair): Value {
  const [count, , features] = x.shape as [number, number, number];
  const apart = b.reshape(x, [count / (rows * columns), rows, columns, h, w, features]);
  return b.reshape(b.transpose(apart, [0, 1, 3, 2, 4, 5]), [apart.shape[0]!, rows * h, columns * w, features]);
}

/** What the table says of each two places of a window: [heads, h·w, h·w]. */
function offsetsOf(b: Builder, table: Value, [h, w]: Pair): Value {
  const places = [h, w, h, w];
  const apart = (axis: number, size: number) => b.add(b.sub(b.iota(places, axis), b.iota(places, axis + 2)), size - 1);
  const offsets = b.reshape(b.add(b.mul(apart(0, h), 2 * w - 1), apart(1, w)), [(h * w) ** 2]);
  return b.reshape(b.transpose(b.gather(table, offsets), [1, 0]), [table.shape[1]!, h * w, h * w]);
}

/** Far below 0 for two places of a window of which only one came from the other end of the map: [windows, 1, h·w, h·w]. */
function strangers(b: Builder, counts: Pair, window: Pair, shifts: Pair): Value {
  const size: Pair = [counts[0] * window[0], counts[1] * window[1]];
  /** 1 from the place where the other end begins. */
  const end = (i: 0 | 1) => {
    const place = b.iota([1, ...size, 1], i + 1, 'float32');
    return b.cast(b.ge(place, shifts[i] === 0 ? size[i] : size[i] - shifts[i]), 'float32');
  };
  // windows that lie whole on one side have one number all over
  const parts = cut(b, b.add(b.mul(end(0), 2), end(1)), counts, window);
  const [windows, places] = parts.shape as [number, number, number];
  const same = b.eq(b.reshape(parts, [windows, 1, places, 1]), b.reshape(parts, [windows, 1, 1, places]));
  return b.mul(b.sub(1, b.cast(same, 'float32')), -1e9);
}

export const windowAttention = defineLayer({
  id: 'windowAttention',
  title: 'Window attention',
  family: 'attention',
  doc:
    'Cuts a map into windows, within which each place looks at every other: the work grows with the map’s size, not ' +
    'with its square. A learned number for each offset between two places says how near they are. Every second layer ' +
    'shifts its windows by half, so that what the first kept apart meets.',
  formula:
    'Y = [h_1, \\dots, h_n] W^{O\\top}, \\quad h_i = \\mathrm{softmax}\\Big(\\frac{Q_i K_i^\\top}{\\sqrt{d}} + B_i\\Big) V_i ' +
    '\\quad \\text{within each window}',
  source: {
    title: 'Liu et al. 2021, Swin Transformer: Hierarchical Vision Transformer using Shifted Windows',
    url: 'https://arxiv.org/abs/2103.14030',
  },
  keywords: ['swin', 'shifted window', 'relative position bias', 'local attention', 'self-attention', 'attn'],
  settings: {
    heads: int({ label: 'Heads', default: 4, min: 1, doc: 'Each looks for something else; they divide the features.' }),
    window: ints({ label: 'Window', default: [7, 7], length: 2, min: 1, doc: 'Height and width of a window.' }),
    shift: ints({
      label: 'Shift',
      default: [0, 0],
      length: 2,
      min: 0,
      doc: 'How far the windows are moved down and to the right, less than their size; not at all where one covers the map.',
    }),
    dropout: number({
      label: 'Dropout',
      default: 0,
      min: 0,
      max: 1,
      exclusiveMax: true,
      doc: 'Share of the attention weights that are dropped in training.',
    }),
    bias: boolean({ label: 'Bias', default: true, doc: 'Add learned offsets to the projections.' }),
    initializer: initializer({
      label: 'Initializer',
      default: { type: 'truncated-normal' },
      doc: 'How the weights start.',
    }),
  },
  inputs: [
    {
      name: 'input',
      doc: 'N×height×width×features, as Permute 2, 3, 1 makes of a map. Where windows do not divide it, zeros are put behind it.',
    },
  ],
  outputs: [{ name: 'output', doc: 'The same shape.' }],
  summary: ({ heads, window, shift }) => [
    headsSummary(heads),
    summary('windows', 'windows {{size}}', { size: formatShape(window) }),
    ...(shift.some((by) => by > 0) ? [summary('shifted', 'shifted by {{shift}}', { shift: formatShape(shift) })] : []),
  ],
  infer([x], { heads, window, shift }) {
    const { dtype, shape } = x!;
    if (dtype !== 'float32')
      return reject('dtype-mismatch', { expected: 'float32', received: dtype }, { port: 'input' });
    if (shape.length !== 4)
      return reject(
        'rank-mismatch',
        { expected: phrase('map-of-features'), received: formatType(x!) },
        { port: 'input' },
      );
    const features = shape[3] as number;
    const uneven = expectDivisor('heads', heads, features, 'divisor-of-features');
    if (uneven) return uneven;
    return shift.every((by, axis) => by < window[axis]!)
      ? [x!]
      : reject(
          'bad-setting',
          { expected: phrase('less-than-window', { window: formatShape(window) }), received: shift },
          { setting: 'shift' },
        );
  },
  weights([x], { heads, window, bias, initializer }) {
    const width = sampleShape(x!)[2]!;
    const [h, w] = window as unknown as Pair;
    const matrix = (outputs: number) => ({ shape: [outputs, width], initializer, fan: [width, outputs] as const });
    const offsets = (length: number) => ({ shape: [length], initializer: { type: 'zeros' }, role: 'bias' as const });
    const table = [(2 * h - 1) * (2 * w - 1), heads] as const;
    return {
      relative_position_bias_table: { shape: table, initializer: { type: 'truncated-normal' }, fan: table },
      'qkv.weight': matrix(3 * width),
      ...(bias && { 'qkv.bias': offsets(3 * width) }),
      'proj.weight': matrix(width),
      ...(bias && { 'proj.bias': offsets(width) }),
    };
  },
  lower(ctx, [x], s, weights) {
    const { b } = ctx;
    const [n, height, width, features] = x!.shape as [number, number, number, number];
    const { counts, shifts } = windowsOf([height, width], s);
    const [window, all] = [s.window as unknown as Pair, counts[0] * counts[1]];
    const [h, w] = window;
    const whole = b.pad(x!, [
      [0, 0],
      [0, counts[0] * h - height],
      [0, counts[1] * w - width],
      [0, 0],
    ]);
    const moved = rolled(b, rolled(b, whole, 1, shifts[0]), 2, shifts[1]);
    const projected = linear(b, cut(b, moved, counts, window), weights['qkv.weight']!, weights['qkv.bias']);
    const wide = features / s.heads;
    const parts = unpackHeads(b, projected, { heads: s.heads, keyHeads: s.heads, width: wide, valueWidth: wide });
    // the windows of a sample stand among its heads
    const [q, k, v] = parts.map((part) => b.reshape(part, [n, all * s.heads, h * w, wide])) as [Value, Value, Value];
    const near = offsetsOf(b, weights.relative_position_bias_table!, window);
    const addend = shifts.some((by) => by > 0)
      ? b.add(near, strangers(b, counts, window, shifts))
      : b.broadcast(near, [all, ...near.shape]);
    const looked = attend(ctx, q, k, v, {
      causal: false,
      dropout: s.dropout,
      positions: 'none',
      base: 1,
      pairs: 'halves',
      addend: b.reshape(addend, [1, all * s.heads, h * w, h * w]),
    });
    const mixed = joinHeads(b, b.reshape(looked.output, [n * all, s.heads, h * w, wide]));
    const back = joined(b, linear(b, mixed, weights['proj.weight']!, weights['proj.bias']), counts, window);
    const [rows, columns] = [counts[0] * h, counts[1] * w];
    const home = rolled(b, rolled(b, back, 1, shifts[0] && rows - shifts[0]), 2, shifts[1] && columns - shifts[1]);
    return partOf(b, partOf(b, home, 1, 0, height), 2, 0, width);
  },
  macs([x], _, s) {
    const [height, width, features] = sampleShape(x!) as [number, number, number];
    const { counts } = windowsOf([height, width], s);
    const [windows, places] = [counts[0] * counts[1], s.window[0]! * s.window[1]!];
    const wide = features / s.heads;
    const heads = { heads: s.heads, keyHeads: s.heads, width: wide, valueWidth: wide };
    return windows * (places * 4 * features ** 2 + attendMacs(heads, places, places));
  },
  torch: ([x], { heads, window, shift, dropout, bias }) => ({
    module: 'WindowAttention',
    args: {
      width: sampleShape(x!)[2]!,
      heads,
      window,
      shift: shift.some((by) => by > 0) ? shift : undefined,
      dropout: dropout || undefined,
      bias: bias ? undefined : false,
    },
  }),
  examples: [
    { inputs: [map(4, 6, 4)], settings: { heads: 2, window: [2, 3] }, output: ['N', 4, 6, 4] },
    { inputs: [map(4, 6, 4)], settings: { heads: 2, window: [2, 3], shift: [1, 1] }, output: ['N', 4, 6, 4], batch: 2 },
    {
      inputs: [map(3, 5, 6)],
      settings: { heads: 3, window: [2, 2], shift: [1, 1], bias: false },
      output: ['N', 3, 5, 6],
    },
    { inputs: [map(4, 4, 4)], settings: { heads: 1, window: [2, 2], shift: [0, 1] }, output: ['N', 4, 4, 4], batch: 1 },
    // one window covers the map, which is not shifted then
    { inputs: [map(3, 2, 4)], settings: { heads: 2, window: [3, 3], shift: [1, 1] }, output: ['N', 3, 2, 4] },
    {
      inputs: [map(4, 2, 2)],
      settings: { heads: 1, window: [2, 2], shift: [1, 0], dropout: 0.3 },
      output: ['N', 4, 2, 2],
      batch: 2,
    },
  ],
});

function map(height: number, width: number, features: number) {
  return { dtype: 'float32' as const, shape: ['N', height, width, features] as const };
}
