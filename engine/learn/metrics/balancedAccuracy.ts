import { defineMetric } from '../define.ts';
import { confusion, expectClasses } from './common/classification.ts';

export const balancedAccuracy = defineMetric({
  id: 'balancedAccuracy',
  title: 'Balanced accuracy',
  doc: 'Mean over classes of the share that was found: rare classes count as much as frequent ones, those without rows not at all.',
  formula: '\\tfrac{1}{C} \\sum_c \\frac{TP_c}{TP_c + FN_c}',
  source: {
    title: 'Brodersen et al. 2010, The balanced accuracy and its posterior distribution',
    url: 'https://doi.org/10.1109/ICPR.2010.764',
  },
  settings: {},
  better: 'higher',
  shows: 'percent',
  accepts: expectClasses,
  accumulate: confusion,
  totals: 'classes',
  undefinedWhere: 'nothing-counts',
  averages: () => true,
  value: () => 'sum(share(right, actual)) / sum(actual > 0 ? 1 : 0)',
});
