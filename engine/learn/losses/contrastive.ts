import { number } from '../../settings.ts';
import { defineLoss } from '../define.ts';
import { expectEmbeddings, pairsOf, distanceOf } from './common/pairs.ts';

export const contrastive = defineLoss({
  id: 'contrastive',
  title: 'Contrastive',
  doc:
    'For learning what is alike: over all pairs of a batch, vectors of one class are drawn together and ' +
    'those of two are pushed a margin apart. Needs batches with several samples of a class.',
  formula: 'L = d^2 \\text{ for one class}, \\max(0, m - d)^2 \\text{ for two}',
  source: {
    title: 'Hadsell et al. 2006, Dimensionality Reduction by Learning an Invariant Mapping',
    url: 'https://doi.org/10.1109/CVPR.2006.100',
  },
  settings: {
    margin: number({
      label: 'Margin',
      default: 1,
      min: 0,
      exclusiveMin: true,
      doc: 'How far apart vectors of two classes should be.',
    }),
  },
  compares: 'identities',
  accepts: expectEmbeddings,
  costs: 'batch',
  lower(b, prediction, target, { margin }) {
    const { distances, same, other } = pairsOf(b, prediction, target);
    const cost = b.add(b.mul(same, distances), b.mul(other, b.square(b.relu(b.sub(margin, distanceOf(b, distances))))));
    return { sum: b.sum(cost), weight: b.sum(b.add(same, other)) };
  },
});
