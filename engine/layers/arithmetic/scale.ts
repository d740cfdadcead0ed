import { boolean, choice, number } from '../../settings.ts';
import { formatType } from '../../types/tensor.ts';
import { defineLayer, reject, sampleShape, type WeightSpecs } from '../define.ts';
import { summary } from '../common/summary.ts';
import { phrase, verbatim } from '../../phrases.ts';

export const scale = defineLayer({
  id: 'scale',
  title: 'Scale and shift',
  family: 'shape',
  doc: 'Multiplies by a factor and adds an offset: fixed, or learned for each channel (layer scale).',
  formula: 'y = a x + b',
  source: {
    title: 'Touvron et al. 2021, Going deeper with Image Transformers (LayerScale)',
    url: 'https://arxiv.org/abs/2103.17239',
  },
  keywords: ['affine', 'linear', 'rescaling', 'layer scale'],
  settings: {
    kind: choice(['fixed', 'learned'], {
      label: 'Kind',
      default: 'fixed',
      doc: 'Fixed numbers, or learned ones for each channel.',
      names: { fixed: 'Fixed', learned: 'Learned' },
    }),
    factor: number({ label: 'Factor', default: 1, doc: 'The factor; where learned, what it starts with.' }),
    offset: number({ label: 'Offset', default: 0, doc: 'The offset; where learned, what it starts with.' }),
    bias: boolean({
      label: 'Bias',
      default: true,
      doc: 'Learn an offset beside the factor.',
      when: { kind: ['learned'] },
    }),
  },
  inputs: [{ name: 'input', doc: 'Channels on the axis after the batch.' }],
  outputs: [{ name: 'output', doc: 'The same shape.' }],
  summary: ({ kind, factor, offset }) =>
    kind === 'learned'
      ? summary('learned-per-channel', 'learned per channel')
      : verbatim(`${short(factor)} x${offset === 0 ? '' : ` ${offset < 0 ? '−' : '+'} ${short(Math.abs(offset))}`}`),
  infer([x], { kind }) {
    if (x!.dtype !== 'float32')
      return reject('dtype-mismatch', { expected: 'float32', received: x!.dtype }, { port: 'input' });
    if (kind === 'learned' && x!.shape.length < 2)
      return reject(
        'rank-mismatch',
        { expected: phrase('channels-after-batch'), received: formatType(x!) },
        { port: 'input' },
      );
    return [x!];
  },
  weights([x], { kind, factor, offset, bias }): WeightSpecs {
    const spec = (value: number) => ({
      shape: [sampleShape(x!)[0]!],
      initializer: { type: 'constant', settings: { value } },
      role: 'bias' as const,
    });
    return kind === 'learned' ? { weight: spec(factor), ...(bias && { bias: spec(offset) }) } : {};
  },
  spell: (_, { kind, factor, offset }) =>
    kind === 'fixed' ? { layersModel: { call: 'rescaling', layout: 'any', args: { scale: factor, offset } } } : {},
  stepwise: (_, { kind }) => kind === 'fixed',
  lower({ b }, [x], { kind, factor, offset }, { weight, bias }) {
    if (kind === 'fixed') return b.add(b.mul(x!, factor), offset);
    const across = (v: typeof x) => b.reshape(v!, [1, v!.shape[0]!, ...x!.shape.slice(2).map(() => 1)]);
    const scaled = b.mul(x!, across(weight));
    return bias ? b.add(scaled, across(bias)) : scaled;
  },
  torch: ([x], { kind, factor, offset, bias }) =>
    kind === 'fixed'
      ? { apply: offset === 0 ? '{factor} * $0' : '{factor} * $0 + {offset}', values: { factor, offset } }
      : { module: 'Scale', args: { channels: sampleShape(x!)[0]!, bias: bias ? undefined : false } },
  examples: [
    { inputs: [{ dtype: 'float32', shape: ['N', 4] }], settings: { factor: 0.5, offset: -1 }, output: ['N', 4] },
    { inputs: [{ dtype: 'float32', shape: ['N', 3] }], settings: { kind: 'learned' }, output: ['N', 3] },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 2, 3, 4] }],
      settings: { kind: 'learned', factor: 0.1 },
      output: ['N', 2, 3, 4],
    },
    { inputs: [{ dtype: 'float32', shape: ['N', 2, 3] }], settings: { factor: -2 }, output: ['N', 2, 3], batch: 1 },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 5, 2] }],
      settings: { kind: 'learned', offset: 3 },
      output: ['N', 5, 2],
    },
    {
      inputs: [{ dtype: 'float32', shape: ['N', 3, 2, 2] }],
      settings: { kind: 'learned', factor: 1e-6, bias: false },
      output: ['N', 3, 2, 2],
      batch: 2,
    },
    { inputs: [{ dtype: 'float32', shape: ['N'] }], settings: { offset: 1 }, output: ['N'], batch: 5 },
  ],
});

/** A 255th has no end of digits. */
const short = (value: number): number => Number(value.toPrecision(4));
