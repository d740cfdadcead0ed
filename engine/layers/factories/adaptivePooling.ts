/** Pooling to a given size, whatever the input's: by PyTorch's rule, whose bins overlap where the sizes do not divide. */
import type { Builder } from '../../ir/builder.ts';
import type { Value } from '../../ir/program.ts';
import { choice, ints } from '../../settings.ts';
import { formatShape } from '../../types/shape.ts';
import { defineLayer, type Layer, type LayerExample, type Rejection, sampleShape } from '../define.ts';
import { LAYOUTS, expectMaps, product, type Rank, short } from '../common/windows.ts';
import { expectTable, firstRefusal, mixAlong } from '../common/resample.ts';
import { pooledTo } from '../common/summary.ts';
import { each } from '../common/torch.ts';

interface Bin {
  readonly start: number;
  readonly stop: number;
}

/** The places of an axis that each place of the result sees. */
export const binsOf = (length: number, count: number): Bin[] =>
  Array.from({ length: count }, (_, i) => ({
    start: Math.floor((i * length) / count),
    stop: Math.ceil(((i + 1) * length) / count),
  }));

/** Refuses bins whose table would be too large. */
export const expectBins = (lengths: readonly number[], to: readonly number[]): Rejection | undefined =>
  firstRefusal(lengths, (length, axis) =>
    length % to[axis]! === 0 ? undefined : expectTable(length, to[axis]!, Math.ceil(length / to[axis]!) + 1),
  );

/** x [N, C, ...] to [N, C, ...to]. */
export function adaptivePool(b: Builder, x: Value, kind: 'average' | 'max', to: readonly number[]): Value {
  const lengths = x.shape.slice(2);
  const flush = (size: readonly number[]) => ({
    size,
    stride: size,
    padding: size.map(() => [0, 0] as const),
    dilation: size.map(() => 1),
  });
  const even = to.map((count, axis) => lengths[axis]! % count === 0);
  if (kind === 'average') {
    if (even.every(Boolean))
      return b.avgPool(x, { ...flush(to.map((count, axis) => lengths[axis]! / count)), countPadding: true });
    return to.reduce((y, count, axis) => {
      const share = ({ start, stop }: Bin) =>
        Array.from({ length: stop - start }, (_, i) => [start + i, 1 / (stop - start)] as const);
      return mixAlong(b, y, axis + 2, binsOf(lengths[axis]!, count).map(share));
    }, x);
  }
  // bins of uneven size are laid out side by side, all as wide as the widest: the narrower ones repeat their last place
  const bins = to.map((count, axis) => binsOf(lengths[axis]!, count));
  const widest = bins.map((list) => list.reduce((most, { start, stop }) => Math.max(most, stop - start), 0));
  const laidOut = bins.reduce((y, list, axis) => {
    if (even[axis]) return y;
    const places = list.flatMap(({ start, stop }) =>
      Array.from({ length: widest[axis]! }, (_, i) => Math.min(start + i, stop - 1)),
    );
    return b.gather(y, b.constant(places, [places.length], 'int32'), axis + 2);
  }, x);
  return b.maxPool(laidOut, flush(widest));
}

export function adaptivePooling(rank: Rank, examples: readonly LayerExample[]): Layer {
  return defineLayer({
    id: `adaptivePool${rank}d`,
    title: `Adaptive pool ${rank}D`,
    family: 'pooling',
    doc: 'Pools to a given size whatever the input’s: the windows are chosen to fit. Put it before a Dense layer so that the network takes images of any size.',
    formula: 'y_i = \\mathrm{pool}\\big(x_{\\lfloor iL/m \\rfloor}, \\dots, x_{\\lceil (i+1)L/m \\rceil - 1}\\big)',
    source: {
      title: `PyTorch: AdaptiveAvgPool${rank}d`,
      url: `https://pytorch.org/docs/stable/generated/torch.nn.AdaptiveAvgPool${rank}d.html`,
    },
    keywords: ['adaptive average', 'adaptive max', 'resize'],
    settings: {
      kind: choice(['average', 'max'], { label: 'Kind', default: 'average', doc: 'What a window is reduced to.' }),
      size: ints({
        label: 'Size',
        default: Array<number>(rank).fill(1),
        length: rank,
        min: 1,
        doc: 'Size of the output.',
      }),
    },
    inputs: [{ name: 'input', doc: `${LAYOUTS[rank]}.` }],
    nonNegative: 'kept',
    outputs: [{ name: 'output', doc: 'As many channels, maps of the given size.' }],
    summary: ({ kind, size }) => pooledTo(kind, formatShape(size)),
    infer: ([x], { size }) =>
      expectMaps(x!, rank) ??
      expectBins(sampleShape(x!).slice(1), size) ?? [{ dtype: 'float32', shape: [...x!.shape.slice(0, 2), ...size] }],
    lower: ({ b }, [x], { kind, size }) => adaptivePool(b, x!, kind, size),
    macs: ([x], _, { kind }) => (kind === 'max' ? 0 : product(sampleShape(x!))),
    spell([x], { kind, size }) {
      const lengths = sampleShape(x!).slice(1);
      // windows of one size, side by side
      if (rank === 3 || size.some((count, axis) => lengths[axis]! % count > 0)) return {};
      const poolSize = short(size.map((count, axis) => lengths[axis]! / count));
      const layersModel = { call: `${kind}Pooling${rank}d`, layout: 'channelsLast', args: { poolSize } } as const;
      // whatever the size of the maps is, so that all instances of a block say the same
      const toOne = kind === 'average' && product(size) === 1;
      const keras = { call: `globalAveragePooling${rank}d`, layout: 'channelsLast', args: { keepdims: true } } as const;
      return { layersModel, ...(toOne && { keras }) };
    },
    torch: (_, { kind, size }) => ({
      module: `nn.Adaptive${kind === 'max' ? 'Max' : 'Avg'}Pool${rank}d`,
      args: { output_size: each(size) },
    }),
    examples: examples as never,
  });
}
