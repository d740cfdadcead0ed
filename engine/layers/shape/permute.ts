import { ints } from '../../settings.ts';
import { formatType } from '../../types/tensor.ts';
import { defineLayer, reject } from '../define.ts';
import { phrase } from '../../phrases.ts';

const isOrder = (order: readonly number[], rank: number): boolean =>
  order.length === rank && [...order].sort((a, b) => a - b).every((axis, i) => axis === i + 1);

export const permute = defineLayer({
  id: 'permute',
  title: 'Permute',
  family: 'shape',
  doc: 'Puts the axes of a sample in another order; 2, 1 swaps steps and features.',
  formula: 'y_{i_{p_1}, \\dots, i_{p_k}} = x_{i_1, \\dots, i_k}',
  source: { title: 'PyTorch: permute', url: 'https://pytorch.org/docs/stable/generated/torch.permute.html' },
  keywords: ['transpose', 'swap axes', 'rearrange'],
  settings: {
    order: ints({
      label: 'Order',
      default: [2, 1],
      min: 1,
      doc: 'The axes in their new order; the batch is 0 and stays, the first after it is 1.',
    }),
  },
  inputs: [{ name: 'input', doc: 'As many axes behind the batch as the order has.' }],
  outputs: [{ name: 'output', doc: 'The same numbers with the axes in their new order.' }],
  summary: ({ order }) => order,
  infer([x], { order }) {
    const { dtype, shape } = x!;
    if (!isOrder(order, shape.length - 1))
      return reject(
        'bad-setting',
        {
          expected: phrase('axis-order', { shape: formatType(x!), last: shape.length - 1 }),
          received: order,
        },
        { setting: 'order' },
      );
    return [{ dtype, shape: ['N', ...order.map((axis) => shape[axis]!)] }];
  },
  lower: ({ b }, [x], { order }) => b.transpose(x!, [0, ...order]),
  spell: (_, { order }) => ({ tfjs: { call: 'permute', args: { dims: order } } }),
  torch: (_, { order }) => ({ apply: '$0.permute({*order})', values: { order: [0, ...order] } }),
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 3, 4] }], output: ['N', 4, 3] },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 4] }], settings: { order: [3, 1, 2] }, output: ['N', 4, 2, 3] },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 4] }],
      settings: { order: [1, 3, 2] },
      output: ['N', 2, 4, 3],
      batch: 1,
    },
    { inputs: [{ dtype: 'float32', shape: ['N', 5] }], settings: { order: [1] }, output: ['N', 5] },
    { inputs: [{ dtype: 'float32', shape: ['N', 1, 6] }], output: ['N', 6, 1], batch: 5 },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 2, 1, 3, 2] }],
      settings: { order: [4, 3, 2, 1] },
      output: ['N', 2, 3, 1, 2],
    },
  ],
});
