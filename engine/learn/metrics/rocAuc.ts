import { defineMetric } from '../define.ts';
import { expectChosenClass } from './common/classification.ts';
import { rankedRows, rankingSettings, isMean } from './common/ranking.ts';

export const rocAuc = defineMetric({
  id: 'rocAuc',
  title: 'ROC AUC',
  doc: 'How often a sample of the class is ranked before one of the others: 1 is perfect, 0.5 is chance. Needs no threshold.',
  formula: 'P(s_+ > s_-) + \\tfrac{1}{2} P(s_+ = s_-)',
  source: {
    title: 'Fawcett 2006, An introduction to ROC analysis',
    url: 'https://doi.org/10.1016/j.patrec.2005.10.010',
  },
  settings: rankingSettings,
  better: 'higher',
  shows: 'number',
  accepts: expectChosenClass,
  accumulate: rankedRows,
  totals: 'scores',
  undefinedWhere: 'no-rows-of-both-kinds',
  averages: isMean,
  value: () => 'sum(other * (ownUpTo - own / 2)) / (positives * negatives)',
});
