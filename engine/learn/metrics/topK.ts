import { int } from '../../settings.ts';
import { defineMetric } from '../define.ts';
import { decisions, expectClasses } from './common/classification.ts';

export const topK = defineMetric({
  id: 'topK',
  title: 'Top-k accuracy',
  doc: 'Share of samples whose true class is among the k likeliest.',
  formula: '\\tfrac{1}{n} \\sum_i [\\, y_i \\in \\mathrm{top}_k(\\hat y_i) \\,]',
  source: {
    title: 'scikit-learn: top_k_accuracy_score',
    url: 'https://scikit-learn.org/stable/modules/generated/sklearn.metrics.top_k_accuracy_score.html',
  },
  settings: { k: int({ label: 'k', default: 5, min: 1, doc: 'How many answers count.' }) },
  better: 'higher',
  shows: 'percent',
  accepts: expectClasses,
  accumulate(b, prediction, target, { k }) {
    const { truth, logits } = decisions(b, prediction, target);
    const own = b.gatherElements(logits, b.reshape(truth, [b.size(truth), 1]), 1);
    const above = b.sum(b.cast(b.lt(own, logits), 'float32'), [1]);
    const right = b.reshape(b.sum(b.cast(b.lt(above, k), 'float32')), [1]);
    return b.concat([right, b.fill(b.size(truth), [1])], 0);
  },
  totals: ['right', 'count'],
  value: () => 'share(right, count)',
});
