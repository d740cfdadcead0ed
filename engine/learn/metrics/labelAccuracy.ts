import { defineMetric } from '../define.ts';
import { everywhere, expectLabels, howMany, saidAndTrue } from './common/labels.ts';

export const labelAccuracy = defineMetric({
  id: 'labelAccuracy',
  title: 'Label accuracy',
  doc: 'Of all labels of all rows, each a yes or no of its own, the share that is right. High where nearly all are no: look at their F1, too.',
  formula: '\\tfrac{1}{n k} \\sum_{i,j} [\\, \\hat y_{ij} = y_{ij} \\,]',
  source: {
    title: 'Keras: BinaryAccuracy',
    url: 'https://keras.io/api/metrics/accuracy_metrics/#binaryaccuracy-class',
  },
  settings: {},
  better: 'higher',
  shows: 'percent',
  accepts: expectLabels,
  accumulate(b, prediction, target, _, counted) {
    const { said, truth, counts } = saidAndTrue(b, prediction, target, counted);
    const right = b.eq(b.cast(said, 'int32'), b.cast(truth, 'int32'));
    return howMany(b, [right, everywhere(b, prediction)], counts, prediction);
  },
  totals: ['right', 'count'],
  undefinedWhere: 'nothing-counts',
  value: () => 'right / count',
});
