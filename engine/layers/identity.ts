import { defineLayer } from './define.ts';

export const identity = defineLayer({
  id: 'identity',
  title: 'Identity',
  family: 'shape',
  doc: 'Passes its input on as it is: a place for a name, an end for a loss, the plain path beside a block.',
  formula: 'y = x',
  source: { title: 'PyTorch: Identity', url: 'https://pytorch.org/docs/stable/generated/torch.nn.Identity.html' },
  keywords: ['pass', 'skip', 'nothing', 'output'],
  settings: {},
  inputs: [{ name: 'input', doc: 'Any shape.' }],
  outputs: [{ name: 'output', doc: 'The same.' }],
  summary: () => 'as it is',
  infer: ([x]) => [x!],
  lower: (_, [x]) => x!,
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 4] }], output: ['N', 4] },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 3] }], output: ['N', 2, 3, 3] },
    { inputs: [{ dtype: 'int32', shape: ['N', 3] }], output: ['N', 3], below: 5 },
    { inputs: [{ dtype: 'float32', shape: ['N', 1] }], output: ['N', 1], batch: 1 },
    { inputs: [{ dtype: 'float32', shape: ['N', 5, 2] }], output: ['N', 5, 2] },
    { inputs: [{ dtype: 'float32', shape: ['N'] }], output: ['N'], batch: 5 },
  ],
});
