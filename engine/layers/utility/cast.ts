import { verbatim } from '../../phrases.ts';
import { choice } from '../../settings.ts';
import { defineLayer } from '../define.ts';
import { toSummary } from '../common/summary.ts';

export const cast = defineLayer({
  id: 'cast',
  title: 'Cast',
  family: 'shape',
  doc: 'Makes numbers of whole numbers, or whole numbers of numbers by cutting off what stands behind the point. No gradient passes a change of type.',
  formula: 'y = \\mathrm{trunc}(x)',
  source: { title: 'ONNX: Cast', url: 'https://onnx.ai/onnx/operators/onnx__Cast.html' },
  keywords: ['convert', 'dtype', 'type', 'int', 'float', 'bool'],
  settings: {
    to: choice(['float32', 'int32', 'bool'], {
      label: 'To',
      default: 'float32',
      doc: 'What the values become.',
      names: { float32: 'Numbers', int32: 'Whole numbers', bool: 'Yes or no (not 0)' },
    }),
  },
  inputs: [{ name: 'input', doc: 'Any shape and type.' }],
  outputs: [{ name: 'output', doc: 'The same shape.' }],
  summary: ({ to }) => toSummary(verbatim(to)),
  infer: ([x], { to }) => [{ dtype: to, shape: x!.shape }],
  lower: ({ b }, [x], { to }) => b.cast(x!, to),
  torch: (_, { to }) => ({ apply: { float32: '$0.float()', int32: '$0.long()', bool: '$0.bool()' }[to] }),
  examples: [
    { inputs: [{ dtype: 'int32', shape: ['N', 4] }], output: ['N', 4], below: 9 },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 3] }], settings: { to: 'int32' }, output: ['N', 2, 3] },
    { inputs: [{ dtype: 'float32', shape: ['N', 5] }], settings: { to: 'bool' }, output: ['N', 5] },
    { inputs: [{ dtype: 'float32', shape: ['N', 3] }], output: ['N', 3] },
    { inputs: [{ dtype: 'int32', shape: ['N', 2, 2, 1] }], output: ['N', 2, 2, 1], below: 3, batch: 1 },
    { inputs: [{ dtype: 'int32', shape: ['N'] }], settings: { to: 'bool' }, output: ['N'], below: 2, batch: 5 },
  ],
});
