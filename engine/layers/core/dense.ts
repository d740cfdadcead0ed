import { boolean, initializer, int } from '../../settings.ts';
import { formatType } from '../../types/tensor.ts';
import { linear } from '../common/sequences.ts';
import { defineLayer, reject, sampleShape, THIS } from '../define.ts';
import { unitsSummary } from '../common/summary.ts';
import { phrase } from '../../phrases.ts';

export const dense = defineLayer({
  id: 'dense',
  title: 'Dense',
  family: 'core',
  doc: 'Every output is a weighted sum of every input, plus a bias. Also called linear or fully connected.',
  formula: 'y = x W^\\top + b',
  source: { title: 'PyTorch: Linear', url: 'https://pytorch.org/docs/stable/generated/torch.nn.Linear.html' },
  keywords: ['linear', 'fully connected', 'fc'],
  settings: {
    units: int({ label: 'Units', default: 64, min: 1, doc: 'Number of outputs.' }),
    bias: boolean({ label: 'Bias', default: true, doc: 'Add a learned offset to each output.' }),
    transposed: boolean({
      label: 'Transposed',
      default: false,
      doc: 'Keep the weights as inputs×outputs, as the published ones of GPT-2 are, instead of outputs×inputs.',
    }),
    initializer: initializer({ label: 'Initializer', default: { type: 'he-uniform' }, doc: 'How the weights start.' }),
  },
  inputs: [{ name: 'input', doc: 'N×features, or a sequence N×length×features.' }],
  outputs: [{ name: 'output', doc: 'The same, with `units` features.' }],
  summary: unitsSummary,
  infer([x], { units }) {
    const { dtype, shape } = x!;
    if (dtype !== 'float32')
      return reject('dtype-mismatch', { expected: 'float32', received: dtype }, { port: 'input' });
    if (shape.length !== 2 && shape.length !== 3)
      return reject(
        'rank-mismatch',
        { expected: phrase('flat-input'), received: formatType(x!) },
        {
          port: 'input',
          repairs: [
            {
              title: phrase('insert-flatten'),
              actions: [{ kind: 'insertBefore', node: THIS, port: 'input', type: 'flatten' }],
            },
            ...(shape.length === 4
              ? [
                  {
                    title: phrase('insert-global-average-pool'),
                    actions: [{ kind: 'insertBefore' as const, node: THIS, port: 'input', type: 'globalPool2d' }],
                  },
                ]
              : []),
          ],
        },
      );
    return [{ dtype, shape: [...shape.slice(0, -1), units] }];
  },
  adaptable: true,
  weights([x], { units, bias, transposed, initializer }) {
    const features = sampleShape(x!).at(-1)!;
    const fan = [features, units] as const;
    return {
      weight: { shape: transposed ? [features, units] : [units, features], initializer, fan },
      ...(bias && { bias: { shape: [units], initializer: { type: 'zeros' }, fan, role: 'bias' as const } }),
    };
  },
  lower: ({ b }, [x], { transposed }, { weight, bias }) => linear(b, x!, weight!, bias, transposed),
  stepwise: ([x]) => x!.shape.length > 2,
  macs: ([x], _, { units }) => sampleShape(x!).reduce((product, dim) => product * dim, 1) * units,
  spell: (_, { units, bias, transposed }) => ({
    tfjs: {
      call: 'dense',
      args: { units, ...(bias ? {} : { useBias: false }) },
      weights: [
        { name: 'weight', ...(!transposed && { transpose: [1, 0] }), argument: 'kernel' },
        ...(bias ? [{ name: 'bias' }] : []),
      ],
    },
  }),
  torch: ([x], { units, bias, transposed }) => ({
    module: transposed ? 'Conv1D' : 'nn.Linear',
    everywhere: true,
    args: { in_features: sampleShape(x!).at(-1)!, out_features: units, bias: bias ? undefined : false },
  }),
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 8] }], settings: { units: 3 }, output: ['N', 3] },
    { inputs: [{ dtype: 'float32', shape: ['N', 5] }], settings: { units: 4, bias: false }, output: ['N', 4] },
    { inputs: [{ dtype: 'float32', shape: ['N', 6, 5] }], settings: { units: 2 }, output: ['N', 6, 2] },
    { inputs: [{ dtype: 'float32', shape: ['N', 1] }], settings: { units: 1 }, output: ['N', 1], batch: 1 },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 1, 3] }],
      settings: { units: 4, bias: false },
      output: ['N', 1, 4],
      batch: 2,
    },
    { inputs: [{ dtype: 'float32', shape: ['N', 7] }], output: ['N', 64], batch: 5 },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 4, 5] }],
      settings: { units: 3, transposed: true },
      output: ['N', 4, 3],
    },
  ],
});
