import { number } from '../../settings.ts';
import { defineLayer } from '../define.ts';
import { channelsFirst } from '../common/channels.ts';
import { normal } from '../common/noise.ts';
import { summary } from '../common/summary.ts';

export const gaussianNoise = defineLayer({
  id: 'gaussianNoise',
  title: 'Gaussian noise',
  family: 'regularization',
  doc: 'In training adds normal noise to every number, so that the network does not rely on exact values. Does nothing afterwards.',
  formula: 'y = x + \\sigma \\, \\varepsilon, \\quad \\varepsilon \\sim \\mathcal{N}(0, 1)',
  source: {
    title: 'Bishop 1995, Training with Noise is Equivalent to Tikhonov Regularization',
    url: 'https://doi.org/10.1162/neco.1995.7.1.108',
  },
  settings: {
    deviation: number({ label: 'Deviation', default: 0.1, min: 0, doc: 'Standard deviation of the noise.' }),
  },
  inputs: [{ name: 'input', doc: 'Any shape.' }],
  outputs: [{ name: 'output', doc: 'The same shape.' }],
  summary: ({ deviation }) => summary('deviation', 'deviation {{deviation}}', { deviation }),
  infer: ([x]) => channelsFirst(x!, 2) ?? [x!],
  stepwise: () => true,
  lower: (ctx, [x], { deviation }) =>
    ctx.training && deviation > 0 ? ctx.b.add(x!, ctx.b.mul(normal(ctx, x!.shape), deviation)) : x!,
  spell: (_, { deviation }) => ({ tfjs: { call: 'gaussianNoise', layout: 'any', args: { stddev: deviation } } }),
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 6] }], output: ['N', 6] },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 3] }], settings: { deviation: 0.5 }, output: ['N', 2, 3, 3] },
    { inputs: [{ dtype: 'float32', shape: ['N', 4] }], settings: { deviation: 0 }, output: ['N', 4] },
    { inputs: [{ dtype: 'float32', shape: ['N', 9] }], settings: { deviation: 2 }, output: ['N', 9], batch: 1 },
    { inputs: [{ dtype: 'float32', shape: ['N', 5, 3] }], settings: { deviation: 1 }, output: ['N', 5, 3] },
    { inputs: [{ dtype: 'float32', shape: ['N', 1] }], settings: { deviation: 0.01 }, output: ['N', 1], batch: 5 },
  ],
});
