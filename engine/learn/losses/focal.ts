import { number } from '../../settings.ts';
import { defineLoss } from '../define.ts';
import { classWeights, expectClassNumbers, gatherLabels, ignoring, rowWeights } from './common/labelled.ts';
import { weighted } from './common/weighting.ts';

export const focal = defineLoss({
  id: 'focal',
  title: 'Focal',
  doc:
    'Cross-entropy in which rows that are classified well count less, so that rare and hard ones are ' +
    'learned. Reads the raw outputs (logits); labels are class numbers. The sum over rows is divided by the class ' +
    'weights of the rows, as PyTorch’s cross-entropy is; the paper divides by the number of objects.',
  formula: 'L = -w_t (1 - p_t)^\\gamma \\log p_t',
  source: { title: 'Lin et al. 2017, Focal Loss for Dense Object Detection', url: 'https://arxiv.org/abs/1708.02002' },
  settings: {
    gamma: number({
      label: 'Gamma',
      default: 2,
      min: 0,
      doc: 'How much less the easy rows count; 0 is cross-entropy.',
    }),
    classWeights,
    ...ignoring,
  },
  compares: 'class-numbers',
  logits: true,
  ignored: ({ ignore, ignored }) => (ignore ? ignored : undefined),
  accepts: (prediction, target, { classWeights }) => expectClassNumbers(prediction, target, classWeights),
  costs: 'rows',
  lower(b, prediction, target, { gamma, classWeights, ignore, ignored }, weights) {
    const { labels, count } = rowWeights(b, prediction, target, classWeights, ignore ? ignored : undefined, weights);
    const logs = gatherLabels(b, b.logSoftmax(prediction, -1), labels);
    const hard = b.max(b.sub(1, b.exp(logs)), 1e-12);
    return weighted(b, b.neg(gamma === 0 ? logs : b.mul(b.pow(hard, gamma), logs)), count);
  },
  readout: (b, prediction) => b.softmax(prediction, -1),
});
