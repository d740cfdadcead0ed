import { formatType } from '../../types/tensor.ts';
import { defineLoss } from '../define.ts';
import { weighted } from './common/weighting.ts';
import { phrase } from '../../phrases.ts';

export const kullbackLeibler = defineLoss({
  id: 'kullbackLeibler',
  title: 'Kullback-Leibler',
  doc:
    'How far the predicted distribution is from the true one. Reads the raw outputs (logits) and applies ' +
    'softmax itself; the truth is a row of probabilities.',
  formula: 'L = \\sum_c q_c (\\log q_c - \\log \\mathrm{softmax}(x)_c)',
  source: {
    title: 'PyTorch: KLDivLoss',
    url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.KLDivLoss.html',
  },
  settings: {},
  compares: 'distributions',
  logits: true,
  accepts(prediction, target) {
    const fits =
      prediction.dtype === 'float32' &&
      target.dtype === 'float32' &&
      prediction.shape.length >= 2 &&
      prediction.shape.length === target.shape.length &&
      prediction.shape.every((dim, i) => i === 0 || dim === target.shape[i]);
    return fits
      ? undefined
      : {
          expected: phrase('probability-rows', { shape: formatType(prediction) }),
          received: formatType(target),
        };
  },
  costs: 'rows',
  lower(b, prediction, target, _, weights) {
    // a probability of 0 adds nothing
    const entropy = b.mul(target, b.log(b.max(target, 1e-30)));
    return weighted(b, b.sum(b.sub(entropy, b.mul(target, b.logSoftmax(prediction, -1))), [-1]), weights);
  },
  readout: (b, prediction) => b.softmax(prediction, -1),
});
