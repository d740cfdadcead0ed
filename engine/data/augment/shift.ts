import { number } from '../../settings.ts';
import { border } from './common/border.ts';
import { shifted } from './common/matrix.ts';
import { defineAugmentation, either, often } from './define.ts';

export const shift = defineAugmentation({
  id: 'shift',
  title: 'Shift',
  doc: 'Moves across and down, either way, by whole pixels.',
  settings: {
    across: number({ label: 'Across', default: 0.1, min: 0, max: 1, doc: 'At most, as a share of the width.' }),
    down: number({ label: 'Down', default: 0.1, min: 0, max: 1, doc: 'At most, as a share of the height.' }),
    border,
    share: often(1),
  },
  steps(chance, { across, down, border }, { width, height }) {
    const [x, y] = [Math.round(either(chance, across * width)), Math.round(either(chance, down * height))];
    return [{ kind: 'move', matrix: shifted(x, y), border }];
  },
});
