import { normalFrom } from '../../ir/random.ts';
import { number } from '../../settings.ts';
import { addNoise } from './common/values.ts';
import { defineAugmentation, often } from './define.ts';

export const noise = defineAugmentation({
  id: 'noise',
  title: 'Noise',
  doc: 'Adds normal noise to every value.',
  settings: {
    deviation: number({
      label: 'Deviation',
      default: 0.05,
      min: 0,
      max: 1,
      doc: 'Standard deviation, as a share of the whole range.',
    }),
    share: often(1),
  },
  steps: (chance, { deviation }) => [
    { kind: 'paint', paint: (picture) => addNoise(picture, normalFrom(chance), deviation) },
  ],
});
