import { number } from '../../settings.ts';
import { defineLayer } from '../define.ts';
import { channelsFirst } from '../common/channels.ts';
import { keepMask } from '../common/noise.ts';
import { rateSummary } from '../common/summary.ts';

/** SELU far below zero is minus this: its scale times its alpha. */
const SATURATION = 1.0507009873554805 * 1.6732632423543772;

export const alphaDropout = defineLayer({
  id: 'alphaDropout',
  title: 'Alpha dropout',
  family: 'regularization',
  doc:
    'Dropout for SELU networks: what is dropped takes SELU’s lowest value instead of zero, and all is scaled and ' +
    'shifted so that mean and variance stay what they were.',
  formula:
    "y = a \\, (m x + (1 - m) \\alpha') + b, \\quad a = ((1 - p)(1 + p \\alpha'^2))^{-1/2}, \\; b = -a p \\alpha'",
  source: { title: 'Klambauer et al. 2017, Self-Normalizing Neural Networks', url: 'https://arxiv.org/abs/1706.02515' },
  keywords: ['selu', 'self-normalizing'],
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
  outputs: [{ name: 'output', doc: 'The same shape.' }],
  summary: rateSummary,
  infer: ([x]) => channelsFirst(x!, 2) ?? [x!],
  stepwise: () => true,
  lower(ctx, [x], { rate }) {
    if (!ctx.training || rate === 0) return x!;
    const { b } = ctx;
    const a = 1 / Math.sqrt((1 - rate) * (1 + rate * SATURATION ** 2));
    const m = keepMask(ctx, x!.shape, rate);
    return b.add(b.mul(b.sub(b.mul(m, b.add(x!, SATURATION)), SATURATION), a), a * rate * SATURATION);
  },
  spell: (_, { rate }) => ({ tfjs: { call: 'alphaDropout', layout: 'any', args: { rate } } }),
  torch: (_, { rate }) => ({ module: 'nn.AlphaDropout', args: { p: rate } }),
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 6] }], output: ['N', 6] },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 3] }], settings: { rate: 0.2 }, output: ['N', 2, 3, 3] },
    { inputs: [{ dtype: 'float32', shape: ['N', 4] }], settings: { rate: 0 }, output: ['N', 4] },
    { inputs: [{ dtype: 'float32', shape: ['N', 9] }], settings: { rate: 0.9 }, output: ['N', 9], batch: 1 },
    { inputs: [{ dtype: 'float32', shape: ['N', 5, 3] }], settings: { rate: 0.35 }, output: ['N', 5, 3] },
    { inputs: [{ dtype: 'float32', shape: ['N', 1] }], settings: { rate: 0.1 }, output: ['N', 1], batch: 5 },
  ],
});
