import { boolean } from '../../settings.ts';
import { defineMetric } from '../define.ts';
import { expectSameSize } from '../losses/common/paired.ts';
import { countedIn } from '../losses/common/weighting.ts';
import { averaged, averaging, confusion, expectChosenClass } from './common/classification.ts';

const overlap = averaged((of) => [of('right'), `${of('chosen')} + ${of('actual')} - ${of('right')}`]);

export const iouMetric = defineMetric({
  id: 'iou',
  title: 'IoU',
  doc: 'Of what was called a class or is one, the share that is both. Also called Jaccard.',
  formula: '\\frac{|P \\cap T|}{|P \\cup T|}',
  source: {
    title: 'scikit-learn: jaccard_score',
    url: 'https://scikit-learn.org/stable/modules/generated/sklearn.metrics.jaccard_score.html',
  },
  settings: {
    mask: boolean({
      label: 'Mask',
      default: false,
      doc: 'Each output is a yes or no (a logit) of its own, as in a mask, and is compared with a target of the same shape.',
    }),
    ...averaging,
  },
  better: 'higher',
  shows: 'percent',
  accepts: (prediction, target, settings) =>
    settings.mask ? expectSameSize(prediction, target) : expectChosenClass(prediction, target, settings),
  accumulate(b, prediction, target, { mask }, counted) {
    if (!mask) return confusion(b, prediction, target, undefined, counted);
    const size = b.size(prediction);
    return confusion(
      b,
      b.reshape(prediction, [size, 1]),
      b.reshape(target, [size, 1]),
      undefined,
      counted && countedIn(b, counted, prediction.shape),
    );
  },
  totals: 'classes',
  undefinedWhere: 'class-nowhere',
  where: overlap.where,
  averages: (settings, classes) => overlap.averages(settings, classes),
  value: (settings, classes) => overlap.value(settings, classes),
});
