import { choice } from '../settings.ts';
import { formatType } from '../types/tensor.ts';
import { defineLayer, reject, sampleShape } from './define.ts';

export const globalPool2d = defineLayer({
  id: 'globalPool2d',
  title: 'Global pool 2D',
  family: 'pooling',
  doc: 'Reduces each map to one number, its mean or maximum: a flat output whatever the image’s size.',
  formula: 'y_c = \\frac{1}{HW} \\sum_{i,j} x_{c,i,j}',
  source: { title: 'Lin et al. 2014, Network in Network', url: 'https://arxiv.org/abs/1312.4400' },
  keywords: ['global average pool', 'gap'],
  settings: { kind: choice(['average', 'max'], { label: 'Kind', default: 'average', doc: 'What a map is reduced to.' }) },
  inputs: [{ name: 'input', doc: 'N×channels×height×width.' }],
  outputs: [{ name: 'output', doc: 'N×channels.' }],
  summary: ({ kind }) => kind,
  infer([x]) {
    if (x!.shape.length !== 4) return reject('rank-mismatch', { expected: 'images, N×channels×height×width', received: formatType(x!) }, { port: 'input' });
    return [{ dtype: 'float32', shape: x!.shape.slice(0, 2) }];
  },
  lower: ({ b }, [x], { kind }) => (kind === 'max' ? b.reduceMax(x!, [2, 3]) : b.mean(x!, [2, 3])),
  macs: ([x]) => sampleShape(x!).reduce((a, c) => a * c, 1),
  spell: (_, { kind }) => ({ tfjs: { call: kind === 'max' ? 'globalMaxPooling2d' : 'globalAveragePooling2d', layout: 'channelsLast', args: {} } }),
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 3, 4, 5] }], output: ['N', 3] },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 3] }], settings: { kind: 'max' }, output: ['N', 2] },
    { inputs: [{ dtype: 'float32', shape: ['N', 1, 1, 1] }], output: ['N', 1] },
    { inputs: [{ dtype: 'float32', shape: ['N', 5, 2, 7] }], settings: { kind: 'max' }, output: ['N', 5], batch: 1 },
    { inputs: [{ dtype: 'float32', shape: ['N', 4, 1, 6] }], output: ['N', 4], batch: 1 },
    { inputs: [{ dtype: 'float32', shape: ['N', 1, 1, 1] }], settings: { kind: 'max' }, output: ['N', 1], batch: 2 },
  ],
});
