/** Max and average pooling over one or two axes share all but what they do with a window. */
import { boolean, ints } from '../settings.ts';
import { formatShape } from '../types/shape.ts';
import { defineLayer, type Layer, type LayerExample, reject, sampleShape, THIS } from './define.ts';
import { paddingInTfjs, product, seesNothing, short, slideOver, windowOf, windowSettings } from './windows.ts';

export function pooling(rank: 1 | 2, kind: 'max' | 'average', examples: readonly LayerExample[]): Layer {
  const each = (value: number) => Array<number>(rank).fill(value);
  const strideOf = (size: readonly number[], stride: readonly number[]) => stride.map((s, axis) => (s === 0 ? size[axis]! : s));
  return defineLayer({
    id: `${kind}Pool${rank}d`,
    title: `${kind === 'max' ? 'Max' : 'Average'} pool ${rank}D`,
    family: 'pooling',
    doc: kind === 'max' ? 'Keeps the largest value of each window: smaller maps, and small shifts matter less.' : 'Takes the mean of each window: smaller, smoother maps.',
    formula: kind === 'max' ? 'y_p = \\max_{q \\in W(p)} x_q' : 'y_p = \\frac{1}{|W|} \\sum_{q \\in W(p)} x_q',
    source: { title: `PyTorch: ${kind === 'max' ? 'Max' : 'Avg'}Pool${rank}d`, url: `https://pytorch.org/docs/stable/generated/torch.nn.${kind === 'max' ? 'Max' : 'Avg'}Pool${rank}d.html` },
    keywords: ['pooling', 'subsampling', 'downsample'],
    settings: {
      kernel: ints({ label: 'Window', default: each(2), length: rank, min: 1, doc: 'Size of the window.' }),
      stride: ints({ label: 'Stride', default: each(0), length: rank, min: 0, doc: 'Steps between windows; 0 is the window’s own size.' }),
      ...windowSettings(rank),
      ...(kind === 'average' && { countPadding: boolean({ label: 'Count padding', default: false, doc: 'Divide by the whole window even where it hangs over the edge.' }) }),
    },
    inputs: [{ name: 'input', doc: rank === 1 ? 'N×channels×length.' : 'N×channels×height×width.' }],
    outputs: [{ name: 'output', doc: 'As many channels, smaller maps.' }],
    summary: ({ kernel, stride }) => `${formatShape(kernel)}, stride ${[...new Set(strideOf(kernel, stride))].join('×')}`,
    infer([x], s) {
      const windowFor = (spatial: readonly number[]) => windowOf(spatial, s.kernel, strideOf(s.kernel, s.stride), s);
      const slid = slideOver(x!, rank, s.kernel, windowFor);
      if ('rejected' in slid) return slid;
      const lengths = sampleShape(x!).slice(1);
      if (s.padding !== 'valid' && seesNothing(lengths, s.kernel, windowFor(lengths)))
        return reject('bad-setting', { setting: 'Padding', expected: 'smaller than the window, so that each place of it sees the input', received: s.padding === 'same' ? 'same' : formatShape(s.explicitPadding) }, {
          setting: 'padding',
          repairs: [{ title: 'Use no padding', actions: [{ kind: 'set', node: THIS, setting: 'padding', value: 'valid' }] }],
        });
      return [{ dtype: 'float32', shape: ['N', slid.channels, ...slid.spatial] }];
    },
    lower({ b }, [x], s) {
      const window = { size: s.kernel, ...windowOf(x!.shape.slice(2), s.kernel, strideOf(s.kernel, s.stride), s) };
      return kind === 'max' ? b.maxPool(x!, window) : b.avgPool(x!, { ...window, countPadding: 'countPadding' in s && s.countPadding === true });
    },
    macs: (_, [y], { kernel }) => (kind === 'max' ? 0 : product(sampleShape(y!)) * product(kernel)),
    spell([x], s) {
      const stride = strideOf(s.kernel, s.stride);
      const counted = 'countPadding' in s && s.countPadding === true;
      const padding = paddingInTfjs(sampleShape(x!).slice(1), s.kernel, stride, s);
      // a padding of zeros is right only where the zeros count
      if (padding === undefined || product(s.dilation) > 1 || (padding.before && !counted) || (padding.args.padding && counted)) return {};
      return {
        tfjs: {
          before: padding.before,
          call: `${kind}Pooling${rank}d`,
          layout: 'channelsLast',
          args: { poolSize: short(s.kernel), ...(formatShape(stride) !== formatShape(s.kernel) && { strides: short(stride) }), ...padding.args },
        },
      };
    },
    examples: examples as never,
  });
}
