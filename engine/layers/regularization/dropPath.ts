import { number } from '../../settings.ts';
import { defineLayer } from '../define.ts';
import { channelsFirst } from '../common/channels.ts';
import { dropped } from '../common/noise.ts';
import { rateSummary } from '../common/summary.ts';

export const dropPath = defineLayer({
  id: 'dropPath',
  title: 'Drop path',
  family: 'regularization',
  doc:
    'Stochastic depth: in training drops the whole branch for a random share of the samples and scales up the rest. ' +
    'Put it at the end of a residual branch, before Add.',
  formula: 'y_n = \\frac{m_n \\, x_n}{1 - p}, \\quad m_n \\sim \\mathrm{Bernoulli}(1 - p)',
  source: { title: 'Huang et al. 2016, Deep Networks with Stochastic Depth', url: 'https://arxiv.org/abs/1603.09382' },
  keywords: ['stochastic depth', 'residual'],
  settings: {
    rate: number({
      label: 'Rate',
      default: 0.1,
      min: 0,
      max: 1,
      exclusiveMax: true,
      doc: 'Share of samples that skip the branch.',
    }),
  },
  inputs: [{ name: 'input', doc: 'Any shape.' }],
  nonNegative: 'kept',
  outputs: [{ name: 'output', doc: 'The same shape.' }],
  summary: rateSummary,
  infer: ([x]) => channelsFirst(x!, 2) ?? [x!],
  stepwise: () => true,
  lower: (ctx, [x], { rate }) =>
    dropped(
      ctx,
      x!,
      rate,
      x!.shape.map((dim, axis) => (axis === 0 ? dim : 1)),
    ),
  spell: ([x], { rate }) => ({
    layersModel: {
      call: 'dropout',
      layout: 'any',
      args: { rate, noiseShape: [null, ...x!.shape.slice(1).map(() => 1)] },
    },
  }),
  torch: (_, { rate }) => ({ module: 'DropPath', args: { p: rate } }),
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 6] }], output: ['N', 6] },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 3] }],
      settings: { rate: 0.5 },
      output: ['N', 2, 3, 3],
      batch: 7,
    },
    { inputs: [{ dtype: 'float32', shape: ['N', 4] }], settings: { rate: 0 }, output: ['N', 4] },
    { inputs: [{ dtype: 'float32', shape: ['N', 5] }], settings: { rate: 0.9 }, output: ['N', 5], batch: 1 },
    { inputs: [{ dtype: 'float32', shape: ['N', 5, 3] }], settings: { rate: 0.35 }, output: ['N', 5, 3] },
    { inputs: [{ dtype: 'float32', shape: ['N', 1] }], settings: { rate: 0.6 }, output: ['N', 1], batch: 5 },
  ],
});
