import { above } from '../common/activations.ts';
import { number } from '../../settings.ts';
import { activation } from '../factories/activation.ts';
import { summary } from '../common/summary.ts';

export const threshold = activation({
  id: 'threshold',
  title: 'Threshold',
  doc: 'Keeps what is above a threshold and replaces the rest by a value.',
  formula: 'y = x \\text{ if } x > t, \\text{ else } v',
  source: { title: 'PyTorch: Threshold', url: 'https://pytorch.org/docs/stable/generated/torch.nn.Threshold.html' },
  settings: {
    threshold: number({ label: 'Threshold', default: 0, doc: 'What is above it stays.' }),
    value: number({ label: 'Value', default: 0, doc: 'What the rest becomes.' }),
  },
  short: ({ threshold, value }) => summary('threshold', 'above {{threshold}}, else {{value}}', { threshold, value }),
  spell: (_, { threshold, value }) =>
    value === 0 ? { layersModel: { call: 'thresholdedReLU', layout: 'any', args: { theta: threshold } } } : {},
  torch: (_, { threshold, value }) => ({ module: 'nn.Threshold', args: { threshold, value } }),
  apply: (b, x, { threshold, value }) => b.select(above(b, x, threshold), x, value),
  variants: [{ threshold: 0.5 }, { threshold: -1, value: 2 }],
});
