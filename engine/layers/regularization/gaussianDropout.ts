import { number } from '../../settings.ts';
import { defineLayer } from '../define.ts';
import { channelsFirst } from '../common/channels.ts';
import { normal } from '../common/noise.ts';
import { rateSummary } from '../common/summary.ts';

export const gaussianDropout = defineLayer({
  id: 'gaussianDropout',
  title: 'Gaussian dropout',
  family: 'regularization',
  doc:
    'In training multiplies every number by normal noise of mean 1 that varies as much as dropout’s zeros do; ' +
    'nothing is lost altogether. Does nothing afterwards.',
  formula:
    'y = x \\Big(1 + \\sqrt{\\tfrac{p}{1 - p}} \\, \\varepsilon\\Big), \\quad \\varepsilon \\sim \\mathcal{N}(0, 1)',
  source: {
    title: 'Srivastava et al. 2014, Dropout (section 10)',
    url: 'https://jmlr.org/papers/v15/srivastava14a.html',
  },
  settings: {
    rate: number({
      label: 'Rate',
      default: 0.5,
      min: 0,
      max: 1,
      exclusiveMax: true,
      doc: 'Acts as strongly as dropout at this rate.',
    }),
  },
  inputs: [{ name: 'input', doc: 'Any shape.' }],
  outputs: [{ name: 'output', doc: 'The same shape.' }],
  summary: rateSummary,
  infer: ([x]) => channelsFirst(x!, 2) ?? [x!],
  stepwise: () => true,
  lower: (ctx, [x], { rate }) =>
    ctx.training && rate > 0
      ? ctx.b.mul(x!, ctx.b.add(ctx.b.mul(normal(ctx, x!.shape), Math.sqrt(rate / (1 - rate))), 1))
      : x!,
  spell: (_, { rate }) => ({ tfjs: { call: 'gaussianDropout', layout: 'any', args: { rate } } }),
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 6] }], output: ['N', 6] },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 3] }], settings: { rate: 0.2 }, output: ['N', 2, 3, 3] },
    { inputs: [{ dtype: 'float32', shape: ['N', 4] }], settings: { rate: 0 }, output: ['N', 4] },
    { inputs: [{ dtype: 'float32', shape: ['N', 9] }], settings: { rate: 0.9 }, output: ['N', 9], batch: 1 },
    { inputs: [{ dtype: 'float32', shape: ['N', 5, 3] }], settings: { rate: 0.35 }, output: ['N', 5, 3] },
    { inputs: [{ dtype: 'float32', shape: ['N', 1] }], settings: { rate: 0.1 }, output: ['N', 1], batch: 5 },
  ],
});
