import { choice } from '../../settings.ts';
import { stretched } from './common/matrix.ts';
import { defineAugmentation, often } from './define.ts';

export const flip = defineAugmentation({
  id: 'flip',
  title: 'Flip',
  doc: 'Mirrors left and right, or top and bottom.',
  settings: {
    share: often(0.5),
    axis: choice(['horizontal', 'vertical'], {
      label: 'Direction',
      default: 'horizontal',
      doc: 'Horizontal changes left and right, vertical top and bottom.',
      names: { horizontal: 'Left and right', vertical: 'Top and bottom' },
    }),
  },
  steps: (_, { axis }) => [{ kind: 'move', matrix: axis === 'horizontal' ? stretched(-1, 1) : stretched(1, -1) }],
});
