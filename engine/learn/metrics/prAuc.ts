import { defineMetric } from '../define.ts';
import { expectChosenClass } from './common/classification.ts';
import { rankedRows, rankingSettings, isMean } from './common/ranking.ts';

export const prAuc = defineMetric({
  id: 'prAuc',
  title: 'PR AUC',
  doc: 'Average precision: the mean of the precision at every threshold, by how much recall grows there. Tells more than ROC AUC where the class is rare.',
  formula: '\\sum_k (R_k - R_{k-1}) P_k',
  source: {
    title: 'scikit-learn: average_precision_score',
    url: 'https://scikit-learn.org/stable/modules/generated/sklearn.metrics.average_precision_score.html',
  },
  settings: rankingSettings,
  better: 'higher',
  shows: 'number',
  accepts: expectChosenClass,
  accumulate: rankedRows,
  totals: 'scores',
  undefinedWhere: 'no-row-of-class',
  averages: isMean,
  missing: 0,
  value: () => 'sum(own / positives * (ownUpTo / allUpTo))',
});
