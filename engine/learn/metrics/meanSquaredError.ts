import { defineMetric } from '../define.ts';
import { sameSize } from '../losses/paired.ts';
import { squares } from './errors.ts';

export const meanSquaredErrorMetric = defineMetric({
  id: 'meanSquaredError',
  title: 'Mean squared error',
  doc: 'Mean of the squared distances from the truth.',
  settings: {},
  better: 'lower',
  shows: 'number',
  accepts: sameSize,
  accumulate: squares,
  finish: ([sum, count]) => sum! / count!,
});
