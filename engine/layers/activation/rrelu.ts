import { number } from '../../settings.ts';
import { defineLayer, reject } from '../define.ts';
import { summary } from '../common/summary.ts';

export const rrelu = defineLayer({
  id: 'rrelu',
  title: 'RReLU',
  family: 'activation',
  doc: 'Leaky ReLU whose slope is drawn anew for every negative number in training, and is the middle of its range afterwards.',
  formula: 'y = \\max(0, x) + a \\min(0, x), \\quad a \\sim U(l, u)',
  source: {
    title: 'Xu et al. 2015, Empirical Evaluation of Rectified Activations',
    url: 'https://arxiv.org/abs/1505.00853',
  },
  settings: {
    low: number({ label: 'Low', default: 0.125, doc: 'Smallest slope.' }),
    high: number({ label: 'High', default: 0.3333333, doc: 'Largest slope.' }),
  },
  inputs: [{ name: 'input', doc: 'Any shape.' }],
  outputs: [{ name: 'output', doc: 'The same shape.' }],
  summary: ({ low, high }) =>
    summary('slopes', 'slope {{low}} to {{high}}', { low: Number(low.toFixed(3)), high: Number(high.toFixed(3)) }),
  infer: ([x]) =>
    x!.dtype === 'float32'
      ? [x!]
      : reject('dtype-mismatch', { expected: 'float32', received: x!.dtype }, { port: 'input' }),
  lower({ b, training, uniform }, [x], { low, high }) {
    const slope = training && high > low ? b.add(b.mul(uniform(x!.shape), high - low), low) : (low + high) / 2;
    return b.select(b.lt(0, x!), x!, b.mul(x!, slope));
  },
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 6] }], output: ['N', 6] },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 4] }], output: ['N', 2, 3, 4] },
    { inputs: [{ dtype: 'float32', shape: ['N', 5] }], settings: { low: 0.1, high: 0.9 }, output: ['N', 5] },
    { inputs: [{ dtype: 'float32', shape: ['N', 5] }], settings: { low: 0.2, high: 0.2 }, output: ['N', 5] },
    { inputs: [{ dtype: 'float32', shape: ['N', 1] }], output: ['N', 1], batch: 1 },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 3, 2] }],
      settings: { low: 0, high: 1 },
      output: ['N', 3, 2],
      batch: 5,
    },
  ],
});
