import { number } from '../../settings.ts';
import { formatType } from '../../types/tensor.ts';
import { scaleAndShift } from '../common/channels.ts';
import { normalized } from '../common/sequences.ts';
import { defineLayer, reject, sampleShape } from '../define.ts';
import { lastAxis } from '../common/summary.ts';
import { phrase } from '../../phrases.ts';

export const layerNorm = defineLayer({
  id: 'layerNorm',
  title: 'Layer norm',
  family: 'normalization',
  doc: 'Gives the features of each position mean 0 and variance 1, then a learned scale and shift. Does not depend on the batch.',
  formula: 'y = \\gamma \\frac{x - \\mu}{\\sqrt{\\sigma^2 + \\epsilon}} + \\beta',
  source: { title: 'Ba et al. 2016, Layer Normalization', url: 'https://arxiv.org/abs/1607.06450' },
  keywords: ['ln', 'normalization'],
  settings: {
    epsilon: number({ label: 'Epsilon', default: 1e-5, min: 0, exclusiveMin: true, doc: 'Added to the variance.' }),
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
  weights: ([x]) => scaleAndShift(sampleShape(x!).at(-1)!),
  lower: ({ b }, [x], { epsilon }, { weight, bias }) => normalized(b, x!, weight!, bias!, epsilon),
  stepwise: ([x]) => x!.shape.length > 2,
  macs: ([x]) => 2 * sampleShape(x!).reduce((a, c) => a * c, 1),
  spell: (_, { epsilon }) => ({
    tfjs: { call: 'layerNormalization', args: { epsilon }, weights: [{ name: 'weight' }, { name: 'bias' }] },
  }),
  torch: ([x], { epsilon }) => ({
    module: 'nn.LayerNorm',
    everywhere: true,
    args: { normalized_shape: sampleShape(x!).at(-1)!, eps: epsilon === 1e-5 ? undefined : epsilon },
  }),
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 6] }], output: ['N', 6] },
    { inputs: [{ dtype: 'float32', shape: ['N', 3, 5] }], output: ['N', 3, 5] },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 4] }], settings: { epsilon: 1e-3 }, output: ['N', 2, 3, 4] },
    { inputs: [{ dtype: 'float32', shape: ['N', 11] }], output: ['N', 11], batch: 1 },
    { inputs: [{ dtype: 'float32', shape: ['N', 4, 3] }], settings: { epsilon: 0.5 }, output: ['N', 4, 3], batch: 2 },
    { inputs: [{ dtype: 'float32', shape: ['N', 1, 7] }], output: ['N', 1, 7], batch: 5 },
  ],
});
