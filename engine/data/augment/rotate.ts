import { number } from '../../settings.ts';
import { border } from './common/border.ts';
import { turned } from './common/matrix.ts';
import { defineAugmentation, either, often } from './define.ts';

export const rotate = defineAugmentation({
  id: 'rotate',
  title: 'Rotate',
  doc: 'Turns about the middle, either way, by up to so many degrees.',
  settings: {
    degrees: number({ label: 'Degrees', default: 15, min: 0, max: 180, doc: 'At most, either way.' }),
    border,
    share: often(1),
  },
  steps: (chance, { degrees, border }) => [{ kind: 'move', matrix: turned(either(chance, degrees)), border }],
});
