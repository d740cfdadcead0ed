import { defineLoss } from '../define.ts';
import { sameSize, withShape } from './paired.ts';

export const binaryCrossEntropy = defineLoss({
  id: 'binaryCrossEntropy',
  title: 'Binary cross-entropy',
  doc: 'For yes or no, once for each output. Reads the raw outputs (logits) and applies sigmoid itself.',
  formula: 'L = \\mathrm{softplus}(x) - t x',
  source: { title: 'PyTorch: BCEWithLogitsLoss', url: 'https://pytorch.org/docs/stable/generated/torch.nn.BCEWithLogitsLoss.html' },
  settings: {},
  accepts: sameSize,
  lower: (b, prediction, target) => b.mean(b.sub(b.softplus(prediction), b.mul(withShape(b, target, prediction), prediction))),
  readout: (b, prediction) => b.sigmoid(prediction),
});
