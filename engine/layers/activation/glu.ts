import { formatType } from '../../types/tensor.ts';
import { partAlong } from '../common/axes.ts';
import { defineLayer, reject } from '../define.ts';
import { summary } from '../common/summary.ts';
import { phrase } from '../../phrases.ts';

export const glu = defineLayer({
  id: 'glu',
  title: 'GLU',
  family: 'activation',
  doc: 'Cuts the last axis in two halves: the second, through a sigmoid, says how much of the first passes.',
  formula: 'y = a \\odot \\sigma(b), \\quad [a, b] = x',
  source: {
    title: 'Dauphin et al. 2017, Language Modeling with Gated Convolutional Networks',
    url: 'https://arxiv.org/abs/1612.08083',
  },
  keywords: ['gated linear unit', 'gate'],
  settings: {},
  inputs: [{ name: 'input', doc: 'An even number of features on the last axis.' }],
  outputs: [{ name: 'output', doc: 'Half as many features.' }],
  summary: () => summary('half-gates-half', 'half gates half'),
  infer([x]) {
    const { dtype, shape } = x!;
    if (dtype !== 'float32')
      return reject('dtype-mismatch', { expected: 'float32', received: dtype }, { port: 'input' });
    const width = shape.at(-1)!;
    if (shape.length < 2 || typeof width !== 'number' || width % 2 !== 0)
      return reject(
        'size-mismatch',
        { expected: phrase('even-features'), received: formatType(x!) },
        { port: 'input' },
      );
    return [{ dtype, shape: shape.with(-1, width / 2) }];
  },
  lower({ b }, [x]) {
    const { shape } = x!;
    const width = shape.at(-1)! / 2;
    const half = (from: number) => partAlong(b, x!, shape.length - 1, from, from + width);
    return b.mul(half(0), b.sigmoid(half(width)));
  },
  stepwise: ([x]) => x!.shape.length > 2,
  torch: () => ({ module: 'nn.GLU', args: { dim: -1 } }),
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 6] }], output: ['N', 3] },
    { inputs: [{ dtype: 'float32', shape: ['N', 3, 4] }], output: ['N', 3, 2] },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 2, 8] }], output: ['N', 2, 2, 4] },
    { inputs: [{ dtype: 'float32', shape: ['N', 2] }], output: ['N', 1], batch: 1 },
    { inputs: [{ dtype: 'float32', shape: ['N', 1, 10] }], output: ['N', 1, 5] },
    { inputs: [{ dtype: 'float32', shape: ['N', 14] }], output: ['N', 7], batch: 5 },
  ],
});
