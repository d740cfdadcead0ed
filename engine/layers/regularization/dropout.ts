import { number } from '../../settings.ts';
import { dropped } from '../common/noise.ts';
import { defineLayer } from '../define.ts';
import { rateSummary } from '../common/summary.ts';

export const dropout = defineLayer({
  id: 'dropout',
  title: 'Dropout',
  family: 'regularization',
  doc: 'In training sets a random share of the values to zero and scales up the rest, so that no unit relies on another. Does nothing afterwards.',
  formula: 'y = \\frac{m \\odot x}{1 - p}, \\quad m \\sim \\mathrm{Bernoulli}(1 - p)',
  source: { title: 'Srivastava et al. 2014, Dropout', url: 'https://jmlr.org/papers/v15/srivastava14a.html' },
  keywords: ['drop out'],
  settings: {
    rate: number({
      label: 'Rate',
      default: 0.5,
      min: 0,
      max: 1,
      exclusiveMax: true,
      doc: 'Share of values that are dropped.',
    }),
  },
  inputs: [{ name: 'input', doc: 'Any shape.' }],
  nonNegative: 'kept',
  outputs: [{ name: 'output', doc: 'The same shape.' }],
  summary: rateSummary,
  infer: ([x]) => [x!],
  stepwise: () => true,
  lower: (ctx, [x], { rate }) => dropped(ctx, x!, rate),
  spell: (_, { rate }) => ({ tfjs: { call: 'dropout', layout: 'any', args: { rate } } }),
  torch: (_, { rate }) => ({ module: 'nn.Dropout', everywhere: true, args: { p: rate } }),
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 6] }], output: ['N', 6] },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 3] }], settings: { rate: 0.2 }, output: ['N', 2, 3, 3] },
    { inputs: [{ dtype: 'float32', shape: ['N', 4] }], settings: { rate: 0 }, output: ['N', 4] },
    { inputs: [{ dtype: 'float32', shape: ['N', 9] }], settings: { rate: 0.9 }, output: ['N', 9], batch: 1 },
    { inputs: [{ dtype: 'float32', shape: ['N', 5, 3] }], settings: { rate: 0.35 }, output: ['N', 5, 3] },
    { inputs: [{ dtype: 'float32', shape: ['N', 1] }], settings: { rate: 0.1 }, output: ['N', 1], batch: 5 },
  ],
});
