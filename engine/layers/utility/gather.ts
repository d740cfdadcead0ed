import { normalizeAxis } from '../../types/shape.ts';
import { formatType } from '../../types/tensor.ts';
import { axisOf, axisSetting } from '../common/axes.ts';
import { defineLayer, reject } from '../define.ts';
import { product } from '../common/windows.ts';
import { axisSummary } from '../common/summary.ts';
import { phrase } from '../../phrases.ts';

export const gather = defineLayer({
  id: 'gather',
  title: 'Gather',
  family: 'shape',
  doc:
    'Picks places of an axis by their numbers, for each sample its own: the steps that matter, the token to look ' +
    'at. The gradient goes back to the places picked.',
  formula: 'y_{n, \\dots, i, \\dots} = x_{n, \\dots, p_{n, i}, \\dots}',
  source: {
    title: 'TensorFlow: gather, with the batch as its one batch dimension',
    url: 'https://www.tensorflow.org/api_docs/python/tf/gather',
  },
  keywords: ['index', 'select', 'pick', 'take', 'lookup'],
  settings: { axis: axisSetting('From which it picks.', 1) },
  inputs: [
    { name: 'input', doc: 'What is picked from.' },
    {
      name: 'indices',
      doc: 'Whole numbers, N or N×…: which places of each sample, from 0; a number outside takes the first or last.',
    },
  ],
  outputs: [
    {
      name: 'output',
      doc: 'The axis has become what the indices have behind the batch; it is gone where they have nothing.',
    },
  ],
  summary: axisSummary,
  infer([x, indices], { axis }) {
    const at = axisOf(x!, axis);
    if (typeof at !== 'number') return at;
    if (x!.dtype !== 'float32')
      return reject('dtype-mismatch', { expected: 'float32', received: x!.dtype }, { port: 'input' });
    if (indices!.dtype !== 'int32')
      return reject(
        'dtype-mismatch',
        { expected: phrase('index-values'), received: indices!.dtype },
        { port: 'indices' },
      );
    if (indices!.shape[0] !== 'N')
      return reject(
        'rank-mismatch',
        { expected: phrase('sample-indices'), received: formatType(indices!) },
        { port: 'indices' },
      );
    return [{ dtype: 'float32', shape: x!.shape.toSpliced(at, 1, ...indices!.shape.slice(1)) }];
  },
  lower({ b }, [x, indices], { axis }) {
    const { shape } = x!;
    const at = normalizeAxis(axis, shape.length);
    const wanted = indices!.shape.slice(1);
    const picked = shape.with(at, product(wanted));
    const inside = b.min(b.max(indices!, 0), shape[at]! - 1);
    const places = b.reshape(
      inside,
      picked.map((size, i) => (i === 0 || i === at ? size : 1)),
    );
    return b.reshape(b.gatherElements(x!, b.broadcast(places, picked), at), shape.toSpliced(at, 1, ...wanted));
  },
  examples: [
    {
      inputs: [
        { dtype: 'float32', shape: ['N', 5] },
        { dtype: 'int32', shape: ['N', 3] },
      ],
      output: ['N', 3],
      below: 5,
    },
    {
      inputs: [
        { dtype: 'float32', shape: ['N', 4, 3] },
        { dtype: 'int32', shape: ['N', 2] },
      ],
      output: ['N', 2, 3],
      below: 4,
    },
    {
      inputs: [
        { dtype: 'float32', shape: ['N', 4, 3] },
        { dtype: 'int32', shape: ['N'] },
      ],
      output: ['N', 3],
      below: 4,
    },
    {
      inputs: [
        { dtype: 'float32', shape: ['N', 2, 3, 4] },
        { dtype: 'int32', shape: ['N', 2, 2] },
      ],
      settings: { axis: -1 },
      output: ['N', 2, 3, 2, 2],
      below: 4,
      batch: 1,
    },
    {
      inputs: [
        { dtype: 'float32', shape: ['N', 2, 5] },
        { dtype: 'int32', shape: ['N', 7] },
      ],
      settings: { axis: 2 },
      output: ['N', 2, 7],
      below: 5,
    },
    {
      inputs: [
        { dtype: 'float32', shape: ['N', 1] },
        { dtype: 'int32', shape: ['N', 4] },
      ],
      output: ['N', 4],
      below: 3,
      batch: 5,
    },
  ],
});
