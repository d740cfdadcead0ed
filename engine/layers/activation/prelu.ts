import { choice, number } from '../../settings.ts';
import { formatType } from '../../types/tensor.ts';
import { defineLayer, reject, sampleShape } from '../define.ts';
import { summary } from '../common/summary.ts';
import { phrase } from '../../phrases.ts';

export const prelu = defineLayer({
  id: 'prelu',
  title: 'PReLU',
  family: 'activation',
  doc: 'Leaky ReLU whose slope is learned, one for all or one for each channel.',
  formula: 'y = \\max(0, x) + a \\min(0, x)',
  source: { title: 'He et al. 2015, Delving Deep into Rectifiers', url: 'https://arxiv.org/abs/1502.01852' },
  settings: {
    slopes: choice(['one', 'channel'], {
      label: 'Slopes',
      default: 'one',
      doc: 'One slope, or one for each channel.',
      names: { one: 'One', channel: 'Per channel' },
    }),
    start: number({ label: 'Start', default: 0.25, doc: 'The slope before training.' }),
  },
  inputs: [{ name: 'input', doc: 'Channels on the axis after the batch.' }],
  outputs: [{ name: 'output', doc: 'The same shape.' }],
  summary: ({ slopes }) =>
    slopes === 'one' ? summary('one-slope', 'one slope') : summary('slope-per-channel', 'a slope per channel'),
  infer([x]) {
    if (x!.dtype !== 'float32')
      return reject('dtype-mismatch', { expected: 'float32', received: x!.dtype }, { port: 'input' });
    if (x!.shape.length < 2)
      return reject(
        'rank-mismatch',
        { expected: phrase('channels-after-batch'), received: formatType(x!) },
        { port: 'input' },
      );
    return [x!];
  },
  weights: ([x], { slopes, start }) => ({
    weight: {
      shape: [slopes === 'one' ? 1 : sampleShape(x!)[0]!],
      initializer: { type: 'constant', settings: { value: start } },
      role: 'bias',
    },
  }),
  lower({ b }, [x], _, { weight }) {
    const slope = b.reshape(weight!, [1, weight!.shape[0]!, ...x!.shape.slice(2).map(() => 1)]);
    return b.select(b.lt(0, x!), x!, b.mul(x!, slope));
  },
  spell([x], { slopes }) {
    const places = sampleShape(x!)
      .slice(1)
      .map((_, axis) => axis + 1);
    const [channels, last] = [sampleShape(x!)[0]!, places.length + 1];
    const each = slopes === 'channel';
    return {
      layersModel: {
        call: 'prelu',
        layout: 'channelsLast',
        args: { sharedAxes: each ? places : [...places, last] },
        weights: [{ name: 'weight', as: [...places.map(() => 1), each ? channels : 1], variable: 'alpha' }],
      },
    };
  },
  torch: ([x], { slopes }) => ({
    module: 'nn.PReLU',
    args: { num_parameters: slopes === 'one' ? undefined : sampleShape(x!)[0]! },
  }),
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 6] }], output: ['N', 6] },
    { inputs: [{ dtype: 'float32', shape: ['N', 3] }], settings: { slopes: 'channel' }, output: ['N', 3] },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 4] }], settings: { slopes: 'channel' }, output: ['N', 2, 3, 4] },
    { inputs: [{ dtype: 'float32', shape: ['N', 4, 5] }], output: ['N', 4, 5], batch: 1 },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 3, 2] }],
      settings: { slopes: 'channel', start: 0 },
      output: ['N', 3, 2],
    },
    { inputs: [{ dtype: 'float32', shape: ['N', 1, 3, 3] }], output: ['N', 1, 3, 3], batch: 5 },
  ],
});
