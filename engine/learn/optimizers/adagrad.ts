import { number } from '../../settings.ts';
import { defineOptimizer } from '../define.ts';
import { decayed, weightDecay } from './common/decay.ts';

export const adagrad = defineOptimizer({
  id: 'adagrad',
  title: 'Adagrad',
  doc: 'Steps shrink for weights that have moved much; suits rare features.',
  formula: 's \\leftarrow s + g^2, \\quad w \\leftarrow w - \\eta \\frac{g}{\\sqrt{s} + \\epsilon}',
  source: {
    title: 'Duchi et al. 2011, Adaptive Subgradient Methods',
    url: 'https://jmlr.org/papers/v12/duchi11a.html',
  },
  learningRate: 0.01,
  settings: {
    epsilon: number({ label: 'Epsilon', default: 1e-10, min: 0, doc: 'Keeps the division finite.' }),
    rateDecay: number({
      label: 'Rate decay',
      default: 0,
      min: 0,
      doc: 'The learning rate is divided by one and this much more at each step.',
    }),
    start: number({ label: 'First sum', default: 0, min: 0, doc: 'What the sum of squares starts with.' }),
    weightDecay,
  },
  slots: ({ start }) => [{ name: 'sum', start }],
  scalars: () => ({ rate: 'learningRate / (1 + (step - 1) * rateDecay)' }),
  update(b, { weight, gradient, slots, scalars }, { epsilon, weightDecay: share }) {
    const g = decayed(b, { weight, gradient }, share);
    const sum = b.add(slots.sum!, b.mul(g, g));
    return { weight: b.sub(weight, b.div(b.mul(g, scalars.rate!), b.add(b.sqrt(sum), epsilon))), slots: { sum } };
  },
});
