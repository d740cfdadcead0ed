import { defineLayer, sampleShape } from '../define.ts';
import { product } from '../common/windows.ts';
import { summary } from '../common/summary.ts';

export const flatten = defineLayer({
  id: 'flatten',
  title: 'Flatten',
  family: 'shape',
  doc: 'Lays all numbers of a sample out in one row, so that a Dense layer can read them.',
  formula: 'y_{i \\cdot W + j} = x_{i, j}',
  source: { title: 'PyTorch: Flatten', url: 'https://pytorch.org/docs/stable/generated/torch.nn.Flatten.html' },
  keywords: ['reshape', 'vector'],
  settings: {},
  inputs: [{ name: 'input', doc: 'Any shape.' }],
  outputs: [{ name: 'output', doc: 'N×features.' }],
  summary: () => summary('one-row', 'to one row'),
  infer: ([x]) => [{ dtype: x!.dtype, shape: ['N', product(sampleShape(x!))] }],
  lower: ({ b }, [x]) => b.reshape(x!, [x!.shape[0]!, product(x!.shape.slice(1))]),
  // TensorFlow.js does not flatten what is flat
  spell: ([x]) => ({
    tfjs:
      x!.shape.length > 2 ? { call: 'flatten', args: {} } : { call: 'reshape', args: { targetShape: sampleShape(x!) } },
  }),
  torch: () => ({ module: 'nn.Flatten' }),
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 4] }], output: ['N', 24] },
    { inputs: [{ dtype: 'float32', shape: ['N', 5] }], output: ['N', 5] },
    { inputs: [{ dtype: 'float32', shape: ['N', 3, 2] }], output: ['N', 6] },
    { inputs: [{ dtype: 'float32', shape: ['N', 1, 1, 1] }], output: ['N', 1], batch: 1 },
    { inputs: [{ dtype: 'float32', shape: ['N', 5, 1, 3] }], output: ['N', 15], batch: 2 },
    { inputs: [{ dtype: 'float32', shape: ['N', 4, 3, 2] }], output: ['N', 24], batch: 1 },
  ],
});
