import { number } from '../../settings.ts';
import { defineLoss } from '../define.ts';
import { classWeights, expectClassLabels, ignoring, gatherLabels, rowWeights } from './common/labelled.ts';
import { along, weightedMean } from './common/weighting.ts';

export const crossEntropy = defineLoss({
  id: 'crossEntropy',
  title: 'Cross-entropy',
  doc:
    'For choosing one class of several. Reads the raw outputs (logits) and applies softmax itself; ' +
    'labels are class numbers or one-hot rows. Class weights divide by what the rows of a batch weigh ' +
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
  ignored: ({ ignore, ignored }) => (ignore ? ignored : undefined),
  accepts: (prediction, target, { classWeights }) => expectClassLabels(prediction, target, classWeights),
  costs: 'rows',
  lower(b, prediction, target, { labelSmoothing, classWeights, ignore, ignored }, weights) {
    const logs = b.logSoftmax(prediction, -1);
    const weighted = classWeights.length > 0 ? b.mul(logs, b.constant(classWeights)) : logs;
    // what the truth spread over all classes costs, for each row
    const spread = () => b.neg(b.mean(weighted, [-1]));
    const mix = (truth: ReturnType<typeof spread>, even: () => ReturnType<typeof spread>) =>
      labelSmoothing === 0 ? truth : b.add(b.mul(truth, 1 - labelSmoothing), b.mul(even(), labelSmoothing));
    if (target.dtype !== 'int32')
      return mix(b.neg(weightedMean(b, b.sum(b.mul(weighted, target), [-1]), weights)), () =>
        weightedMean(b, spread(), weights),
      );
    const { labels, count } = rowWeights(b, target, classWeights, ignore ? ignored : undefined, weights);
    const truth = weightedMean(b, b.neg(gatherLabels(b, logs, labels)), count);
    if (!count || (classWeights.length === 0 && !ignore)) return mix(truth, () => weightedMean(b, spread(), weights));
    const rows = ignore ? b.select(b.eq(target, ignored), 0, spread()) : spread();
    return mix(truth, () =>
      b.div(b.sum(weights ? b.mul(rows, along(b, weights, rows)) : rows), b.max(b.sum(count), 1e-12)),
    );
  },
  readout: (b, prediction) => b.softmax(prediction, -1),
});
