import { defineLoss } from '../define.ts';
import { overlap, smooth } from './common/overlap.ts';
import { expectSameSize } from './common/paired.ts';
import { weighted } from './common/weighting.ts';

export const dice = defineLoss({
  id: 'dice',
  title: 'Dice',
  doc: 'For masks: how little the predicted and the true one overlap, for each sample. Reads the raw outputs (logits) and applies sigmoid itself.',
  formula: 'L = 1 - \\frac{2 \\sum p t + s}{\\sum p + \\sum t + s}',
  source: { title: 'Milletari et al. 2016, V-Net', url: 'https://arxiv.org/abs/1606.04797' },
  settings: { smooth },
  compares: 'yes-or-no',
  logits: true,
  accepts: expectSameSize,
  costs: 'samples',
  lower(b, prediction, target, { smooth }, weights) {
    const { shared, predicted, truth } = overlap(b, prediction, target);
    return weighted(
      b,
      b.sub(1, b.div(b.add(b.mul(shared, 2), smooth), b.add(b.add(predicted, truth), smooth))),
      weights,
    );
  },
  readout: (b, prediction) => b.sigmoid(prediction),
});
