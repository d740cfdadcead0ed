import { defineMetric } from '../define.ts';
import { expectSameSize, withShape } from '../losses/common/paired.ts';
import { countedIn } from '../losses/common/weighting.ts';
import type { Value } from '../../ir/program.ts';

export const r2 = defineMetric({
  id: 'r2',
  title: 'R²',
  doc:
    'Share of the variance that is explained: 1 is perfect, 0 no better than the mean. Of several outputs the mean, each about its ' +
    'own; one whose targets never vary counts 1 where they are met exactly and 0 elsewhere, as in scikit-learn.',
  formula: 'R^2 = 1 - \\frac{\\sum (t - x)^2}{\\sum (t - \\bar t)^2}',
  source: {
    title: 'scikit-learn: r2_score',
    url: 'https://scikit-learn.org/stable/modules/generated/sklearn.metrics.r2_score.html',
  },
  settings: {},
  better: 'higher',
  shows: 'number',
  accepts: expectSameSize,
  /** About an average of the batch itself, measured from the least target: equal targets differ by nothing, to the bit. */
  accumulate(b, prediction, target, _, counted) {
    const rows = prediction.shape[0]!;
    const flat = (value: Value) => b.reshape(value, [rows, b.size(prediction) / rows]);
    const counts = counted && flat(countedIn(b, counted, prediction.shape));
    const only = (value: Value) => (counts ? b.select(counts, value, 0) : value);
    const total = (value: Value) => b.sum(value, [0], true);
    const truth = flat(withShape(b, target, prediction));
    const count = counts ? total(b.cast(counts, 'float32')) : b.fill(rows, [1, truth.shape[1]!]);
    const least = b.reduceMin(counts ? b.select(counts, truth, LARGEST) : truth, [0], true);
    const above = only(b.sub(truth, least));
    const average = b.div(total(above), b.max(count, 1));
    const away = only(b.sub(above, average));
    const residual = only(b.sub(flat(prediction), truth));
    return b.concat([count, least, average, total(away), total(b.square(away)), total(b.square(residual))], 0);
  },
  totals: 'outputs',
  where: { varied: 'sum(spread > 0 ? 1 : 0)' },
  undefinedWhere: 'targets-never-vary',
  value: () => 'varied > 0 ? mean(spread > 0 ? 1 - residual / spread : residual == 0 ? 1 : residual * 0) : nothing',
});
/** As float32. */
const LARGEST = 3.4028234663852886e38;
