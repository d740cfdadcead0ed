/** Upsampling over one, two or three axes. */
import { verbatim } from '../../phrases.ts';
import { boolean, choice, ints } from '../../settings.ts';
import { defineLayer, type Layer, type LayerExample, sampleShape } from '../define.ts';
import { expectMaps, LAYOUTS, product, type Rank } from '../common/windows.ts';
import { expectTable, firstRefusal, linearTable, mixAlong, repeatAlong } from '../common/resample.ts';
import { optionOf } from '../common/summary.ts';
import { each } from '../common/torch.ts';

const LINEAR = { 1: 'Linear', 2: 'Bilinear', 3: 'Trilinear' } as const;

export function upsampling(rank: Rank, examples: readonly LayerExample[]): Layer {
  return defineLayer({
    id: `upsample${rank}d`,
    title: `Upsample ${rank}D`,
    family: 'pooling',
    doc:
      'Makes maps larger by a whole factor: repeats each value (nearest) or draws lines between them ' +
      `(${LINEAR[rank].toLowerCase()}). Has nothing to learn; put a convolution behind it.`,
    formula:
      'y_i = x_{\\lfloor i / f \\rfloor} \\quad \\text{or} \\quad y_i = (1 - t) x_{\\lfloor s \\rfloor} + t ' +
      'x_{\\lfloor s \\rfloor + 1}, \\; s = \\tfrac{i + 1/2}{f} - \\tfrac{1}{2}, \\; t = s - \\lfloor s \\rfloor',
    source: { title: 'PyTorch: Upsample', url: 'https://pytorch.org/docs/stable/generated/torch.nn.Upsample.html' },
    keywords: ['resize', 'interpolate', 'enlarge', 'unpool', ...(rank > 1 ? [LINEAR[rank].toLowerCase()] : [])],
    settings: {
      factor: ints({
        label: 'Factor',
        default: Array<number>(rank).fill(2),
        length: rank,
        min: 1,
        doc: 'How many times as large.',
      }),
      mode: choice(['nearest', 'linear'], {
        label: 'Mode',
        default: 'nearest',
        doc: 'What new places hold.',
        names: { nearest: 'Nearest', linear: LINEAR[rank] },
      }),
      alignCorners: boolean({
        label: 'Align corners',
        default: false,
        doc: 'The outermost values keep their places at the corners; else the outermost edges meet.',
        when: { mode: ['linear'] },
      }),
    },
    inputs: [{ name: 'input', doc: `${LAYOUTS[rank]}.` }],
    outputs: [{ name: 'output', doc: 'As many channels, larger maps.' }],
    summary: ({ factor, mode }) => [
      verbatim(`×${[...new Set(factor)].join('×')}`),
      optionOf(`upsample${rank}d`, 'mode', mode, mode === 'linear' ? LINEAR[rank] : mode),
    ],
    infer: ([x], { factor, mode }) =>
      expectMaps(x!, rank) ??
      (mode === 'nearest'
        ? undefined
        : firstRefusal(sampleShape(x!).slice(1), (length, axis) => expectTable(length, length * factor[axis]!, 2))) ?? [
        {
          dtype: 'float32',
          shape: [
            ...x!.shape.slice(0, 2),
            ...sampleShape(x!)
              .slice(1)
              .map((length, axis) => length * factor[axis]!),
          ],
        },
      ],
    lower: ({ b }, [x], { factor, mode, alignCorners }) =>
      factor.reduce((y, times, i) => {
        const axis = i + 2;
        if (times === 1) return y;
        return mode === 'nearest'
          ? repeatAlong(b, y, axis, times)
          : mixAlong(b, y, axis, linearTable(y.shape[axis]!, y.shape[axis]! * times, alignCorners));
      }, x!),
    macs: (_, [y], { mode }) => (mode === 'nearest' ? 0 : 2 ** rank * product(sampleShape(y!))),
    // its bilinear mode aligns neither corners nor edges
    spell: (_, { factor, mode }) =>
      rank === 2 && mode === 'nearest'
        ? { tfjs: { call: 'upSampling2d', layout: 'channelsLast', args: { size: factor } } }
        : {},
    torch: (_, { factor, mode, alignCorners }) => ({
      module: 'nn.Upsample',
      args: {
        scale_factor: each(factor),
        mode: mode === 'nearest' ? undefined : LINEAR[rank].toLowerCase(),
        align_corners: mode === 'nearest' || !alignCorners ? undefined : true,
      },
    }),
    examples: examples as never,
  });
}
