import { number } from '../../settings.ts';
import { border } from './common/border.ts';
import { product, shifted, stretched } from './common/matrix.ts';
import { defineAugmentation, often } from './define.ts';

export const zoom = defineAugmentation({
  id: 'zoom',
  title: 'Zoom',
  doc:
    'Shows the picture larger or smaller, and its sides in another ratio. A part of a larger one is chosen by chance (a crop of random ' +
    'size), and so is the place of a smaller one.',
  source: {
    title: 'Szegedy et al. 2015: Going deeper with convolutions',
    url: 'https://arxiv.org/abs/1409.4842',
  },
  settings: {
    least: number({ label: 'Least', default: 1, min: 0.1, max: 10, doc: 'Times its size, at least.' }),
    most: number({ label: 'Most', default: 1.3, min: 0.1, max: 10, doc: 'Times its size, at most.' }),
    ratio: number({
      label: 'Ratio',
      default: 1,
      min: 1,
      max: 4,
      doc: 'At most so many times as wide for its height as it was, or as high for its width.',
    }),
    border,
    share: often(1),
  },
  steps(chance, { least, most, ratio, border }, { width, height }) {
    const size = Math.min(least, most) + Math.abs(most - least) * chance();
    const wider = Math.exp(Math.log(ratio) * (2 * chance() - 1));
    const [across, down] = [size * Math.sqrt(wider), size / Math.sqrt(wider)];
    // as far as the picture still fills the frame, or lies in it
    const room = (times: number, length: number) => (times - 1) * length * (chance() - 0.5);
    const place = shifted(room(across, width), room(down, height));
    return [{ kind: 'move', matrix: product(place, stretched(across, down)), border }];
  },
});
