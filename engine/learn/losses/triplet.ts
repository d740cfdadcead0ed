import { number } from '../../settings.ts';
import { defineLoss } from '../define.ts';
import { expectEmbeddings, pairsOf, distanceOf } from './common/pairs.ts';

export const triplet = defineLoss({
  id: 'triplet',
  title: 'Triplet',
  doc:
    'For learning what is alike: each sample of a batch should be a margin nearer to the farthest of its ' +
    'class than to the nearest of another. Samples without either do not count. Needs batches with ' +
    'several samples of a class.',
  formula: 'L = \\max(0, \\max_{same} d - \\min_{other} d + m)',
  source: { title: 'Hermans et al. 2017, In Defense of the Triplet Loss', url: 'https://arxiv.org/abs/1703.07737' },
  settings: { margin: number({ label: 'Margin', default: 1, min: 0, doc: 'How much nearer it should be.' }) },
  compares: 'identities',
  accepts: expectEmbeddings,
  costs: 'batch',
  lower(b, prediction, target, { margin }) {
    const { distances, same, other } = pairsOf(b, prediction, target);
    const far = 1e30;
    const positive = distanceOf(b, b.reduceMax(b.mul(distances, same), [1]));
    const negative = distanceOf(b, b.reduceMin(b.select(b.lt(0, other), distances, far), [1]));
    const counts = b.mul(b.reduceMax(same, [1]), b.reduceMax(other, [1]));
    const cost = b.select(b.lt(0, counts), b.relu(b.add(b.sub(positive, negative), margin)), 0);
    return { sum: b.sum(cost), weight: b.sum(counts) };
  },
});
