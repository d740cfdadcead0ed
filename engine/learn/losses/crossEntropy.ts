import { number } from '../../settings.ts';
import { defineLoss } from '../define.ts';
import { classWeights, expectClassLabels, ignoring, gatherLabels, rowWeights } from './common/labelled.ts';
import type { Value } from '../../ir/program.ts';
import { along, weighted } from './common/weighting.ts';

export const crossEntropy = defineLoss({
  id: 'crossEntropy',
  title: 'Cross-entropy',
  doc:
    'For choosing one class of several. Reads the raw outputs (logits) and applies softmax itself; ' +
    'labels are class numbers or one-hot rows. Class weights divide by what the rows weigh ' +
    'together for class numbers, by their number for one-hot rows, as PyTorch does.',
  formula: 'L = -\\sum_c q_c \\log \\mathrm{softmax}(x)_c',
  source: {
    title: 'PyTorch: CrossEntropyLoss',
    url: 'https://pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html',
  },
  settings: {
    labelSmoothing: number({
      label: 'Label smoothing',
      default: 0,
      min: 0,
      max: 1,
      exclusiveMax: true,
      doc: 'Share of the truth that is spread over all classes.',
    }),
    classWeights,
    ...ignoring,
  },
  compares: 'classes',
  logits: true,
  ignored: ({ ignore, ignored }) => (ignore ? ignored : undefined),
  accepts: (prediction, target, { classWeights }) => expectClassLabels(prediction, target, classWeights),
  costs: 'rows',
  lower(b, prediction, target, { labelSmoothing, classWeights, ignore, ignored }, weights) {
    const logs = b.logSoftmax(prediction, -1);
    const weightedLogs = classWeights.length > 0 ? b.mul(logs, b.constant(classWeights)) : logs;
    const smooth = labelSmoothing;
    // what the truth spread over all classes costs, for each row
    const spread = () => b.neg(b.mean(weightedLogs, [-1]));
    const mix = (truth: Value, even: () => Value) =>
      smooth === 0 ? truth : b.add(b.mul(truth, 1 - smooth), b.mul(even(), smooth));
    if (target.dtype !== 'int32')
      return weighted(b, mix(b.neg(b.sum(b.mul(weightedLogs, target), [-1])), spread), weights);
    const { labels, counts, count } = rowWeights(
      b,
      prediction,
      target,
      classWeights,
      ignore ? ignored : undefined,
      weights,
    );
    const truth = b.neg(gatherLabels(b, logs, labels));
    if (!count || classWeights.length === 0 || smooth === 0) return weighted(b, mix(truth, spread), count);
    // as in PyTorch, what is spread has the weights of all classes, not that of the row's own
    const even = () => (counts ? b.mul(spread(), along(b, counts, truth)) : spread());
    return { sum: b.sum(mix(b.mul(truth, count), even)), weight: b.sum(count) };
  },
  readout: (b, prediction) => b.softmax(prediction, -1),
});
