import { choice } from '../../settings.ts';
import { gelu as exact, geluByTanh } from '../common/activations.ts';
import { activation } from '../factories/activation.ts';
import { optionOf } from '../common/summary.ts';

export const gelu = activation({
  id: 'gelu',
  title: 'GELU',
  doc: 'The input times the chance that a normal number is below it; the usual choice in Transformers.',
  formula: 'y = x \\, \\Phi(x)',
  source: { title: 'Hendrycks and Gimpel 2016, GELUs', url: 'https://arxiv.org/abs/1606.08415' },
  settings: {
    form: choice(['exact', 'tanh'], { label: 'Form', default: 'exact', doc: 'Exact, or the approximation by tanh.' }),
  },
  short: ({ form }) => optionOf('gelu', 'form', form),
  torch: (_, { form }) => ({ module: 'nn.GELU', args: { approximate: form === 'tanh' ? 'tanh' : undefined } }),
  apply: (b, x, { form }) => (form === 'exact' ? exact(b, x) : geluByTanh(b, x)),
  spell: (_, { form }) => ({
    tfjs: { call: 'activation', layout: 'any', args: { activation: form === 'exact' ? 'gelu' : 'gelu_new' } },
  }),
  variants: [{ form: 'tanh' }],
});
