import { boolean, number } from '../../settings.ts';
import { defineLoss } from '../define.ts';
import { classWeights, expectClassNumbers, gatherLabels, ignoring, rowWeights } from './common/labelled.ts';
import { weighted } from './common/weighting.ts';

export const multiMargin = defineLoss({
  id: 'multiMargin',
  title: 'Multi-class hinge',
  doc: 'For choosing one class of several as a support vector machine learns it: every wrong class should stay a margin below the right one.',
  formula: 'L = \\tfrac{1}{C} \\sum_{c \\ne t} w_t \\max(0, m - x_t + x_c)^p',
  source: {
    title: 'PyTorch: MultiMarginLoss',
    url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiMarginLoss.html',
  },
  settings: {
    margin: number({ label: 'Margin', default: 1, doc: 'How far below the right class the others should stay.' }),
    squared: boolean({ label: 'Squared', default: false, doc: 'The square of what is missing.' }),
    classWeights,
    ...ignoring,
  },
  compares: 'class-numbers',
  ignored: ({ ignore, ignored }) => (ignore ? ignored : undefined),
  accepts: (prediction, target, { classWeights }) => expectClassNumbers(prediction, target, classWeights),
  costs: 'rows',
  lower(b, prediction, target, { margin, squared, classWeights, ignore, ignored }, weights) {
    const { labels, count } = rowWeights(b, prediction, target, [], ignore ? ignored : undefined, weights);
    const own = b.reshape(gatherLabels(b, prediction, labels), [...labels.shape, 1]);
    const short = b.relu(b.add(b.sub(prediction, own), margin));
    const cost = b.mul(squared ? b.square(short) : short, b.sub(1, b.oneHot(labels, prediction.shape.at(-1)!)));
    return weighted(
      b,
      classWeights.length > 0
        ? b.mul(cost, b.reshape(b.gather(b.constant(classWeights), labels, 0), [...labels.shape, 1]))
        : cost,
      count,
    );
  },
});
