import { formatType } from '../../types/tensor.ts';
import { int } from '../../settings.ts';
import { baseSetting } from '../common/positions.ts';
import { defineLayer, reject } from '../define.ts';
import { summary } from '../common/summary.ts';
import { phrase } from '../../phrases.ts';

export const timeEmbedding = defineLayer({
  id: 'timeEmbedding',
  title: 'Time embedding',
  family: 'attention',
  doc:
    'Tells a number, such as the step of a diffusion, by waves of many lengths, so that a network can tell close ' +
    'numbers apart and far ones, too. The sines stand first, then the cosines.',
  formula: 'y_i = \\sin(x / b^{i/h}), \\quad y_{h+i} = \\cos(x / b^{i/h}), \\quad h = d / 2',
  source: {
    title: 'Ho, Jain and Abbeel 2020, Denoising Diffusion Probabilistic Models',
    url: 'https://arxiv.org/abs/2006.11239',
  },
  keywords: ['timestep', 'sinusoidal', 'diffusion', 'ddpm', 'fourier'],
  settings: {
    width: int({ label: 'Width', default: 64, min: 2, doc: 'Numbers that it gives: half of them sines.' }),
    base: baseSetting,
  },
  inputs: [{ name: 'input', doc: 'N×1.' }],
  outputs: [{ name: 'output', doc: 'N×width.' }],
  summary: ({ width }) => summary('waves', '{{width}} waves', { width }),
  infer([x], { width }) {
    if (x!.dtype !== 'float32')
      return reject('dtype-mismatch', { expected: 'float32', received: x!.dtype }, { port: 'input' });
    if (x!.shape.length !== 2 || x!.shape[1] !== 1)
      return reject(
        'size-mismatch',
        { expected: phrase('one-number-each'), received: formatType(x!) },
        { port: 'input' },
      );
    if (width % 2 !== 0)
      return reject('bad-setting', { expected: phrase('an-even-number'), received: width }, { setting: 'width' });
    return [{ dtype: 'float32', shape: ['N', width] }];
  },
  lower({ b }, [x], { width, base }) {
    const half = width / 2;
    const frequency = b.exp(b.mul(b.iota([1, half], 1, 'float32'), -Math.log(base) / half));
    const angle = b.mul(x!, frequency);
    return b.concat([b.sin(angle), b.cos(angle)], 1);
  },
  macs: (_, [y]) => y!.shape[1] as number,
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 1] }], settings: { width: 6 }, output: ['N', 6] },
    { inputs: [{ dtype: 'float32', shape: ['N', 1] }], settings: { width: 2 }, output: ['N', 2], batch: 1 },
    { inputs: [{ dtype: 'float32', shape: ['N', 1] }], settings: { width: 8, base: 100 }, output: ['N', 8], batch: 5 },
    { inputs: [{ dtype: 'float32', shape: ['N', 1] }], settings: { width: 10, base: 10 }, output: ['N', 10] },
    { inputs: [{ dtype: 'float32', shape: ['N', 1] }], output: ['N', 64], batch: 2 },
    { inputs: [{ dtype: 'float32', shape: ['N', 1] }], settings: { width: 4, base: 2 }, output: ['N', 4], batch: 7 },
  ],
});
