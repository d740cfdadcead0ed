import { choice } from '../../settings.ts';
import { defineMetric } from '../define.ts';
import { confusion, expectClasses } from './common/classification.ts';

export const cohenKappa = defineMetric({
  id: 'cohenKappa',
  title: "Cohen's kappa",
  doc:
    'How much better choice and truth agree than by chance: 1 is perfect, 0 is chance. Weights tell near ' +
    'misses from far ones where the classes have an order.',
  formula: '1 - \\frac{\\sum_{ij} w_{ij} n_{ij}}{\\sum_{ij} w_{ij} t_i p_j / n}',
  source: {
    title: 'Cohen 1960, A coefficient of agreement for nominal scales',
    url: 'https://doi.org/10.1177/001316446002000104',
  },
  settings: {
    weights: choice(['none', 'linear', 'quadratic'], {
      label: 'Weights',
      default: 'none',
      doc: 'How bad it is to miss by several classes.',
      names: { none: 'All misses alike', linear: 'By distance', quadratic: 'By its square' },
    }),
  },
  better: 'higher',
  shows: 'number',
  accepts: expectClasses,
  accumulate: confusion,
  totals: 'pairs',
  where: {
    all: 'sum(count)',
    cost: "weights == 'none' ? min(distance, 1) : weights == 'linear' ? distance : distance ^ 2",
    seen: 'sum(cost * count)',
    expected: 'sum(cost * actual * chosen / all)',
  },
  undefinedWhere: 'one-class-alone',
  value: () => '1 - seen / expected',
});
