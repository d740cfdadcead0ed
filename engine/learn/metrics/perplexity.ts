import { defineMetric } from '../define.ts';
import { ignoring } from '../losses/common/labelled.ts';
import { expectClasses } from './common/classification.ts';
import { likelihoodSums } from './common/likelihood.ts';

export const perplexity = defineMetric({
  id: 'perplexity',
  title: 'Perplexity',
  doc: 'Among how many equally likely tokens the network seems to choose, from raw outputs (logits). Best where it is 1.',
  formula: '\\exp(-\\tfrac{1}{n} \\sum \\log p_t)',
  source: {
    title: 'Jelinek et al. 1977, Perplexity: a measure of the difficulty of speech recognition tasks',
    url: 'https://doi.org/10.1121/1.2016299',
  },
  settings: ignoring,
  better: 'lower',
  shows: 'number',
  accepts: expectClasses,
  accumulate: (b, prediction, target, { ignore, ignored }, counted) =>
    likelihoodSums(b, prediction, target, counted, ignore ? ignored : undefined),
  totals: ['cost', 'count'],
  undefinedWhere: 'nothing-counts',
  value: () => 'exp(cost / count)',
});
