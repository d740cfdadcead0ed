import { choice } from '../../settings.ts';
import { defineMetric } from '../define.ts';
import { confusion, expectClasses, perClass } from './common/classification.ts';

export const cohenKappa = defineMetric({
  id: 'cohenKappa',
  title: "Cohen's kappa",
  doc: 'How much better choice and truth agree than by chance: 1 is perfect, 0 is chance. Weights tell near misses from far ones where the classes have an order.',
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
  finish(totals, { weights }) {
    const list = perClass(totals);
    const all = list.reduce((sum, counts) => sum + counts.true, 0);
    const cost = (i: number, j: number) =>
      weights === 'none' ? Number(i !== j) : Math.abs(i - j) ** (weights === 'linear' ? 1 : 2);
    let [seen, expected] = [0, 0];
    list.forEach((truth, i) =>
      list.forEach((choice, j) => {
        seen += cost(i, j) * totals[i * list.length + j]!;
        expected += (cost(i, j) * truth.true * choice.chosen) / all;
      }),
    );
    // one class alone, always chosen, can only be agreed on
    return expected === 0 ? 1 : 1 - seen / expected;
  },
});
