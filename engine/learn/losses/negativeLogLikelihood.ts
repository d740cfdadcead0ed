import { defineLoss } from '../define.ts';
import { classWeights, expectClassNumbers, ignoring, gatherLabels, rowWeights } from './common/labelled.ts';
import { weighted } from './common/weighting.ts';

export const negativeLogLikelihood = defineLoss({
  id: 'negativeLogLikelihood',
  title: 'Negative log likelihood',
  doc: 'For choosing one class of several after a Log softmax; labels are class numbers. Cross-entropy is the same for raw outputs.',
  formula: 'L = -x_t',
  source: { title: 'PyTorch: NLLLoss', url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.NLLLoss.html' },
  settings: { classWeights, ...ignoring },
  compares: 'class-numbers',
  ignored: ({ ignore, ignored }) => (ignore ? ignored : undefined),
  accepts: (prediction, target, { classWeights }) => expectClassNumbers(prediction, target, classWeights),
  costs: 'rows',
  lower(b, prediction, target, { classWeights, ignore, ignored }, weights) {
    const { labels, count } = rowWeights(b, prediction, target, classWeights, ignore ? ignored : undefined, weights);
    return weighted(b, b.neg(gatherLabels(b, prediction, labels)), count);
  },
  readout: (b, prediction) => b.exp(prediction),
});
