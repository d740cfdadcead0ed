import { defineLoss } from '../define.ts';
import { overlap, smooth } from './common/overlap.ts';
import { expectSameSize } from './common/paired.ts';
import { weighted } from './common/weighting.ts';

export const iou = defineLoss({
  id: 'iou',
  title: 'Intersection over union',
  doc:
    'For masks: the share of both together that is not common to them, for each sample. Reads the raw ' +
    'outputs (logits) and applies sigmoid itself. Also called Jaccard.',
  formula: 'L = 1 - \\frac{\\sum p t + s}{\\sum p + \\sum t - \\sum p t + s}',
  source: {
    title: 'Rahman and Wang 2016, Optimizing Intersection-Over-Union',
    url: 'https://doi.org/10.1007/978-3-319-50835-1_22',
  },
  settings: { smooth },
  compares: 'yes-or-no',
  logits: true,
  accepts: expectSameSize,
  costs: 'samples',
  lower(b, prediction, target, { smooth }, weights) {
    const { shared, predicted, truth } = overlap(b, prediction, target);
    return weighted(
      b,
      b.sub(1, b.div(b.add(shared, smooth), b.add(b.sub(b.add(predicted, truth), shared), smooth))),
      weights,
    );
  },
  readout: (b, prediction) => b.sigmoid(prediction),
});
