/** Transposed convolution over one, two or three axes: the gradient of a convolution by its input, as a layer. */
import type { Prims } from '../../ir/prims.ts';
import { boolean, choice, initializer, int, ints, type SettingsOf } from '../../settings.ts';
import { formatShape } from '../../types/shape.ts';
import {
  defineLayer,
  type Layer,
  type LayerExample,
  reject,
  sampleShape,
  type TfjsSpelling,
  THIS,
  type TorchSpelling,
} from '../define.ts';
import { AXES, expectMaps, LAYOUTS, product, type Rank, short, windowOf } from '../common/windows.ts';
import { acrossChannels } from '../common/channels.ts';
import { expectGroups } from '../common/groups.ts';
import { filtersSummary } from '../common/summary.ts';
import { named, phrase, verbatim } from '../../phrases.ts';
import { each, unless } from '../common/torch.ts';
import type { TensorType } from '../../types/tensor.ts';

const settingsFor = (rank: Rank) => {
  const each = (value: number) => Array<number>(rank).fill(value);
  return {
    filters: int({ label: 'Filters', default: 32, min: 1, doc: 'Number of output channels.' }),
    kernel: ints({ label: 'Kernel', default: each(3), length: rank, min: 1, doc: 'Size of each filter.' }),
    stride: ints({
      label: 'Stride',
      default: each(2),
      length: rank,
      min: 1,
      doc: 'How many times as large the output is, roughly.',
    }),
    padding: choice(['valid', 'same', 'explicit'], {
      label: 'Padding',
      default: 'same',
      doc: 'Valid: keep all that the filters write. Same: exactly the input’s size times the stride. Custom: cut off as many pixels as you say.',
      names: { valid: 'Valid', same: 'Same', explicit: 'Custom' },
    }),
    explicitPadding: ints({
      label: 'Pixels',
      default: each(0),
      length: rank,
      min: 0,
      doc: 'Cut off before and after, per axis.',
      when: { padding: ['explicit'] },
    }),
    outputPadding: ints({
      label: 'Output padding',
      default: each(0),
      length: rank,
      min: 0,
      doc: 'Added to the output’s size at the end; below the stride.',
      when: { padding: ['valid', 'explicit'] },
    }),
    dilation: ints({
      label: 'Dilation',
      default: each(1),
      length: rank,
      min: 1,
      doc: `Steps between the filter’s taps (${AXES[rank]}).`,
    }),
    groups: int({
      label: 'Groups',
      default: 1,
      min: 1,
      doc: 'Channels are cut into this many groups, each with its own filters.',
    }),
    bias: boolean({ label: 'Bias', default: true, doc: 'Add a learned offset to each output channel.' }),
    initializer: initializer({ label: 'Initializer', default: { type: 'he-uniform' }, doc: 'How the weights start.' }),
  };
};
type Settings = SettingsOf<ReturnType<typeof settingsFor>>;

/** The output's sizes, and the window of the convolution that would lead from there back to these sizes. */
function backwards(spatial: readonly number[], s: Settings): Prims['convInputGrad'] {
  const inputSize = spatial.map((length, axis) => {
    if (s.padding === 'same') return length * s.stride[axis]!;
    const cut = s.padding === 'explicit' ? 2 * s.explicitPadding[axis]! : 0;
    return (
      (length - 1) * s.stride[axis]! + s.dilation[axis]! * (s.kernel[axis]! - 1) + 1 - cut + s.outputPadding[axis]!
    );
  });
  return { ...windowOf(inputSize, s.kernel, s.stride, s), groups: s.groups, inputSize };
}

/** PyTorch's word, where it can cut off and add what these settings do. */
function inTorch(rank: Rank, x: TensorType, s: Settings): TorchSpelling | undefined {
  const { padding, inputSize } = backwards(sampleShape(x).slice(1), s);
  const whole = sampleShape(x)
    .slice(1)
    .map((length, axis) => (length - 1) * s.stride[axis]! + s.dilation[axis]! * (s.kernel[axis]! - 1) + 1);
  // PyTorch cuts off as much at both ends, and adds less than a stride at the end
  const added = whole.map((length, axis) => inputSize[axis]! - length + 2 * padding[axis]![0]);
  if (added.some((more, axis) => more < 0 || (more > 0 && more >= Math.max(s.stride[axis]!, s.dilation[axis]!))))
    return undefined;
  return {
    module: `nn.ConvTranspose${rank}d`,
    args: {
      in_channels: sampleShape(x)[0]!,
      out_channels: s.filters,
      kernel_size: each(s.kernel),
      stride: unless(s.stride, 1),
      padding: unless(
        padding.map(([before]) => before),
        0,
      ),
      output_padding: unless(added, 0),
      groups: s.groups === 1 ? undefined : s.groups,
      bias: s.bias ? undefined : false,
      dilation: unless(s.dilation, 1),
    },
  };
}

/** TensorFlow.js's word, where it comes to the same size with nothing cut off or added. */
function inTfjs(rank: Rank, x: TensorType, s: Settings): TfjsSpelling | undefined {
  const sizes = sampleShape(x).slice(1);
  const there = sizes.map((length, axis) => {
    const [kernel, stride] = [s.kernel[axis]!, s.stride[axis]!];
    return length * stride + (s.padding === 'valid' ? Math.max(kernel - stride, 0) : 0);
  });
  const fits = formatShape(there) === formatShape(backwards(sizes, s).inputSize);
  if (rank !== 2 || s.padding === 'explicit' || s.groups > 1 || product(s.dilation) > 1 || !fits) return undefined;
  return {
    call: 'conv2dTranspose',
    layout: 'channelsLast',
    args: {
      filters: s.filters,
      kernelSize: short(s.kernel),
      strides: short(s.stride),
      ...(s.padding === 'same' && { padding: 'same' }),
      ...(!s.bias && { useBias: false }),
    },
    weights: [{ name: 'weight', transpose: [2, 3, 1, 0], argument: 'kernel' }, ...(s.bias ? [{ name: 'bias' }] : [])],
  };
}

export function transposedConvolution(rank: Rank, examples: readonly LayerExample[]): Layer {
  return defineLayer({
    id: `transposedConv${rank}d`,
    title: `Transposed conv ${rank}D`,
    family: 'convolution',
    doc:
      'A convolution backwards: each input value writes a learned pattern into a larger output, where patterns ' +
      'overlap and add up. For decoders and generators. Also called deconvolution.',
    formula: 'y_m = b_m + \\sum_c W_{c,m} * \\mathrm{stretch}_s(x_c)',
    source: {
      title: 'Dumoulin and Visin 2016, A guide to convolution arithmetic for deep learning',
      url: 'https://arxiv.org/abs/1603.07285',
    },
    keywords: ['deconvolution', 'upsample', 'decoder', 'convolution transpose'],
    settings: settingsFor(rank),
    inputs: [{ name: 'input', doc: `${LAYOUTS[rank]}.` }],
    outputs: [{ name: 'output', doc: '`filters` channels, larger maps.' }],
    summary: ({ filters, kernel, stride }) => [
      filtersSummary({ filters, kernel }),
      verbatim(`×${[...new Set(stride)].join('×')}`),
    ],
    infer([x], s) {
      const refused = expectMaps(x!, rank);
      if (refused) return refused;
      const [channels, ...spatial] = sampleShape(x!);
      const uneven = expectGroups(s.groups, channels!, s.filters);
      if (uneven) return uneven;
      if (s.padding !== 'same' && s.outputPadding.some((more, axis) => more >= s.stride[axis]!))
        return reject(
          'bad-setting',
          {
            expected: phrase('below-stride', { stride: formatShape(s.stride) }),
            received: formatShape(s.outputPadding),
          },
          { setting: 'outputPadding' },
        );
      const { inputSize } = backwards(spatial, s);
      if (inputSize.some((length) => length < 1))
        return reject(
          'bad-setting',
          {
            setting: named('settings.padding', 'Padding'),
            expected: phrase('padding-leaves-something'),
            received: formatShape(s.explicitPadding),
          },
          {
            setting: 'explicitPadding',
            repairs: [
              {
                title: phrase('input-size-times-stride'),
                actions: [{ kind: 'set', node: THIS, setting: 'padding', value: 'same' }],
              },
            ],
          },
        );
      return [{ dtype: 'float32', shape: ['N', s.filters, ...inputSize] }];
    },
    adaptable: true,
    inPeft: () => false,
    weights([x], { filters, kernel, groups, bias, initializer }) {
      const channels = sampleShape(x!)[0]!;
      // the fans as PyTorch and Keras count them: of the convolution that goes the other way, the channels of all groups
      const fan = [(filters / groups) * product(kernel), channels * product(kernel)] as const;
      return {
        weight: { shape: [channels, filters / groups, ...kernel], initializer, fan },
        ...(bias && { bias: { shape: [filters], initializer: { type: 'zeros' }, fan, role: 'bias' as const } }),
      };
    },
    lower({ b }, [x], s, { weight, bias }) {
      const y = b.emit('convInputGrad', backwards(x!.shape.slice(2), s), x!, weight!);
      return bias ? b.add(y, acrossChannels(b, bias, y)) : y;
    },
    macs: ([x], _, { filters, groups, kernel }) => product(sampleShape(x!)) * (filters / groups) * product(kernel),
    // trained on WebAssembly, TensorFlow.js' own conv2dTranspose comes to other losses
    spell: ([x], s) => ({ layersModel: inTfjs(rank, x!, s) }),
    torch: ([x], s) => inTorch(rank, x!, s),
    examples: examples as never,
  });
}
