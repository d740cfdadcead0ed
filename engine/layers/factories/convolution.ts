/** Convolution over one, two or three axes: what Conv 1D, 2D and 3D share. */
import { boolean, initializer, int, ints, type SettingsOf } from '../../settings.ts';
import { borderSetting, expectBorder, padded } from '../common/border.ts';
import {
  defineLayer,
  type Layer,
  type LayerExample,
  sampleShape,
  type Spelling,
  type TfjsSpelling,
  type TorchSpelling,
} from '../define.ts';
import {
  LAYOUTS,
  product,
  type Rank,
  short,
  slideOver,
  windowInTfjs,
  windowOf,
  windowSettings,
} from '../common/windows.ts';
import { depthwiseInTfjs } from './depthwise.ts';
import { acrossChannels } from '../common/channels.ts';
import { expectGroups } from '../common/groups.ts';
import { filtersSummary, strideSummary } from '../common/summary.ts';
import { each, windowInTorch } from '../common/torch.ts';
import type { TensorType } from '../../types/tensor.ts';

const convolutionSettings = (rank: Rank) => {
  const each = (value: number) => Array<number>(rank).fill(value);
  return {
    filters: int({ label: 'Filters', default: 32, min: 1, doc: 'Number of output channels.' }),
    kernel: ints({ label: 'Kernel', default: each(3), length: rank, min: 1, doc: 'Size of each filter.' }),
    stride: ints({
      label: 'Stride',
      default: each(1),
      length: rank,
      min: 1,
      doc: 'Steps between the places where a filter is applied.',
    }),
    ...windowSettings(rank),
    ...borderSetting,
    groups: int({
      label: 'Groups',
      default: 1,
      min: 1,
      doc: 'Channels are cut into this many groups, each with its own filters.',
    }),
    standardize: boolean({
      label: 'Standardize weights',
      default: false,
      doc: 'Give the weights of each filter mean 0 and variance 1 before they are used (Qiao et al. 2019): with group norm it replaces batch norm.',
    }),
    bias: boolean({ label: 'Bias', default: true, doc: 'Add a learned offset to each output channel.' }),
    initializer: initializer({
      label: 'Initializer',
      default: { type: 'he-uniform' },
      doc: 'How the weights start.',
    }),
  };
};

/** TensorFlow.js's words and Keras's. */
function spelled(rank: Rank, x: TensorType, s: SettingsOf<ReturnType<typeof convolutionSettings>>): Spelling {
  const { filters, kernel, dilation, groups, bias } = s;
  const channels = sampleShape(x)[0]!;
  if (s.standardize) return {};
  const window = windowInTfjs(x, s);
  if (window === undefined) return {};
  const word: TfjsSpelling = {
    before: window.before,
    call: `conv${rank}d`,
    layout: 'channelsLast',
    args: {
      filters,
      kernelSize: short(kernel),
      ...window.args,
      ...(groups > 1 && { groups }),
      ...(!bias && { useBias: false }),
    },
    weights: [
      { name: 'weight', transpose: [...kernel.map((_, axis) => axis + 2), 1, 0], argument: 'kernel' },
      ...(bias ? [{ name: 'bias' }] : []),
    ],
  };
  if (groups > 1) {
    const isDepthwise = groups === channels && rank === 2 && product(dilation) === 1;
    const depthwise = () => depthwiseInTfjs(window, channels, { ...s, multiplier: filters / channels });
    return { keras: word, ...(isDepthwise && { layersModel: depthwise() }) };
  }
  // TensorFlow.js has no gradient of a dilated convolution, and a wrong one of a 3D convolution on WebAssembly
  return rank === 3 || product(dilation) > 1 ? { layersModel: word, keras: word } : { tfjs: word };
}

/** PyTorch's word; a border that differs before and after is put around the input first. */
function inTorch(
  rank: Rank,
  x: TensorType,
  s: SettingsOf<ReturnType<typeof convolutionSettings>>,
): TorchSpelling | undefined {
  if (s.standardize && (rank !== 2 || (s.border !== 'zeros' && s.padding !== 'valid'))) return undefined;
  const { args, around } = windowInTorch(windowOf(sampleShape(x).slice(1), s.kernel, s.stride, s));
  const mode = s.border !== 'zeros' && s.padding !== 'valid' ? s.border : undefined;
  return {
    module: s.standardize ? 'WeightStandardizedConv2d' : `nn.Conv${rank}d`,
    args: {
      in_channels: sampleShape(x)[0]!,
      out_channels: s.filters,
      kernel_size: each(s.kernel),
      ...args,
      groups: s.groups === 1 ? undefined : s.groups,
      bias: s.bias ? undefined : false,
      padding_mode: around || args.padding === undefined ? undefined : mode,
    },
    ...(around && { apply: `$m(F.pad($0, {pad}${mode ? `, mode="${mode}"` : ''}))`, values: { pad: around } }),
  };
}

export function convolution(
  rank: Rank,
  about: { id: string; title: string; doc: string; formula: string; source: { title: string; url: string } },
  examples: readonly LayerExample[],
): Layer {
  return defineLayer({
    ...about,
    family: 'convolution',
    keywords: ['convolution', 'filter', 'kernel', 'grouped', 'dilated', 'atrous', 'weight standardization'],
    settings: convolutionSettings(rank),
    inputs: [{ name: 'input', doc: `${LAYOUTS[rank]}.` }],
    outputs: [{ name: 'output', doc: 'The same with `filters` channels.' }],
    summary: ({ filters, kernel, stride }) =>
      stride.some((s) => s > 1)
        ? [filtersSummary({ filters, kernel }), strideSummary(stride)]
        : filtersSummary({ filters, kernel }),
    infer([x], s) {
      const maps = slideOver(x!, rank, s.kernel, (spatial) => windowOf(spatial, s.kernel, s.stride, s));
      if ('rejected' in maps) return maps;
      const unfilled = expectBorder(x!, windowOf(sampleShape(x!).slice(1), s.kernel, s.stride, s), s.border);
      if (unfilled) return unfilled;
      const uneven = expectGroups(s.groups, maps.channels, s.filters);
      if (uneven) return uneven;
      return [{ dtype: 'float32', shape: ['N', s.filters, ...maps.spatial] }];
    },
    adaptable: true,
    // of groups PEFT adapts all channels together, and adds behind what standardizes the kernel
    inPeft: ({ groups, standardize }) => groups === 1 && !standardize,
    weights([x], { filters, kernel, groups, bias, initializer }) {
      const inward = sampleShape(x!)[0]! / groups;
      // as PyTorch and Keras count them: the filters of all groups
      const fan = [inward * product(kernel), filters * product(kernel)] as const;
      return {
        weight: { shape: [filters, inward, ...kernel], initializer, fan },
        ...(bias && { bias: { shape: [filters], initializer: { type: 'zeros' }, fan, role: 'bias' as const } }),
      };
    },
    lower({ b }, [x], s, { weight, bias }) {
      const filters = s.standardize
        ? b.standardize(
            weight!,
            weight!.shape.slice(1).map((_, axis) => axis + 1),
            1e-5,
          )[0]
        : weight!;
      const seen = padded(b, x!, windowOf(x!.shape.slice(2), s.kernel, s.stride, s), s.border);
      const y = b.conv(seen.x, filters, { ...seen.window, groups: s.groups });
      return bias ? b.add(y, acrossChannels(b, bias, y)) : y;
    },
    macs: ([x], [y], { kernel, groups }) => product(sampleShape(y!)) * (sampleShape(x!)[0]! / groups) * product(kernel),
    spell: ([x], s) => spelled(rank, x!, s),
    torch: ([x], s) => inTorch(rank, x!, s),
    examples: examples as never,
  });
}
