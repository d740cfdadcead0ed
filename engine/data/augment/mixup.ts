import { number } from '../../settings.ts';
import { beta } from './common/beta.ts';
import { defineAugmentation, often } from './define.ts';

export const mixup = defineAugmentation({
  id: 'mixup',
  title: 'Mixup',
  doc: 'A row is a blend of itself and the row before it in its batch, and so is its target: classes one-hot, or numbers.',
  source: {
    title: 'Zhang et al. 2018: mixup: Beyond empirical risk minimization',
    url: 'https://arxiv.org/abs/1710.09412',
  },
  settings: {
    alpha: number({
      label: 'Alpha',
      default: 0.2,
      min: 0.01,
      max: 100,
      doc: 'Of the beta distribution that the share is drawn from: small leaves most rows nearly as they are.',
    }),
    share: often(1),
  },
  mix: (chance, { alpha }) => ({ share: beta(chance, alpha) }),
});
