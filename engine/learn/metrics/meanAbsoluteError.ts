import { defineMetric } from '../define.ts';
import { sameSize, withShape } from '../losses/paired.ts';
import { counted } from './errors.ts';

export const meanAbsoluteErrorMetric = defineMetric({
  id: 'meanAbsoluteError',
  title: 'Mean absolute error',
  doc: 'How far off the predictions are on average.',
  settings: {},
  better: 'lower',
  shows: 'number',
  accepts: sameSize,
  accumulate: (b, prediction, target) => counted(b, b.abs(b.sub(prediction, withShape(b, target, prediction)))),
  finish: ([sum, count]) => sum! / count!,
});
