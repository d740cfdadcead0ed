import { choice, int, number } from '../../settings.ts';
import { defineAugmentation, often } from './define.ts';

export const timeMask = defineAugmentation({
  id: 'timeMask',
  title: 'Time mask',
  doc: 'Covers some steps of a sound, a spectrogram or a series that follow each other, with all that is known of them.',
  source: {
    title: 'Park et al. 2019: SpecAugment: A simple data augmentation method for automatic speech recognition',
    url: 'https://arxiv.org/abs/1904.08779',
  },
  subject: 'steps',
  settings: {
    count: int({ label: 'Masks', default: 1, min: 1, max: 100, doc: 'Pieces that are covered; they may overlap.' }),
    longest: number({
      label: 'Longest',
      default: 0.2,
      min: 0,
      max: 1,
      doc: 'Steps of a piece at most, as a share of the row’s; how many is drawn from none to these.',
    }),
    fill: choice(['mean', 'zero'], {
      label: 'Fill',
      default: 'mean',
      doc: 'What they are covered with.',
      names: { mean: 'The row’s mean', zero: 'Zero' },
    }),
    share: often(1),
  },
  alter(chance, { count, longest, fill }, { data, outer, length, inner }) {
    const value = fill === 'zero' ? 0 : (data as Float32Array).reduce((a, b) => a + b, 0) / data.length;
    for (let mask = 0; mask < count; mask++) {
      const size = Math.floor(chance() * (Math.round(longest * length) + 1));
      const from = Math.floor(chance() * (length - size + 1));
      for (let line = 0; line < outer; line++) {
        const start = line * length + from;
        data.fill(value, start * inner, (start + size) * inner);
      }
    }
  },
});
