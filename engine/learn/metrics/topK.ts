import { int } from '../../settings.ts';
import { defineMetric } from '../define.ts';
import { decisions, expectClasses, shareOf } from './common/classification.ts';

export const topK = defineMetric({
  id: 'topK',
  title: 'Top-k accuracy',
  doc: 'Share of samples whose true class is among the k likeliest; of equally likely ones the first come first, as for the accuracy.',
  formula: '\\tfrac{1}{n} \\sum_i [\\, y_i \\in \\mathrm{top}_k(\\hat y_i) \\,]',
  source: {
    title: 'scikit-learn: top_k_accuracy_score',
    url: 'https://scikit-learn.org/stable/modules/generated/sklearn.metrics.top_k_accuracy_score.html',
  },
  settings: { k: int({ label: 'k', default: 5, min: 1, doc: 'How many answers count.' }) },
  better: 'higher',
  shows: 'percent',
  accepts: expectClasses,
  accumulate(b, prediction, target, { k }, counted) {
    const { truth, logits, counts } = decisions(b, prediction, target, counted);
    const own = b.gatherElements(logits, b.reshape(truth, [b.size(truth), 1]), 1);
    const places = b.iota([1, logits.shape[1]!], 1);
    const before = b.and(b.eq(own, logits), b.lt(places, b.reshape(truth, [b.size(truth), 1])));
    const above = b.sum(b.cast(b.or(b.lt(own, logits), before), 'float32'), [1]);
    return shareOf(b, b.lt(above, k), logits, counts);
  },
  totals: ['right', 'count'],
  undefinedWhere: 'nothing-counts',
  value: () => 'right / count',
});
