import { defineMetric } from '../define.ts';
import { sameSize } from '../losses/paired.ts';
import { squares } from './errors.ts';

export const rootMeanSquaredError = defineMetric({
  id: 'rootMeanSquaredError',
  title: 'Root mean squared error',
  doc: 'How far off the predictions are, in their own unit; large errors weigh most.',
  formula: '\\sqrt{\\tfrac{1}{n} \\sum (x - t)^2}',
  settings: {},
  better: 'lower',
  shows: 'number',
  accepts: sameSize,
  accumulate: squares,
  finish: ([sum, count]) => Math.sqrt(sum! / count!),
});
