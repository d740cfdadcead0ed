import { choice } from '../settings.ts';
import { activation } from './elementwise.ts';

export const gelu = activation({
  id: 'gelu',
  title: 'GELU',
  doc: 'The input times the chance that a normal number is below it; the usual choice in Transformers.',
  formula: 'y = x \\, \\Phi(x)',
  source: { title: 'Hendrycks and Gimpel 2016, GELUs', url: 'https://arxiv.org/abs/1606.08415' },
  settings: { form: choice(['exact', 'tanh'], { label: 'Form', default: 'exact', doc: 'Exact, or the approximation by tanh.' }) },
  short: ({ form }) => form,
  apply: (b, x, { form }) =>
    form === 'exact'
      ? b.mul(x, b.mul(b.add(b.erf(b.mul(x, Math.SQRT1_2)), 1), 0.5))
      : b.mul(x, b.mul(b.add(b.tanh(b.mul(b.add(x, b.mul(b.mul(b.mul(x, x), x), 0.044715)), Math.sqrt(2 / Math.PI))), 1), 0.5)),
  spell: (_, { form }) => ({ tfjs: { call: 'activation', layout: 'any', args: { activation: form === 'exact' ? 'gelu' : 'gelu_new' } } }),
  variants: [{ form: 'tanh' }],
});
