import { formatType } from '../../types/tensor.ts';
import { sequence } from '../common/examples.ts';
import { baseSetting, pairsSetting, turned } from '../common/positions.ts';
import { defineLayer, reject } from '../define.ts';
import { optionOf } from '../common/summary.ts';
import { phrase } from '../../phrases.ts';

export const rotaryPositions = defineLayer({
  id: 'rotaryPositions',
  title: 'Rotary positions',
  family: 'attention',
  doc:
    'Turns each pair of features by an angle that grows with the place, so that the product of a query and a key ' +
    'depends on the distance between them. The attention layers do it themselves by a setting.',
  formula:
    'y_{t,2i} + \\mathrm{i}\\, y_{t,2i+1} = (x_{t,2i} + \\mathrm{i}\\, x_{t,2i+1})\\, e^{\\mathrm{i} t \\theta_i}, \\quad \\theta_i = b^{-2i/d}',
  source: {
    title: 'Su et al. 2021, RoFormer: Enhanced Transformer with Rotary Position Embedding',
    url: 'https://arxiv.org/abs/2104.09864',
  },
  keywords: ['rope', 'positional encoding', 'roformer'],
  settings: { base: baseSetting, pairs: pairsSetting },
  inputs: [{ name: 'input', doc: 'N×length×features or N×heads×length×features; an even number of features.' }],
  outputs: [{ name: 'output', doc: 'The same shape.' }],
  summary: ({ pairs }) => optionOf('rotaryPositions', 'pairs', pairs),
  infer([x]) {
    const { dtype, shape } = x!;
    if (dtype !== 'float32')
      return reject('dtype-mismatch', { expected: 'float32', received: dtype }, { port: 'input' });
    if (shape.length !== 3 && shape.length !== 4)
      return reject(
        'rank-mismatch',
        { expected: phrase('sequence-or-heads'), received: formatType(x!) },
        { port: 'input' },
      );
    if ((shape.at(-1) as number) % 2 !== 0)
      return reject(
        'size-mismatch',
        { expected: phrase('paired-features'), received: formatType(x!) },
        { port: 'input' },
      );
    return [x!];
  },
  lower: ({ b, step }, [x], { base, pairs }) => turned(b, x!, base, pairs, step?.place),
  stepwise: ([x]) => x!.shape.length === 3,
  macs: ([x]) => 2 * x!.shape.reduce<number>((size, dim) => (dim === 'N' ? size : size * dim), 1),
  examples: [
    { inputs: [sequence(5, 6)], output: ['N', 5, 6] },
    { inputs: [sequence(5, 6)], settings: { pairs: 'halves' }, output: ['N', 5, 6] },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 4] }], output: ['N', 2, 3, 4] },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 3, 4, 2] }],
      settings: { pairs: 'halves', base: 10 },
      output: ['N', 3, 4, 2],
      batch: 2,
    },
    { inputs: [sequence(9, 2)], settings: { base: 500 }, output: ['N', 9, 2], batch: 5 },
    { inputs: [sequence(1, 4)], output: ['N', 1, 4], batch: 1 },
  ],
});
