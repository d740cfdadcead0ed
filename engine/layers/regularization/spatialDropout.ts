import { number } from '../../settings.ts';
import { defineLayer } from '../define.ts';
import { channelsFirst } from '../common/channels.ts';
import { dropped } from '../common/noise.ts';
import { rateSummary } from '../common/summary.ts';

export const spatialDropout = defineLayer({
  id: 'spatialDropout',
  title: 'Spatial dropout',
  family: 'regularization',
  doc:
    'Dropout of whole channels: in training a random share of the maps of each sample becomes zero, the rest is ' +
    'scaled up. Neighbouring pixels tell the same, so dropping single ones would take little away.',
  formula: 'y_{c,i,j} = \\frac{m_c \\, x_{c,i,j}}{1 - p}, \\quad m_c \\sim \\mathrm{Bernoulli}(1 - p)',
  source: {
    title: 'Tompson et al. 2015, Efficient Object Localization Using Convolutional Networks',
    url: 'https://arxiv.org/abs/1411.4280',
  },
  keywords: ['dropout2d', 'channel dropout'],
  settings: {
    rate: number({
      label: 'Rate',
      default: 0.2,
      min: 0,
      max: 1,
      exclusiveMax: true,
      doc: 'Share of channels that are dropped.',
    }),
  },
  inputs: [{ name: 'input', doc: 'N×channels×length, N×channels×height×width or with depth.' }],
  nonNegative: 'kept',
  outputs: [{ name: 'output', doc: 'The same shape.' }],
  summary: rateSummary,
  infer: ([x]) => channelsFirst(x!, 3) ?? [x!],
  stepwise: () => true,
  lower: (ctx, [x], { rate }) =>
    dropped(
      ctx,
      x!,
      rate,
      x!.shape.map((dim, axis) => (axis < 2 ? dim : 1)),
    ),
  spell: ([x], { rate }) => ({
    layersModel: {
      call: 'dropout',
      layout: 'channelsLast',
      args: { rate, noiseShape: [null, ...x!.shape.slice(2).map(() => 1), null] },
    },
  }),
  torch: ([x], { rate }) =>
    x!.shape.length > 5 ? undefined : { module: `nn.Dropout${x!.shape.length - 2}d`, args: { p: rate } },
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 4, 2, 3] }], output: ['N', 4, 2, 3] },
    { inputs: [{ dtype: 'float32', shape: ['N', 5, 3] }], settings: { rate: 0.5 }, output: ['N', 5, 3] },
    { inputs: [{ dtype: 'float32', shape: ['N', 3, 2, 2] }], settings: { rate: 0 }, output: ['N', 3, 2, 2] },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 9, 1, 2] }],
      settings: { rate: 0.9 },
      output: ['N', 9, 1, 2],
      batch: 1,
    },
    { inputs: [{ dtype: 'float32', shape: ['N', 3, 2, 2, 2] }], settings: { rate: 0.4 }, output: ['N', 3, 2, 2, 2] },
    { inputs: [{ dtype: 'float32', shape: ['N', 1, 5] }], settings: { rate: 0.35 }, output: ['N', 1, 5], batch: 5 },
  ],
});
