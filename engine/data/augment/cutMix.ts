import { number } from '../../settings.ts';
import { beta } from './common/beta.ts';
import { defineAugmentation, often } from './define.ts';

export const cutMix = defineAugmentation({
  id: 'cutMix',
  title: 'CutMix',
  doc:
    'A box of the picture, and of its mask, is that of the row before it in its batch. The target is mixed by the area: classes one-hot, ' +
    'or numbers.',
  source: {
    title: 'Yun et al. 2019: CutMix: Regularization strategy to train strong classifiers with localizable features',
    url: 'https://arxiv.org/abs/1905.04899',
  },
  settings: {
    alpha: number({
      label: 'Alpha',
      default: 1,
      min: 0.01,
      max: 100,
      doc: 'Of the beta distribution that the area is drawn from: 1 makes all areas as likely.',
    }),
    share: often(0.5),
  },
  mix(chance, { alpha }) {
    const half = Math.sqrt(1 - beta(chance, alpha)) / 2;
    const [x, y] = [chance(), chance()];
    const within = (place: number) => Math.max(0, Math.min(1, place));
    const box = [within(x - half), within(y - half), within(x + half), within(y + half)] as const;
    return { share: 1 - (box[2] - box[0]) * (box[3] - box[1]), box };
  },
});
