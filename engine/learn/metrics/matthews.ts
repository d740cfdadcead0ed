import { defineMetric } from '../define.ts';
import { confusion, expectClasses } from './common/classification.ts';

export const matthews = defineMetric({
  id: 'matthews',
  title: 'Matthews correlation',
  doc: 'How far choice and truth go together: 1 is perfect, 0 no better than chance. Fair to classes of any size.',
  formula: '\\frac{c s - \\sum_k p_k t_k}{\\sqrt{(s^2 - \\sum_k p_k^2)(s^2 - \\sum_k t_k^2)}}',
  source: {
    title: 'Gorodkin 2004, Comparing two K-category assignments by a K-category correlation coefficient',
    url: 'https://doi.org/10.1016/j.compbiolchem.2004.09.006',
  },
  settings: {},
  better: 'higher',
  shows: 'number',
  accepts: expectClasses,
  accumulate: confusion,
  totals: 'classes',
  where: {
    all: 'sum(actual)',
    together: 'sum(right) * all - sum(chosen * actual)',
    choices: 'all ^ 2 - sum(chosen ^ 2)',
    truths: 'all ^ 2 - sum(actual ^ 2)',
  },
  undefinedWhere: 'one-class-alone',
  // one choice for all rows goes along with nothing: 0, as in scikit-learn
  value: () => 'choices == 0 ? together / truths : together / sqrt(choices * truths)',
});
