import { defineMetric } from '../define.ts';
import { sameSize, withShape } from '../losses/paired.ts';

export const meanAbsoluteErrorMetric = defineMetric({
  id: 'meanAbsoluteError',
  title: 'Mean absolute error',
  doc: 'How far off the predictions are on average.',
  settings: {},
  better: 'lower',
  shows: 'number',
  accepts: sameSize,
  accumulate(b, prediction, target) {
    const off = b.reshape(b.sum(b.abs(b.sub(prediction, withShape(b, target, prediction)))), [1]);
    return b.concat([off, b.fill(b.size(prediction), [1])], 0);
  },
  finish: ([sum, count]) => sum! / count!,
});
