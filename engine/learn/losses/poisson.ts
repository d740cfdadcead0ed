import { boolean } from '../../settings.ts';
import { defineLoss } from '../define.ts';
import { expectSameSize, withShape } from './common/paired.ts';
import { weighted } from './common/weighting.ts';

export const poisson = defineLoss({
  id: 'poisson',
  title: 'Poisson',
  doc: 'For predicting counts. The output is the logarithm of the expected count.',
  formula: 'L = e^x - t x',
  source: {
    title: 'PyTorch: PoissonNLLLoss',
    url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.PoissonNLLLoss.html',
  },
  settings: {
    full: boolean({
      label: 'Full',
      default: false,
      doc: "Add Stirling's approximation of what depends on the truth alone, for counts above 1: the same gradients, a loss that is comparable.",
    }),
  },
  compares: 'numbers',
  accepts: expectSameSize,
  costs: 'elements',
  lower(b, prediction, target, { full }, weights) {
    const truth = withShape(b, target, prediction);
    const costs = b.sub(b.exp(prediction), b.mul(truth, prediction));
    if (!full) return weighted(b, costs, weights);
    const counted = b.max(truth, 1);
    const stirling = b.add(
      b.sub(b.mul(counted, b.log(counted)), counted),
      b.mul(b.log(b.mul(counted, 2 * Math.PI)), 0.5),
    );
    return weighted(b, b.add(costs, b.select(b.lt(1, truth), stirling, 0)), weights);
  },
  readout: (b, prediction) => b.exp(prediction),
  unread: (count) => Math.log(Math.max(count, 1e-6)),
});
