import { number } from '../../settings.ts';
import { soften } from './common/values.ts';
import { defineAugmentation, often } from './define.ts';

export const blur = defineAugmentation({
  id: 'blur',
  title: 'Blur',
  doc: 'A Gaussian blur of a width by chance.',
  settings: {
    least: number({
      label: 'Least',
      default: 0.1,
      min: 0.01,
      max: 100,
      unit: 'pixels',
      doc: 'Standard deviation, at least.',
    }),
    most: number({
      label: 'Most',
      default: 2,
      min: 0.01,
      max: 100,
      unit: 'pixels',
      doc: 'Standard deviation, at most.',
    }),
    share: often(0.5),
  },
  steps(chance, { least, most }) {
    const deviation = Math.min(least, most) + Math.abs(most - least) * chance();
    return [{ kind: 'paint', paint: (picture) => soften(picture, deviation) }];
  },
});
