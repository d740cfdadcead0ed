import type { Value } from '../../ir/program.ts';
import { number } from '../../settings.ts';
import { formatType } from '../../types/tensor.ts';
import { defineLayer, reject, sampleShape } from '../define.ts';
import { summary } from '../common/summary.ts';
import { phrase } from '../../phrases.ts';

/** What makes a variance over so many numbers that of what they were drawn from (Bessel's correction). */
const unbiasedBy = (count: number): number => count / Math.max(count - 1, 1);

export const batchNorm = defineLayer({
  id: 'batchNorm',
  title: 'Batch norm',
  family: 'normalization',
  doc:
    'Gives each channel mean 0 and variance 1 over the batch, then a learned scale and shift. Afterwards it uses running ' +
    'averages of both, which move in training also where the layer is frozen, unless its statistics are frozen too.',
  formula: 'y = \\gamma \\frac{x - \\mu}{\\sqrt{\\sigma^2 + \\epsilon}} + \\beta',
  source: { title: 'Ioffe and Szegedy 2015, Batch Normalization', url: 'https://arxiv.org/abs/1502.03167' },
  keywords: ['bn', 'batch normalization'],
  settings: {
    epsilon: number({ label: 'Epsilon', default: 1e-5, min: 0, exclusiveMin: true, doc: 'Added to the variance.' }),
    momentum: number({
      label: 'Momentum',
      default: 0.1,
      min: 0,
      max: 1,
      doc: 'Share of the newest batch in the running averages (as PyTorch counts it).',
    }),
  },
  statistics: true,
  inputs: [{ name: 'input', doc: 'N×channels, N×channels×length or N×channels×height×width.' }],
  outputs: [{ name: 'output', doc: 'The same shape.' }],
  summary: ({ momentum }) => summary('momentum', 'momentum {{momentum}}', { momentum }),
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
  weights([x]) {
    const shape = [sampleShape(x!)[0]!];
    return {
      weight: { shape, initializer: { type: 'ones' }, role: 'bias' },
      bias: { shape, initializer: { type: 'zeros' }, role: 'bias' },
      running_mean: { shape, initializer: { type: 'zeros' }, role: 'state' },
      running_var: { shape, initializer: { type: 'ones' }, role: 'state' },
    };
  },
  lower(
    { b, training, update, unbias = unbiasedBy },
    [x],
    { epsilon, momentum },
    { weight, bias, running_mean, running_var },
  ) {
    const channels = x!.shape[1]!;
    const column = [1, channels, ...x!.shape.slice(2).map(() => 1)];
    const across = (v: typeof x) => b.reshape(v!, column);
    const scaleAndShift = (normal: NonNullable<typeof x>) => b.add(b.mul(normal, across(weight)), across(bias));
    if (!training)
      return scaleAndShift(b.div(b.sub(x!, across(running_mean)), across(b.sqrt(b.add(running_var!, epsilon)))));
    const axes = x!.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
    const [normal, mean, variance] = b.standardize(x!, axes, epsilon);
    const count = b.size(x!) / channels;
    // running averages take the unbiased variance, the output the biased one, as in PyTorch
    const towards = (state: string, running: typeof x, found: NonNullable<typeof x>, factor: number | Value) => {
      const now = b.reshape(b.stopGradient(found), [channels]);
      const share = typeof factor === 'number' ? momentum * factor : b.mul(factor, momentum);
      update(state, b.add(b.mul(running!, 1 - momentum), b.mul(now, share)), b.mul(now, factor));
    };
    towards('running_mean', running_mean, mean, 1);
    towards('running_var', running_var, variance, unbias(count));
    return scaleAndShift(normal);
  },
  macs: ([x]) => 2 * sampleShape(x!).reduce((a, c) => a * c, 1),
  spell([x], { epsilon, momentum }) {
    // TensorFlow.js stops at images
    if (x!.shape.length > 4) return {};
    return {
      tfjs: {
        call: 'BatchNorm',
        layout: 'channelsLast',
        args: { epsilon, momentum: Number((1 - momentum).toPrecision(12)) },
        weights: ['weight', 'bias', 'running_mean', 'running_var'].map((name) => ({ name })),
      },
    };
  },
  torch: ([x], { epsilon, momentum }) => {
    const rank = x!.shape.length;
    if (rank > 5) return undefined;
    return {
      module: `nn.BatchNorm${Math.max(rank - 2, 1)}d`,
      args: {
        num_features: sampleShape(x!)[0]!,
        eps: epsilon === 1e-5 ? undefined : epsilon,
        momentum: momentum === 0.1 ? undefined : momentum,
      },
    };
  },
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 3, 4, 5] }], output: ['N', 3, 4, 5] },
    { inputs: [{ dtype: 'float32', shape: ['N', 4] }], output: ['N', 4] },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 2, 7] }],
      settings: { epsilon: 1e-3, momentum: 0.3 },
      output: ['N', 2, 7],
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 1, 3, 3] }],
      settings: { momentum: 1 },
      output: ['N', 1, 3, 3],
      batch: 1,
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 5] }],
      settings: { momentum: 0, epsilon: 0.1 },
      output: ['N', 5],
      batch: 7,
    },
    { inputs: [{ dtype: 'float32', shape: ['N', 3, 4] }], output: ['N', 3, 4], batch: 2 },
  ],
});
