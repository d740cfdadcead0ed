import { choice, ints, type SettingsOf } from '../../settings.ts';
import { formatShape } from '../../types/shape.ts';
import { formatType } from '../../types/tensor.ts';
import { defineLayer, reject, sampleShape } from '../define.ts';
import { summary } from '../common/summary.ts';
import { type Phrase, phrase } from '../../phrases.ts';

const settings = {
  by: choice(['amounts', 'size'], {
    label: 'Crop by',
    default: 'amounts',
    doc: 'Cut off so much, or keep the middle of a given size.',
    names: { amounts: 'Amounts', size: 'Middle of a size' },
  }),
  amounts: ints({
    label: 'Amounts',
    default: [1, 1],
    min: 0,
    doc: 'Before and after each of the last axes, from front to back: 1, 2, 3, 4 cuts rows by 1 and 2, columns by 3 and 4.',
    when: { by: ['amounts'] },
  }),
  size: ints({
    label: 'Size',
    default: [1, 1],
    min: 1,
    doc: 'What stays of each of the last axes; where the rest is odd, one more is cut behind than before.',
    when: { by: ['size'] },
  }),
};

/** First and one past the last place that stays, of each axis that is cut; these are the last axes. */
function remainingRanges(
  lengths: readonly number[],
  { by, amounts, size }: SettingsOf<typeof settings>,
): [number, number][] {
  const count = by === 'amounts' ? amounts.length / 2 : size.length;
  return lengths.slice(lengths.length - count).map((length, i) => {
    if (by === 'amounts') return [amounts[2 * i]!, length - amounts[2 * i + 1]!];
    const from = Math.floor((length - size[i]!) / 2);
    return [from, from + size[i]!];
  });
}

export const crop = defineLayer({
  id: 'crop',
  title: 'Crop',
  family: 'shape',
  doc: 'Cuts a border off the last axes, or keeps the middle of a given size: to bring two branches to one size, as in U-Net.',
  formula: 'y_{i, j} = x_{i + t, j + l}',
  source: { title: 'Ronneberger et al. 2015, U-Net', url: 'https://arxiv.org/abs/1505.04597' },
  keywords: ['cropping', 'center crop', 'trim', 'cut', 'border'],
  settings,
  inputs: [{ name: 'input', doc: 'At least as many axes behind the batch as are cut.' }],
  outputs: [{ name: 'output', doc: 'Smaller by the border.' }],
  summary: ({ by, amounts, size }) =>
    by === 'amounts' ? amounts : summary('middle', 'middle {{size}}', { size: formatShape(size) }),
  infer([x], s) {
    const [setting, given, each] =
      s.by === 'amounts' ? (['amounts', s.amounts, 2] as const) : (['size', s.size, 1] as const);
    const wrong = (expected: Phrase) =>
      reject('bad-setting', { expected, received: given.length === 0 ? phrase('nothing') : given }, { setting });
    const lengths = sampleShape(x!);
    const count = given.length / each;
    if (!Number.isInteger(count) || count < 1 || count > lengths.length)
      return wrong(
        phrase(each === 2 ? 'two-numbers-for-each-axis' : 'number-for-each-axis', {
          most: lengths.length,
          shape: formatType(x!),
        }),
      );
    const places = remainingRanges(lengths, s);
    const first = lengths.length - count;
    if (places.some(([from, to], i) => from < 0 || to > lengths[first + i]! || to <= from))
      return wrong(phrase(each === 2 ? 'something-left' : 'at-most-size', { shape: formatType(x!) }));
    return [{ dtype: x!.dtype, shape: ['N', ...lengths.slice(0, first), ...places.map(([from, to]) => to - from)] }];
  },
  lower({ b }, [x], s) {
    const places = remainingRanges(x!.shape.slice(1), s);
    const whole = x!.shape.slice(0, x!.shape.length - places.length).map((size) => [0, size] as const);
    const all = [...whole, ...places];
    return b.slice(
      x!,
      all.map(([from]) => from),
      all.map(([, to]) => to),
    );
  },
  spell([x], s) {
    const places = remainingRanges(sampleShape(x!), s);
    if (x!.shape.length !== 4 || places.length !== 2) return {};
    const cropping = places.map(([from, to], axis) => [from, sampleShape(x!)[axis + 1]! - to]);
    return { layersModel: { call: 'cropping2D', layout: 'channelsLast', args: { cropping } } };
  },
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 5] }], output: ['N', 3] },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 2, 5, 6] }],
      settings: { amounts: [1, 2, 0, 3] },
      output: ['N', 2, 2, 3],
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 2, 6, 5] }],
      settings: { by: 'size', size: [3, 2] },
      output: ['N', 2, 3, 2],
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 3, 4] }],
      settings: { by: 'size', size: [4] },
      output: ['N', 3, 4],
      batch: 1,
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 4, 3] }],
      settings: { amounts: [0, 1, 1, 1, 2, 0] },
      output: ['N', 2, 2, 2, 1],
    },
    {
      inputs: [{ dtype: 'int32', shape: ['N', 7] }],
      settings: { by: 'size', size: [1] },
      output: ['N', 1],
      below: 9,
      batch: 5,
    },
  ],
});
