import { choice, ints, number } from '../settings.ts';
import { formatType } from '../types/tensor.ts';
import { readAlong } from './common/axes.ts';
import { defineLayer, reject } from './define.ts';

export const pad = defineLayer({
  id: 'pad',
  title: 'Pad',
  family: 'shape',
  doc: 'Puts a border around the last axes: of one value, of the mirrored inside, or of the repeated edge.',
  keywords: ['zero padding', 'border', 'reflection', 'replication'],
  settings: {
    amounts: ints({ label: 'Amounts', default: [1, 1], min: 0, doc: 'Before and after each of the last axes, from front to back: 1, 2, 3, 4 pads rows by 1 and 2, columns by 3 and 4.' }),
    mode: choice(['constant', 'reflect', 'replicate'], { label: 'Border', default: 'constant', doc: 'What the border is.', names: { constant: 'Value', reflect: 'Mirror', replicate: 'Edge' } }),
    value: number({ label: 'Value', default: 0, doc: 'Of the border.', when: { mode: ['constant'] } }),
  },
  inputs: [{ name: 'input', doc: 'At least as many axes behind the batch as are padded.' }],
  outputs: [{ name: 'output', doc: 'Larger by the border.' }],
  summary: ({ amounts, mode }) => `${amounts.join(', ')}${mode === 'constant' ? '' : mode === 'reflect' ? ', mirrored' : ', edge'}`,
  infer([x], { amounts, mode }) {
    const { dtype, shape } = x!;
    const count = amounts.length / 2;
    const wrong = (expected: string) => reject('bad-setting', { setting: 'Amounts', expected, received: amounts.join(', ') }, { setting: 'amounts' });
    if (dtype !== 'float32') return reject('dtype-mismatch', { expected: 'float32', received: dtype }, { port: 'input' });
    if (!Number.isInteger(count) || count < 1 || count >= shape.length) return wrong(`two numbers for each of at most ${shape.length - 1} axes of ${formatType(x!)}`);
    const first = shape.length - count;
    const padded = shape.map((dim, axis) => (axis < first ? dim : (dim as number) + amounts[2 * (axis - first)]! + amounts[2 * (axis - first) + 1]!));
    const tooWide = mode === 'reflect' && shape.slice(first).some((dim, i) => Math.max(amounts[2 * i]!, amounts[2 * i + 1]!) >= (dim as number));
    return tooWide ? wrong(`smaller than the axes that are mirrored (${formatType(x!)})`) : [{ dtype, shape: padded }];
  },
  lower({ b }, [x], { amounts, mode, value }) {
    const rank = x!.shape.length;
    const first = rank - amounts.length / 2;
    const around = x!.shape.map((_, axis) => (axis < first ? [0, 0] as const : [amounts[2 * (axis - first)]!, amounts[2 * (axis - first) + 1]!] as const));
    if (mode === 'constant') return b.pad(x!, around, value);
    return around.reduce((y, [before, after], axis) => {
      if (before + after === 0) return y;
      const size = y.shape[axis]!;
      const places = Array.from({ length: before + size + after }, (_, i) => i - before);
      const inside = (place: number) => (mode === 'replicate' ? Math.min(Math.max(place, 0), size - 1) : place < 0 ? -place : place >= size ? 2 * (size - 1) - place : place);
      return readAlong(b, y, axis, places.map(inside));
    }, x!);
  },
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 4] }], output: ['N', 6] },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 4] }], settings: { amounts: [1, 0, 2, 1], value: -1.5 }, output: ['N', 2, 4, 7] },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 4, 4] }], settings: { amounts: [1, 2, 3, 0], mode: 'reflect' }, output: ['N', 2, 7, 7] },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 2] }], settings: { amounts: [2, 1, 0, 3], mode: 'replicate' }, output: ['N', 2, 6, 5] },
    { inputs: [{ dtype: 'float32', shape: ['N', 3, 5] }], settings: { amounts: [2, 2], mode: 'reflect' }, output: ['N', 3, 9], batch: 1 },
    { inputs: [{ dtype: 'float32', shape: ['N', 1, 1] }], settings: { amounts: [2, 0], mode: 'replicate' }, output: ['N', 1, 3] },
  ],
});
