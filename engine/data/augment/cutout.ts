import { choice, number } from '../../settings.ts';
import { defineAugmentation, often, type Picture } from './define.ts';

export const cutout = defineAugmentation({
  id: 'cutout',
  title: 'Cutout',
  doc: 'Covers a square of the picture. Its middle may be any place, so that part of it may lie outside. Masks stay as they are.',
  source: {
    title: 'DeVries and Taylor 2017: Improved regularization of convolutional neural networks with Cutout',
    url: 'https://arxiv.org/abs/1708.04552',
  },
  settings: {
    size: number({
      label: 'Size',
      default: 0.4,
      min: 0,
      max: 2,
      doc: 'Its side, as a share of the picture’s shorter one.',
    }),
    fill: choice(['black', 'grey', 'noise'], {
      label: 'Fill',
      default: 'black',
      doc: 'What it is covered with.',
      names: { black: 'Black', grey: 'Grey', noise: 'Noise' },
    }),
    share: often(1),
  },
  steps(chance, { size, fill }, { width, height }) {
    const half = (size * Math.min(width, height)) / 2;
    const [x, y] = [chance() * width, chance() * height];
    const value = fill === 'noise' ? chance : () => (fill === 'grey' ? 0.5 : 0);
    const [left, right] = [x - half, x + half].map(Math.round) as [number, number];
    const [top, bottom] = [y - half, y + half].map(Math.round) as [number, number];
    return [{ kind: 'paint', paint: (picture) => cover(picture, { left, right, top, bottom }, value) }];
  },
});

interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function cover({ data, channels, height, width }: Picture, box: Box, value: () => number): void {
  for (let channel = 0; channel < channels; channel++)
    for (let row = Math.max(0, box.top); row < Math.min(height, box.bottom); row++)
      for (let column = Math.max(0, box.left); column < Math.min(width, box.right); column++)
        data[(channel * height + row) * width + column] = value();
}
