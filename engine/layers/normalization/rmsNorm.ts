import { number } from '../../settings.ts';
import { formatType } from '../../types/tensor.ts';
import { defineLayer, reject, sampleShape } from '../define.ts';
import { lastAxis } from '../common/summary.ts';
import { phrase } from '../../phrases.ts';

export const rmsNorm = defineLayer({
  id: 'rmsNorm',
  title: 'RMS norm',
  family: 'normalization',
  doc:
    'Divides the features of each position by their root mean square, then a learned scale. Layer norm without the ' +
    'mean: cheaper, and usual in large language models.',
  formula: 'y = \\gamma \\frac{x}{\\sqrt{\\frac{1}{d} \\sum_i x_i^2 + \\epsilon}}',
  source: {
    title: 'Zhang and Sennrich 2019, Root Mean Square Layer Normalization',
    url: 'https://arxiv.org/abs/1910.07467',
  },
  keywords: ['normalization', 'root mean square', 'llama'],
  settings: {
    epsilon: number({ label: 'Epsilon', default: 1e-6, min: 0, exclusiveMin: true, doc: 'Added to the mean square.' }),
  },
  inputs: [{ name: 'input', doc: 'Features on the last axis.' }],
  outputs: [{ name: 'output', doc: 'The same shape.' }],
  summary: lastAxis,
  infer([x]) {
    if (x!.dtype !== 'float32')
      return reject('dtype-mismatch', { expected: 'float32', received: x!.dtype }, { port: 'input' });
    if (x!.shape.length < 2)
      return reject(
        'rank-mismatch',
        { expected: phrase('features-after-batch'), received: formatType(x!) },
        { port: 'input' },
      );
    return [x!];
  },
  weights: ([x]) => ({ weight: { shape: [sampleShape(x!).at(-1)!], initializer: { type: 'ones' }, role: 'bias' } }),
  lower({ b }, [x], { epsilon }, { weight }) {
    const meanSquare = b.mean(b.square(x!), [-1], true);
    return b.mul(b.div(x!, b.sqrt(b.add(meanSquare, epsilon))), weight!);
  },
  stepwise: ([x]) => x!.shape.length > 2,
  macs: ([x]) => 2 * sampleShape(x!).reduce((a, c) => a * c, 1),
  torch: ([x], { epsilon }) => ({
    module: 'nn.RMSNorm',
    args: { normalized_shape: sampleShape(x!).at(-1)!, eps: epsilon },
  }),
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 6] }], output: ['N', 6] },
    { inputs: [{ dtype: 'float32', shape: ['N', 3, 5] }], output: ['N', 3, 5] },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 4] }], settings: { epsilon: 1e-3 }, output: ['N', 2, 3, 4] },
    { inputs: [{ dtype: 'float32', shape: ['N', 11] }], output: ['N', 11], batch: 1 },
    { inputs: [{ dtype: 'float32', shape: ['N', 4, 3] }], settings: { epsilon: 0.5 }, output: ['N', 4, 3], batch: 2 },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 1] }], settings: { epsilon: 0.1 }, output: ['N', 2, 1], batch: 5 },
  ],
});
