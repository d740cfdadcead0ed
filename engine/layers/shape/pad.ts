import { choice, ints, number } from '../../settings.ts';
import { formatType } from '../../types/tensor.ts';
import { alongInTfjs } from '../common/axes.ts';
import { BORDER_NAMES, tooWide, withBorder } from '../common/border.ts';
import { defineLayer, reject } from '../define.ts';
import { optionOf } from '../common/summary.ts';
import { type Phrase, phrase } from '../../phrases.ts';
import { sidesInTorch } from '../common/torch.ts';

/** Before and after, axis by axis. */
const pairsOf = (amounts: readonly number[]): (readonly [number, number])[] =>
  Array.from({ length: amounts.length / 2 }, (_, i) => [amounts[2 * i]!, amounts[2 * i + 1]!] as const);

export const pad = defineLayer({
  id: 'pad',
  title: 'Pad',
  family: 'shape',
  doc: 'Puts a border around the last axes: of one value, of the mirrored inside, of the repeated edge, or of what lies at the other side.',
  formula: 'y_{i + t} = x_i \\quad (0 \\le i < L)',
  source: { title: 'PyTorch: pad', url: 'https://pytorch.org/docs/stable/generated/torch.nn.functional.pad.html' },
  keywords: ['zero padding', 'border', 'reflection', 'replication', 'circular'],
  settings: {
    amounts: ints({
      label: 'Amounts',
      default: [1, 1],
      min: 0,
      doc: 'Before and after each of the last axes, from front to back: 1, 2, 3, 4 pads rows by 1 and 2, columns by 3 and 4.',
    }),
    mode: choice(['constant', 'reflect', 'replicate', 'circular'], {
      label: 'Border',
      default: 'constant',
      doc: 'What the border is.',
      names: { constant: 'Value', ...BORDER_NAMES },
    }),
    value: number({ label: 'Value', default: 0, doc: 'Of the border.', when: { mode: ['constant'] } }),
  },
  inputs: [{ name: 'input', doc: 'At least as many axes behind the batch as are padded.' }],
  outputs: [{ name: 'output', doc: 'Larger by the border.' }],
  summary: ({ amounts, mode }) =>
    mode === 'constant' ? amounts : [amounts, optionOf('pad', 'mode', mode, BORDER_NAMES[mode])],
  infer([x], { amounts, mode }) {
    const { dtype, shape } = x!;
    const count = amounts.length / 2;
    const wrong = (expected: Phrase) => reject('bad-setting', { expected, received: amounts }, { setting: 'amounts' });
    if (dtype !== 'float32')
      return reject('dtype-mismatch', { expected: 'float32', received: dtype }, { port: 'input' });
    if (!Number.isInteger(count) || count < 1 || count >= shape.length)
      return wrong(phrase('two-numbers-for-each-axis', { most: shape.length - 1, shape: formatType(x!) }));
    const first = shape.length - count;
    const padded = shape.map((dim, axis) =>
      axis < first ? dim : (dim as number) + amounts[2 * (axis - first)]! + amounts[2 * (axis - first) + 1]!,
    );
    const unfit =
      mode !== 'constant' &&
      shape.slice(first).some((dim, i) => tooWide(mode, dim as number, [amounts[2 * i]!, amounts[2 * i + 1]!]));
    return unfit
      ? wrong(phrase(mode === 'reflect' ? 'border-below-axes' : 'border-within-axes', { shape: formatType(x!) }))
      : [{ dtype, shape: padded }];
  },
  lower({ b }, [x], { amounts, mode, value }) {
    const rank = x!.shape.length;
    const first = rank - amounts.length / 2;
    const around = x!.shape.map((_, axis) =>
      axis < first ? ([0, 0] as const) : ([amounts[2 * (axis - first)]!, amounts[2 * (axis - first) + 1]!] as const),
    );
    if (mode === 'constant') return b.pad(x!, around, value);
    return around.reduce((y, sides, axis) => withBorder(b, y, axis, sides, mode), x!);
  },
  spell([x], { amounts, mode, value }) {
    const rank = x!.shape.length;
    const pairs = pairsOf(amounts);
    if (mode !== 'constant' || value !== 0) return {};
    if (rank === 4 && pairs.length === 2)
      return { layersModel: { call: 'zeroPadding2d', layout: 'channelsLast', args: { padding: pairs } } };
    const [one, ...others] = pairs.flatMap((sides, i) =>
      sides.some((side) => side > 0) ? [{ sides, axis: rank - pairs.length + i }] : [],
    );
    if (!one || others.length > 0) return {};
    const length = (x!.shape[one.axis] as number) + one.sides[0] + one.sides[1];
    const args = { padding: [[0, 0], one.sides] };
    return { layersModel: alongInTfjs(x!, one.axis, length, { call: 'zeroPadding2d', args }) };
  },
  torch: (_, { amounts, mode, value }) =>
    mode === 'constant'
      ? {
          apply: value === 0 ? 'F.pad($0, {pad})' : 'F.pad($0, {pad}, value={value})',
          values: { pad: sidesInTorch(pairsOf(amounts)), value },
        }
      : undefined,
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 4] }], output: ['N', 6] },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 4] }],
      settings: { amounts: [1, 0, 2, 1], value: -1.5 },
      output: ['N', 2, 4, 7],
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 2, 4, 4] }],
      settings: { amounts: [1, 2, 3, 0], mode: 'reflect' },
      output: ['N', 2, 7, 7],
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 2] }],
      settings: { amounts: [2, 1, 0, 3], mode: 'replicate' },
      output: ['N', 2, 6, 5],
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 3, 5] }],
      settings: { amounts: [2, 2], mode: 'reflect' },
      output: ['N', 3, 9],
      batch: 1,
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 1, 1] }],
      settings: { amounts: [2, 0], mode: 'replicate' },
      output: ['N', 1, 3],
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 2] }],
      settings: { amounts: [1, 3, 2, 0], mode: 'circular' },
      output: ['N', 2, 7, 4],
    },
  ],
});
