/** Depthwise and separable convolution over one or two axes: each channel by itself, and then mixed. */
import type { Builder } from '../../ir/builder.ts';
import type { Value } from '../../ir/program.ts';
import { boolean, initializer, int, ints, type SettingsOf } from '../../settings.ts';
import { formatShape } from '../../types/shape.ts';
import type { TensorType } from '../../types/tensor.ts';
import {
  defineLayer,
  type Layer,
  type LayerExample,
  type Rejection,
  sampleShape,
  type TfjsSpelling,
  type TorchSpelling,
  type WeightWord,
} from '../define.ts';
import { each, sidesInTorch, windowInTorch } from '../common/torch.ts';
import { LAYOUTS, product, short, slideOver, windowInTfjs, windowOf, windowSettings } from '../common/windows.ts';
import { borderSetting, expectBorder, padded } from '../common/border.ts';
import { acrossChannels } from '../common/channels.ts';
import { filtersSummary, summary } from '../common/summary.ts';

type Rank = 1 | 2;

const settingsFor = (rank: Rank) => ({
  multiplier: int({ label: 'Multiplier', default: 1, min: 1, doc: 'Filters that each channel has of its own.' }),
  kernel: ints({
    label: 'Kernel',
    default: Array<number>(rank).fill(3),
    length: rank,
    min: 1,
    doc: 'Size of each of these filters.',
  }),
  stride: ints({
    label: 'Stride',
    default: Array<number>(rank).fill(1),
    length: rank,
    min: 1,
    doc: 'Steps between the places where a filter is applied.',
  }),
  ...windowSettings(rank),
  ...borderSetting,
  bias: boolean({ label: 'Bias', default: true, doc: 'Add a learned offset to each output channel.' }),
  initializer: initializer({ label: 'Initializer', default: { type: 'he-uniform' }, doc: 'How the weights start.' }),
});
type Settings = SettingsOf<ReturnType<typeof settingsFor>>;

/** N×(channels·multiplier)×…, or why the input does not fit. */
function eachChannel(
  x: TensorType,
  rank: Rank,
  s: Settings,
): { readonly channels: number; readonly spatial: readonly number[] } | Rejection {
  const maps = slideOver(x, rank, s.kernel, (spatial) => windowOf(spatial, s.kernel, s.stride, s));
  if ('rejected' in maps) return maps;
  return (
    expectBorder(x, windowOf(sampleShape(x).slice(1), s.kernel, s.stride, s), s.border) ?? {
      channels: maps.channels * s.multiplier,
      spatial: maps.spatial,
    }
  );
}

/** Each channel under its own filters. */
function convolved(b: Builder, x: Value, s: Settings, weight: Value): Value {
  const seen = padded(b, x, windowOf(x.shape.slice(2), s.kernel, s.stride, s), s.border);
  return b.conv(seen.x, weight, { ...seen.window, groups: x.shape[1]! });
}

/** The window as arguments of PyTorch; another border than zeros, or an uneven one, is put around the input first. */
function spelledWindow(x: TensorType, s: Settings): Pick<TorchSpelling, 'args'> & { readonly apply: TorchSpelling } {
  const window = windowOf(sampleShape(x).slice(1), s.kernel, s.stride, s);
  const { args, around } = windowInTorch(window);
  const padded = window.padding.some(([before, after]) => before + after > 0);
  if (!around && (s.border === 'zeros' || !padded)) return { args, apply: {} };
  const mode = s.border === 'zeros' ? '' : `, mode="${s.border}"`;
  return {
    args: { ...args, padding: undefined },
    apply: { apply: `$m(F.pad($0, {pad}${mode}))`, values: { pad: sidesInTorch(window.padding) } },
  };
}

/** TensorFlow.js's word for filters of each channel; it learns them otherwise. */
export const depthwiseInTfjs = (
  { args, before }: NonNullable<ReturnType<typeof windowInTfjs>>,
  channels: number,
  { kernel, multiplier, bias }: Pick<Settings, 'kernel' | 'multiplier' | 'bias'>,
): TfjsSpelling => ({
  before,
  call: 'depthwiseConv2d',
  layout: 'channelsLast',
  args: {
    kernelSize: short(kernel),
    ...(multiplier > 1 && { depthMultiplier: multiplier }),
    ...args,
    ...(!bias && { useBias: false }),
  },
  weights: [eachFilter('weight', channels, multiplier, kernel), ...(bias ? [{ name: 'bias' }] : [])],
});

/** Filters of each channel: rows, columns, channels and multiplier there. */
const eachFilter = (name: string, channels: number, multiplier: number, kernel: readonly number[]): WeightWord => ({
  name,
  as: [channels, multiplier, ...kernel],
  transpose: [2, 3, 0, 1],
  argument: 'depthwise',
});

function separableInTfjs(x: TensorType, s: Settings & { readonly filters: number }): TfjsSpelling | undefined {
  const window = windowInTfjs(x, s);
  if (!window) return undefined;
  const { filters, kernel, multiplier, bias } = s;
  const { args, ...word } = depthwiseInTfjs(window, sampleShape(x)[0]!, s);
  return {
    ...word,
    call: 'separableConv2d',
    args: { filters, ...args },
    weights: [
      eachFilter('depthwise_weight', sampleShape(x)[0]!, multiplier, kernel),
      { name: 'pointwise_weight', transpose: [2, 3, 1, 0], argument: 'pointwise' },
      ...(bias ? [{ name: 'bias' }] : []),
    ],
  };
}

const shifted = (b: Builder, y: Value, bias: Value | undefined): Value =>
  bias ? b.add(y, acrossChannels(b, bias, y)) : y;

export function depthwiseConvolution(rank: Rank, examples: readonly LayerExample[]): Layer {
  return defineLayer({
    id: `depthwiseConv${rank}d`,
    title: `Depthwise conv ${rank}D`,
    family: 'convolution',
    doc: 'Each channel is convolved with filters of its own; channels do not mix. Very cheap; a convolution with kernel 1 behind it mixes them (MobileNet).',
    formula: 'y_{cm} = b_{cm} + W_{c,m} \\star x_c',
    source: { title: 'Howard et al. 2017, MobileNets', url: 'https://arxiv.org/abs/1704.04861' },
    keywords: ['convolution', 'mobilenet', 'grouped', 'dw conv'],
    settings: settingsFor(rank),
    inputs: [{ name: 'input', doc: `${LAYOUTS[rank]}.` }],
    outputs: [{ name: 'output', doc: '`multiplier` times as many channels.' }],
    summary: ({ kernel, multiplier }) => [
      formatShape(kernel),
      ...(multiplier > 1 ? [summary('a-channel', '{{multiplier}} a channel', { multiplier })] : []),
    ],
    infer([x], s) {
      const each = eachChannel(x!, rank, s);
      return 'rejected' in each ? each : [{ dtype: 'float32', shape: ['N', each.channels, ...each.spatial] }];
    },
    adaptable: true,
    inPeft: () => false,
    weights([x], { multiplier, kernel, bias, initializer }) {
      const filters = sampleShape(x!)[0]! * multiplier;
      // as PyTorch counts them: the filters of all groups, which are the channels
      const fan = [product(kernel), filters * product(kernel)] as const;
      return {
        weight: { shape: [filters, 1, ...kernel], initializer, fan },
        ...(bias && { bias: { shape: [filters], initializer: { type: 'zeros' }, fan, role: 'bias' as const } }),
      };
    },
    lower: ({ b }, [x], s, { weight, bias }) => shifted(b, convolved(b, x!, s, weight!), bias),
    macs: (_, [y], { kernel }) => product(sampleShape(y!)) * product(kernel),
    spell([x], s) {
      const window = rank === 2 ? windowInTfjs(x!, s) : undefined;
      if (!window) return {};
      const word = depthwiseInTfjs(window, sampleShape(x!)[0]!, s);
      // TensorFlow.js's layer reads no dilation; TensorFlow under Keras steps alike along both axes
      return {
        ...(product(s.dilation) === 1 && { layersModel: word }),
        ...(s.multiplier === 1 && new Set(s.stride).size === 1 && { keras: word }),
      };
    },
    torch([x], s) {
      const { args, apply } = spelledWindow(x!, s);
      const channels = sampleShape(x!)[0]!;
      return {
        module: `nn.Conv${rank}d`,
        args: {
          in_channels: channels,
          out_channels: channels * s.multiplier,
          kernel_size: each(s.kernel),
          ...args,
          groups: channels,
          bias: s.bias ? undefined : false,
        },
        ...apply,
      };
    },
    examples: examples as never,
  });
}

export function separableConvolution(rank: Rank, examples: readonly LayerExample[]): Layer {
  return defineLayer({
    id: `separableConv${rank}d`,
    title: `Separable conv ${rank}D`,
    family: 'convolution',
    doc:
      'A convolution in two steps: first each channel by itself (depthwise), then a convolution with kernel 1 that ' +
      'mixes the channels. Nearly as good as a full one with a fraction of its weights.',
    formula: 'y_m = b_m + \\sum_{k} P_{m,k} \\, (D_k \\star x_{c(k)})',
    source: {
      title: 'Chollet 2017, Xception: Deep Learning with Depthwise Separable Convolutions',
      url: 'https://arxiv.org/abs/1610.02357',
    },
    keywords: ['convolution', 'depthwise', 'pointwise', 'xception'],
    settings: {
      filters: int({ label: 'Filters', default: 32, min: 1, doc: 'Number of output channels.' }),
      ...settingsFor(rank),
    },
    inputs: [{ name: 'input', doc: `${LAYOUTS[rank]}.` }],
    outputs: [{ name: 'output', doc: 'The same with `filters` channels.' }],
    summary: filtersSummary,
    infer([x], s) {
      const each = eachChannel(x!, rank, s);
      return 'rejected' in each ? each : [{ dtype: 'float32', shape: ['N', s.filters, ...each.spatial] }];
    },
    weights([x], { filters, multiplier, kernel, bias, initializer }) {
      const between = sampleShape(x!)[0]! * multiplier;
      const fan = [between, filters] as const;
      return {
        depthwise_weight: {
          shape: [between, 1, ...kernel],
          initializer,
          fan: [product(kernel), between * product(kernel)],
        },
        pointwise_weight: { shape: [filters, between, ...kernel.map(() => 1)], initializer, fan },
        ...(bias && { bias: { shape: [filters], initializer: { type: 'zeros' }, fan, role: 'bias' as const } }),
      };
    },
    lower({ b }, [x], s, { depthwise_weight, pointwise_weight, bias }) {
      const each = Array<number>(rank).fill(1);
      const mixed = b.conv(convolved(b, x!, s, depthwise_weight!), pointwise_weight!, {
        stride: each,
        padding: each.map(() => [0, 0] as const),
        dilation: each,
        groups: 1,
      });
      return shifted(b, mixed, bias);
    },
    macs: ([x], [y], { filters, multiplier, kernel }) =>
      (product(sampleShape(y!)) / filters) * sampleShape(x!)[0]! * multiplier * (product(kernel) + filters),
    spell: ([x], s) => (rank === 2 ? { layersModel: separableInTfjs(x!, s) } : {}),
    torch([x], s) {
      const { args, apply } = spelledWindow(x!, s);
      return {
        module: `SeparableConv${rank}d`,
        args: {
          in_channels: sampleShape(x!)[0]!,
          out_channels: s.filters,
          kernel_size: each(s.kernel),
          multiplier: s.multiplier === 1 ? undefined : s.multiplier,
          ...args,
          bias: s.bias ? undefined : false,
        },
        ...apply,
        weights: { depthwise_weight: 'depthwise.weight', pointwise_weight: 'pointwise.weight', bias: 'pointwise.bias' },
      };
    },
    examples: examples as never,
  });
}
