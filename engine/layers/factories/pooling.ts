/** Max and average pooling over one, two or three axes share all but what they do with a window. */
import type { Builder } from '../../ir/builder.ts';
import type { Window } from '../../ir/prims.ts';
import type { Value } from '../../ir/program.ts';
import { boolean, ints, type SettingsOf } from '../../settings.ts';
import { formatShape } from '../../types/shape.ts';
import {
  defineLayer,
  type Layer,
  type LayerExample,
  reject,
  type Rejection,
  sampleShape,
  type Spelling,
  type TfjsSpelling,
  THIS,
  type TorchSpelling,
} from '../define.ts';
import {
  LAYOUTS,
  paddingInTfjs,
  poolStride,
  product,
  type Rank,
  roundedUp,
  seesNothing,
  short,
  slideOver,
  windowOf,
  windowSettings,
  zerosAround,
} from '../common/windows.ts';
import { strideSummary } from '../common/summary.ts';
import { phrase, verbatim } from '../../phrases.ts';
import { each, windowInTorch } from '../common/torch.ts';
import type { TensorType } from '../../types/tensor.ts';

export const poolingSettings = (rank: Rank) => ({
  kernel: ints({
    label: 'Window',
    default: Array<number>(rank).fill(2),
    length: rank,
    min: 1,
    doc: 'Size of the window.',
  }),
  stride: ints({
    label: 'Stride',
    default: Array<number>(rank).fill(0),
    length: rank,
    min: 0,
    doc: 'Steps between windows; 0 is the window’s own size.',
    blank: { value: Array<number>(rank).fill(0), text: 'as the window' },
  }),
  ...windowSettings(rank),
  ceil: boolean({
    label: 'Ceil mode',
    default: false,
    doc: 'Add a place at the end where the stride leaves some of the input over; it sees only what is there.',
  }),
});
type Sliding = SettingsOf<ReturnType<typeof poolingSettings>>;

export function poolingWindow(spatial: readonly number[], s: Sliding): Window {
  const window = windowOf(spatial, s.kernel, poolStride(s.kernel, s.stride), s);
  return s.ceil ? roundedUp(spatial, s.kernel, window) : window;
}

/** Refuses padding so wide that some window sees nothing else. */
function expectInputInWindows(lengths: readonly number[], s: Sliding): Rejection | undefined {
  if (s.padding === 'valid' || !seesNothing(lengths, s.kernel, poolingWindow(lengths, s))) return undefined;
  const received = s.padding === 'same' ? verbatim('same') : formatShape(s.explicitPadding);
  return reject(
    'bad-setting',
    { expected: phrase('padding-below-window'), received },
    {
      setting: 'padding',
      repairs: [
        {
          title: phrase('use-no-padding'),
          actions: [{ kind: 'set', node: THIS, setting: 'padding', value: 'valid' }],
        },
      ],
    },
  );
}

/** The mean of each window. */
export function meanOf(b: Builder, x: Value, s: Sliding & { readonly countPadding: boolean }): Value {
  const spatial = x.shape.slice(2);
  const window = { size: s.kernel, ...poolingWindow(spatial, s) };
  if (!s.countPadding || !s.ceil) return b.avgPool(x, { ...window, countPadding: s.countPadding });
  // the padding that was asked for counts, what rounding up adds does not
  const { padding } = poolingWindow(spatial, { ...s, ceil: false });
  const added = window.padding.map(([, after], axis) => [0, after - padding[axis]![1]] as const);
  return b.avgPool(b.pad(x, [[0, 0], [0, 0], ...padding]), { ...window, padding: added, countPadding: false });
}

/** PyTorch's word; it pads alike on both sides, and averages no dilated windows. */
function inTorch(rank: Rank, kind: 'max' | 'average', x: TensorType, s: Sliding): TorchSpelling | undefined {
  const window = windowOf(sampleShape(x).slice(1), s.kernel, poolStride(s.kernel, s.stride), s);
  const { args, around } = windowInTorch(window);
  const counted = 'countPadding' in s && s.countPadding === true;
  const within = window.padding.every(([before], axis) => 2 * before <= s.kernel[axis]!);
  const average = kind === 'average';
  if (around || !within || (average && args.dilation !== undefined)) return undefined;
  return {
    module: `nn.${average ? 'Avg' : 'Max'}Pool${rank}d`,
    args: {
      kernel_size: each(s.kernel),
      ...args,
      stride: formatShape(window.stride) === formatShape(s.kernel) ? undefined : each(window.stride),
      ceil_mode: s.ceil ? true : undefined,
      count_include_pad: average && !counted && args.padding !== undefined ? false : undefined,
    },
  };
}

function inTfjs(rank: Rank, kind: 'max' | 'average', x: TensorType, s: Sliding): Spelling {
  const spatial = sampleShape(x).slice(1);
  const stride = poolStride(s.kernel, s.stride);
  const window = poolingWindow(spatial, s);
  const counted = 'countPadding' in s && s.countPadding === true;
  const padding = paddingInTfjs(spatial, s.kernel, stride, s, window.padding);
  if (padding === undefined || product(s.dilation) > 1) return {};
  const word: TfjsSpelling = {
    before: padding.before,
    call: `${kind}Pooling${rank}d`,
    layout: 'channelsLast',
    args: {
      poolSize: short(s.kernel),
      ...(formatShape(stride) !== formatShape(s.kernel) && { strides: short(stride) }),
      ...padding.args,
    },
  };
  if (padding.args.padding && counted) {
    if (rank !== 2 || s.ceil) return {};
    const { padding: _, ...args } = word.args;
    const bordered = { ...word, before: zerosAround(window.padding), args };
    return { layersModel: bordered, keras: bordered };
  }
  if (rank === 3 || s.ceil) {
    if (!padding.before) return { layersModel: word, keras: word };
    return kind === 'average' ? {} : { layersModel: nonNegative(word) };
  }
  // a border of zeros is right in a mean that counts it, and no maximum where nothing is negative
  if (!padding.before || counted) return { tfjs: word };
  return kind === 'max' ? { layersModel: nonNegative(word) } : {};
}
const nonNegative = (word: TfjsSpelling): TfjsSpelling => ({ ...word, nonNegative: true });

export function pooling(rank: Rank, kind: 'max' | 'average', examples: readonly LayerExample[]): Layer {
  return defineLayer({
    id: `${kind}Pool${rank}d`,
    title: `${kind === 'max' ? 'Max' : 'Average'} pool ${rank}D`,
    family: 'pooling',
    doc:
      kind === 'max'
        ? 'Keeps the largest value of each window: smaller maps, and small shifts matter less.'
        : 'Takes the mean of each window: smaller, smoother maps.',
    formula: kind === 'max' ? 'y_p = \\max_{q \\in W(p)} x_q' : 'y_p = \\frac{1}{|W|} \\sum_{q \\in W(p)} x_q',
    source: {
      title: `PyTorch: ${kind === 'max' ? 'Max' : 'Avg'}Pool${rank}d`,
      url: `https://pytorch.org/docs/stable/generated/torch.nn.${kind === 'max' ? 'Max' : 'Avg'}Pool${rank}d.html`,
    },
    keywords: ['pooling', 'subsampling', 'downsample'],
    settings: {
      ...poolingSettings(rank),
      ...(kind === 'average' && {
        countPadding: boolean({
          label: 'Count padding',
          default: false,
          doc: 'Divide by the whole window even where it hangs over the edge.',
        }),
      }),
    },
    inputs: [{ name: 'input', doc: `${LAYOUTS[rank]}.` }],
    nonNegative: 'kept',
    outputs: [{ name: 'output', doc: 'As many channels, smaller maps.' }],
    summary: ({ kernel, stride }) => [formatShape(kernel), strideSummary(poolStride(kernel, stride))],
    infer([x], s) {
      const maps = slideOver(x!, rank, s.kernel, (spatial) => poolingWindow(spatial, s));
      if ('rejected' in maps) return maps;
      return (
        expectInputInWindows(sampleShape(x!).slice(1), s) ?? [
          { dtype: 'float32', shape: ['N', maps.channels, ...maps.spatial] },
        ]
      );
    },
    lower({ b }, [x], s) {
      if (kind === 'max') return b.maxPool(x!, { size: s.kernel, ...poolingWindow(x!.shape.slice(2), s) });
      return meanOf(b, x!, { ...s, countPadding: 'countPadding' in s && s.countPadding === true });
    },
    macs: (_, [y], { kernel }) => (kind === 'max' ? 0 : product(sampleShape(y!)) * product(kernel)),
    spell: ([x], s) => inTfjs(rank, kind, x!, s),
    torch: ([x], s) => inTorch(rank, kind, x!, s),
    examples: examples as never,
  });
}
