import { number } from '../../settings.ts';
import { border } from './common/border.ts';
import { slanted } from './common/matrix.ts';
import { defineAugmentation, either, often } from './define.ts';

const tangent = (degrees: number): number => Math.tan((degrees * Math.PI) / 180);

export const shear = defineAugmentation({
  id: 'shear',
  title: 'Shear',
  doc: 'Slants it: rows slide along each other, or columns do.',
  settings: {
    across: number({ label: 'Across', default: 10, min: 0, max: 60, unit: 'degrees', doc: 'At most, either way.' }),
    down: number({ label: 'Down', default: 0, min: 0, max: 60, unit: 'degrees', doc: 'At most, either way.' }),
    border,
    share: often(1),
  },
  steps(chance, { across, down, border }) {
    const [x, y] = [tangent(either(chance, across)), tangent(either(chance, down))];
    return [{ kind: 'move', matrix: slanted(x, y), border }];
  },
});
