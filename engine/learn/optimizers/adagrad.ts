import { number } from '../../settings.ts';
import { defineOptimizer } from '../define.ts';

export const adagrad = defineOptimizer({
  id: 'adagrad',
  title: 'Adagrad',
  doc: 'Steps shrink for weights that have moved much; suits rare features.',
  formula: 's \\leftarrow s + g^2, \\quad w \\leftarrow w - \\eta \\frac{g}{\\sqrt{s} + \\epsilon}',
  source: { title: 'Duchi et al. 2011, Adaptive Subgradient Methods', url: 'https://jmlr.org/papers/v12/duchi11a.html' },
  learningRate: 0.01,
  settings: { epsilon: number({ label: 'Epsilon', default: 1e-10, min: 0, doc: 'Keeps the division finite.' }) },
  slots: () => [{ name: 'sum', start: 0 }],
  scalars: ({ learningRate }) => ({ rate: learningRate }),
  update(b, { weight, gradient, slots, scalars }, { epsilon }) {
    const sum = b.add(slots.sum!, b.mul(gradient, gradient));
    return { weight: b.sub(weight, b.div(b.mul(gradient, scalars.rate!), b.add(b.sqrt(sum), epsilon))), slots: { sum } };
  },
});
