import { number } from '../../settings.ts';
import { formatType } from '../../types/tensor.ts';
import { defineLoss } from '../define.ts';

export const crossEntropy = defineLoss({
  id: 'crossEntropy',
  title: 'Cross-entropy',
  doc: 'For choosing one class of several. Reads the raw outputs (logits) and applies softmax itself; labels are class numbers or one-hot rows.',
  formula: 'L = -\\sum_c q_c \\log \\mathrm{softmax}(x)_c',
  source: { title: 'PyTorch: CrossEntropyLoss', url: 'https://pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html' },
  settings: { labelSmoothing: number({ label: 'Label smoothing', default: 0, min: 0, max: 1, exclusiveMax: true, doc: 'Share of the truth that is spread over all classes.' }) },
  accepts(prediction, target) {
    const classes = prediction.shape.at(-1);
    if (prediction.dtype !== 'float32' || prediction.shape.length < 2) return { expected: 'one output for each class, N×classes', received: formatType(prediction) };
    const rank = prediction.shape.length - (target.dtype === 'int32' ? 1 : 0);
    const fits = target.shape.length === rank && (target.dtype === 'int32' || target.shape.at(-1) === classes);
    return fits ? undefined : { expected: `labels as class numbers, or one-hot rows of ${classes}`, received: formatType(target) };
  },
  lower(b, prediction, target, { labelSmoothing }) {
    const logs = b.logSoftmax(prediction, -1);
    const picked =
      target.dtype === 'int32'
        ? b.gatherElements(logs, b.reshape(target, [...target.shape, 1]), -1)
        : b.sum(b.mul(logs, target), [-1]);
    const truth = b.neg(b.mean(picked));
    return labelSmoothing === 0 ? truth : b.add(b.mul(truth, 1 - labelSmoothing), b.mul(b.neg(b.mean(logs)), labelSmoothing));
  },
  readout: (b, prediction) => b.softmax(prediction, -1),
});
