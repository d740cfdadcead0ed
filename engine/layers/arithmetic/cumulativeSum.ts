import { boolean } from '../../settings.ts';
import { axisOf, axisSetting } from '../common/axes.ts';
import { defineLayer, reject } from '../define.ts';
import { axisSummary } from '../common/summary.ts';

export const cumulativeSum = defineLayer({
  id: 'cumulativeSum',
  title: 'Cumulative sum',
  family: 'shape',
  doc: 'Each place gets the sum of all up to it.',
  formula: 'y_i = \\sum_{j \\le i} x_j',
  source: { title: 'PyTorch: cumsum', url: 'https://pytorch.org/docs/stable/generated/torch.cumsum.html' },
  keywords: ['cumsum', 'running total'],
  settings: {
    axis: axisSetting('Along which it adds.', 1),
    reverse: boolean({ label: 'From the end', default: false, doc: 'Add from the last place to the first.' }),
  },
  inputs: [{ name: 'input', doc: 'Any shape.' }],
  outputs: [{ name: 'output', doc: 'The same shape.' }],
  summary: axisSummary,
  infer([x], { axis }) {
    if (x!.dtype !== 'float32')
      return reject('dtype-mismatch', { expected: 'float32', received: x!.dtype }, { port: 'input' });
    const at = axisOf(x!, axis);
    return typeof at === 'number' ? [x!] : at;
  },
  lower: ({ b }, [x], { axis, reverse }) => b.cumsum(x!, axis, { reverse }),
  torch: (_, { axis, reverse }) => ({
    apply: reverse ? '$0.flip({dim}).cumsum({dim}).flip({dim})' : '$0.cumsum({dim})',
    values: { dim: axis },
  }),
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 5] }], output: ['N', 5] },
    { inputs: [{ dtype: 'float32', shape: ['N', 3, 4] }], settings: { axis: -1 }, output: ['N', 3, 4] },
    { inputs: [{ dtype: 'float32', shape: ['N', 3, 4] }], settings: { reverse: true }, output: ['N', 3, 4] },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 2, 3] }], settings: { axis: 2 }, output: ['N', 2, 2, 3], batch: 1 },
    { inputs: [{ dtype: 'float32', shape: ['N', 1] }], output: ['N', 1], batch: 5 },
    { inputs: [{ dtype: 'float32', shape: ['N', 6, 1] }], settings: { axis: 1, reverse: true }, output: ['N', 6, 1] },
  ],
});
