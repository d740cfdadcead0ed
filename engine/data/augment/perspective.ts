import { number } from '../../settings.ts';
import { border } from './common/border.ts';
import { perspectiveOf, type Place } from './common/matrix.ts';
import { defineAugmentation, often } from './define.ts';

export const perspective = defineAugmentation({
  id: 'perspective',
  title: 'Perspective',
  doc: 'As if seen from another place: each corner moves inwards by chance.',
  settings: {
    distortion: number({
      label: 'Distortion',
      default: 0.3,
      min: 0,
      max: 0.9,
      doc: 'How far a corner moves at most, as a share of the way to the middle.',
    }),
    border,
    share: often(0.5),
  },
  steps(chance, { distortion, border }, { width, height }) {
    const [x, y] = [width / 2, height / 2];
    const corners: readonly Place[] = [
      [-x, -y],
      [x, -y],
      [x, y],
      [-x, y],
    ];
    const inward = (side: number) => side * (1 - distortion * chance());
    const moved = corners.map(([u, v]): Place => [inward(u), inward(v)]);
    return [{ kind: 'move', matrix: perspectiveOf(corners, moved), border }];
  },
});
