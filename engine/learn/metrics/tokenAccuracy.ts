import { int } from '../../settings.ts';
import { defineMetric } from '../define.ts';
import { decisions, expectClasses, shareOf } from './common/classification.ts';

export const tokenAccuracy = defineMetric({
  id: 'tokenAccuracy',
  title: 'Token accuracy',
  doc: 'Share of tokens that are right; those of the padding do not count.',
  formula: '\\frac{\\sum_i [\\, y_i \\ne p, \\; \\hat y_i = y_i \\,]}{\\sum_i [\\, y_i \\ne p \\,]}',
  source: { title: 'Keras: SparseCategoricalAccuracy', url: 'https://keras.io/api/metrics/accuracy_metrics/' },
  settings: { ignored: int({ label: 'Padding', default: 0, doc: 'The label of padding.' }) },
  better: 'higher',
  shows: 'percent',
  accepts: expectClasses,
  accumulate(b, prediction, target, { ignored }, counted) {
    const { chosen, truth, logits, counts } = decisions(b, prediction, target, counted, ignored);
    return shareOf(b, b.eq(chosen, truth), logits, counts);
  },
  totals: ['right', 'count'],
  undefinedWhere: 'nothing-counts',
  value: () => 'right / count',
});
