import { number } from '../../settings.ts';
import { defineLoss } from '../define.ts';
import { expectSameSize, withShape } from './common/paired.ts';
import { weighted } from './common/weighting.ts';

export const binaryFocal = defineLoss({
  id: 'binaryFocal',
  title: 'Binary focal',
  doc: 'Binary cross-entropy in which answers that are right already count less. Reads the raw outputs (logits); the truth is 0 or 1.',
  formula: 'L = -\\alpha_t (1 - p_t)^\\gamma \\log p_t',
  source: { title: 'Lin et al. 2017, Focal Loss for Dense Object Detection', url: 'https://arxiv.org/abs/1708.02002' },
  settings: {
    alpha: number({
      label: 'Alpha',
      default: 0.25,
      min: 0,
      max: 1,
      doc: 'How much a yes counts; a no counts the rest.',
    }),
    gamma: number({ label: 'Gamma', default: 2, min: 0, doc: 'How much less the easy answers count.' }),
  },
  compares: 'yes-or-no',
  logits: true,
  accepts: expectSameSize,
  costs: 'elements',
  lower(b, prediction, target, { alpha, gamma }, weights) {
    const truth = withShape(b, target, prediction);
    const right = b.mul(prediction, b.sub(b.mul(truth, 2), 1)); // the logit of the true answer
    const share = b.add(b.mul(truth, 2 * alpha - 1), 1 - alpha);
    const hard = b.exp(b.mul(b.softplus(right), -gamma)); // (1 - p)^gamma, which stays smooth where p is 1
    return weighted(b, b.mul(b.mul(share, hard), b.softplus(b.neg(right))), weights);
  },
  readout: (b, prediction) => b.sigmoid(prediction),
});
