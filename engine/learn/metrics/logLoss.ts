import { defineMetric } from '../define.ts';
import { expectClasses } from './common/classification.ts';
import { likelihoodSums } from './common/likelihood.ts';

export const logLoss = defineMetric({
  id: 'logLoss',
  title: 'Log loss',
  doc: 'Mean negative log likelihood of the truth, from raw outputs (logits): the cross-entropy without smoothing and class weights.',
  formula: '-\\tfrac{1}{n} \\sum \\log p_t',
  source: {
    title: 'scikit-learn: log_loss',
    url: 'https://scikit-learn.org/stable/modules/generated/sklearn.metrics.log_loss.html',
  },
  settings: {},
  better: 'lower',
  shows: 'number',
  accepts: expectClasses,
  accumulate: (b, prediction, target, _, counted) => likelihoodSums(b, prediction, target, counted),
  totals: ['cost', 'count'],
  undefinedWhere: 'nothing-counts',
  value: () => 'cost / count',
});
