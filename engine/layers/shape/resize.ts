import { boolean, choice, ints } from '../../settings.ts';
import { formatShape } from '../../types/shape.ts';
import { formatType } from '../../types/tensor.ts';
import { readAlong } from '../common/axes.ts';
import {
  cubicTable,
  expectTable,
  firstRefusal,
  linearTable,
  mixAlong,
  smoothTable,
  smoothTaps,
} from '../common/resample.ts';
import { defineLayer, reject, sampleShape } from '../define.ts';
import { product } from '../common/windows.ts';
import { optionOf, toSummary } from '../common/summary.ts';
import { phrase } from '../../phrases.ts';

const TAPS = { nearest: 0, linear: 2, cubic: 4 } as const;

export const resize = defineLayer({
  id: 'resize',
  title: 'Resize',
  family: 'shape',
  doc:
    'Brings the last axes to a given size, larger or smaller: by the nearest value, along lines or along cubic ' +
    'curves between the values. Upsample does it by a factor.',
  formula: 'y_i = \\sum_j k(j - s_i) \\, x_j, \\quad s_i = \\tfrac{L}{M}(i + \\tfrac{1}{2}) - \\tfrac{1}{2}',
  source: {
    title: 'PyTorch: interpolate',
    url: 'https://pytorch.org/docs/stable/generated/torch.nn.functional.interpolate.html',
  },
  keywords: ['interpolate', 'scale', 'bilinear', 'bicubic', 'image size'],
  settings: {
    size: ints({
      label: 'Size',
      default: [32, 32],
      min: 1,
      doc: 'The new size of each of the last axes: height and width, or the length alone.',
    }),
    mode: choice(['nearest', 'linear', 'cubic'], {
      label: 'Mode',
      default: 'linear',
      doc:
        'What lies between the values. Nearest takes value ⌊i L / M⌋ for place i of M from L (as PyTorch’s nearest, not ' +
        'nearest-exact); the formula is of the other two.',
      names: { nearest: 'Nearest', linear: 'Linear', cubic: 'Cubic' },
    }),
    alignCorners: boolean({
      label: 'Align corners',
      default: false,
      doc: 'The outermost values keep their places at the corners; else the outermost edges meet.',
      when: { mode: ['linear', 'cubic'] },
    }),
    antialias: boolean({
      label: 'Smooth when shrinking',
      default: false,
      doc: 'Where an axis gets shorter, take a mean over all that a new place covers instead of skipping values. Without effect where corners are aligned.',
      when: { mode: ['linear', 'cubic'], alignCorners: [false] },
    }),
  },
  inputs: [{ name: 'input', doc: 'N×channels×…, with at least as many axes behind the channels as are resized.' }],
  outputs: [{ name: 'output', doc: 'The last axes have the new size.' }],
  summary: ({ size, mode }) => [toSummary(formatShape(size)), optionOf('resize', 'mode', mode)],
  infer([x], { size, mode, alignCorners, antialias }) {
    if (x!.dtype !== 'float32')
      return reject('dtype-mismatch', { expected: 'float32', received: x!.dtype }, { port: 'input' });
    const most = x!.shape.length - 2;
    if (most < 1)
      return reject(
        'rank-mismatch',
        { expected: phrase('positions-behind-channels'), received: formatType(x!) },
        { port: 'input' },
      );
    if (size.length < 1 || size.length > most)
      return reject(
        'bad-setting',
        {
          expected: phrase('axis-sizes', { most, shape: formatType(x!) }),
          received: size.length === 0 ? phrase('nothing') : formatShape(size),
        },
        { setting: 'size' },
      );
    const taps = (length: number, wanted: number): number =>
      mode !== 'nearest' && antialias && !alignCorners ? smoothTaps(length, wanted, mode) : Math.max(1, TAPS[mode]);
    return (
      firstRefusal((x!.shape as readonly number[]).slice(-size.length), (length, i) =>
        expectTable(length, size[i]!, taps(length, size[i]!)),
      ) ?? [{ dtype: 'float32', shape: [...x!.shape.slice(0, -size.length), ...size] }]
    );
  },
  lower: ({ b }, [x], { size, mode, alignCorners, antialias }) =>
    size.reduce((y, wanted, i) => {
      const axis = y.shape.length - size.length + i;
      const length = y.shape[axis]!;
      if (length === wanted) return y;
      if (mode === 'nearest')
        return readAlong(
          b,
          y,
          axis,
          Array.from({ length: wanted }, (_, place) => Math.floor((place * length) / wanted)),
        );
      if (antialias && !alignCorners) return mixAlong(b, y, axis, smoothTable(length, wanted, mode));
      return mixAlong(b, y, axis, (mode === 'linear' ? linearTable : cubicTable)(length, wanted, alignCorners));
    }, x!),
  macs: (_, [y], { mode, size }) => TAPS[mode] ** size.length * product(sampleShape(y!)),
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 4, 3] }], settings: { size: [6, 5] }, output: ['N', 2, 6, 5] },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 1, 5, 6] }],
      settings: { size: [3, 4], mode: 'nearest' },
      output: ['N', 1, 3, 4],
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 2, 4, 5] }],
      settings: { size: [7, 3], mode: 'cubic' },
      output: ['N', 2, 7, 3],
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 3, 5] }],
      settings: { size: [8], alignCorners: true },
      output: ['N', 3, 8],
      batch: 1,
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 1, 3, 4] }],
      settings: { size: [1, 6], mode: 'cubic', alignCorners: true },
      output: ['N', 1, 1, 6],
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 1, 7, 6] }],
      settings: { size: [3, 4], antialias: true },
      output: ['N', 1, 3, 4],
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 1, 8, 5] }],
      settings: { size: [3, 7], mode: 'cubic', antialias: true },
      output: ['N', 1, 3, 7],
      batch: 2,
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 1, 2, 3, 4] }],
      settings: { size: [3, 2, 5] },
      output: ['N', 1, 3, 2, 5],
      batch: 2,
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 2, 1] }],
      settings: { size: [4], mode: 'nearest' },
      output: ['N', 2, 4],
      batch: 5,
    },
  ],
});
