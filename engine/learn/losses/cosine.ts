import { defineLoss } from '../define.ts';
import { expectSameSize, withShape } from './common/paired.ts';
import { weighted } from './common/weighting.ts';

export const cosine = defineLoss({
  id: 'cosine',
  title: 'Cosine',
  doc: 'Compares directions, not lengths: 0 where output and truth point the same way, 2 where they are opposed. The last axis is the vector.',
  formula: 'L = 1 - \\frac{x \\cdot t}{\\|x\\| \\|t\\|}',
  source: {
    title: 'PyTorch: CosineSimilarity',
    url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.CosineSimilarity.html',
  },
  settings: {},
  compares: 'numbers',
  accepts: expectSameSize,
  costs: 'rows',
  lower(b, prediction, target, _, weights) {
    const truth = withShape(b, target, prediction);
    const norm = (x: typeof truth) => b.sqrt(b.max(b.sum(b.square(x), [-1]), 1e-16));
    return weighted(
      b,
      b.sub(1, b.div(b.sum(b.mul(prediction, truth), [-1]), b.mul(norm(prediction), norm(truth)))),
      weights,
    );
  },
});
