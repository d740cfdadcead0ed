import { number } from '../../settings.ts';
import { defineLoss } from '../define.ts';
import { expectSameSize, withShape } from './common/paired.ts';
import { weighted } from './common/weighting.ts';

export const binaryCrossEntropy = defineLoss({
  id: 'binaryCrossEntropy',
  title: 'Binary cross-entropy',
  doc: 'For yes or no, once for each output. Reads the raw outputs (logits) and applies sigmoid itself.',
  formula: 'L = (1 - t) x + (1 + (p - 1) t) \\mathrm{softplus}(-x)',
  source: {
    title: 'PyTorch: BCEWithLogitsLoss',
    url: 'https://pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html',
  },
  settings: {
    positiveWeight: number({
      label: 'Weight of yes',
      default: 1,
      min: 0,
      doc: 'How much a yes counts beside a no; more than 1 where there are few.',
    }),
  },
  compares: 'yes-or-no',
  logits: true,
  accepts: expectSameSize,
  costs: 'elements',
  lower(b, prediction, target, { positiveWeight }, weights) {
    const truth = withShape(b, target, prediction);
    if (positiveWeight === 1) return weighted(b, b.sub(b.softplus(prediction), b.mul(truth, prediction)), weights);
    const weight = b.add(b.mul(truth, positiveWeight - 1), 1);
    return weighted(
      b,
      b.add(b.mul(b.sub(1, truth), prediction), b.mul(weight, b.softplus(b.neg(prediction)))),
      weights,
    );
  },
  readout: (b, prediction) => b.sigmoid(prediction),
});
