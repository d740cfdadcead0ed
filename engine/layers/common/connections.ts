/** How input and state reach the gates of a recurrent layer: by matrices, or by convolutions where a step is a picture. */
import type { Value as Text } from '../../phrases.ts';
import type { Builder } from '../../ir/builder.ts';
import type { Value } from '../../ir/program.ts';
import { int, ints, type Schema, type SettingsOf } from '../../settings.ts';
import type { Shape } from '../../types/shape.ts';
import type { Rejection } from '../define.ts';
import { slideOver, windowOf, windowSettings } from './windows.ts';
import { filtersSummary, unitsSummary } from './summary.ts';
import { type Phrase, phrase } from '../../phrases.ts';

export interface Connection<S extends Schema = Schema> {
  readonly settings: S;
  /** The shapes of input and output. */
  readonly input: string;
  readonly output: string;
  /** What the input must be. */
  readonly expected: Phrase;
  /** Axes of the input. */
  readonly rank: number;
  /** Which of the two there are. */
  readonly biases: readonly ('bias_ih' | 'bias_hh')[];
  summary(settings: SettingsOf<S>): Text;
  /** The state that steps of this shape make, units first; or why they do not fit. */
  state(step: readonly number[], settings: SettingsOf<S>): readonly number[] | Rejection;
  /** Shapes of the weights for so many channels of the input, [gates·units, channels, ...]. */
  kernels(gates: number, channels: number, settings: SettingsOf<S>): { readonly ih: Shape; readonly hh: Shape };
  /** [steps, N, channels, ...] to [steps, N, gates·units, ...]. */
  ofInput(b: Builder, sequence: Value, weight: Value, settings: SettingsOf<S>): Value;
  /** [N, units, ...] to [N, gates·units, ...]. */
  ofState(b: Builder, h: Value, weight: Value, settings: SettingsOf<S>): Value;
}
const connection = <const S extends Schema>(spec: Connection<S>): Connection => spec as unknown as Connection;

export const byMatrix = connection({
  settings: {
    units: int({ label: 'Units', default: 64, min: 1, doc: 'Size of the state, and of the output at each step.' }),
  },
  input: 'N×steps×features',
  expected: phrase('masked-sequence'),
  output: 'N×steps×units, or N×units for the last step',
  rank: 3,
  biases: ['bias_ih', 'bias_hh'],
  summary: unitsSummary,
  state: (_, { units }) => [units],
  kernels: (gates, features, { units }) => ({ ih: [gates * units, features], hh: [gates * units, units] }),
  ofInput: (b, sequence, weight) => b.matmul(sequence, weight, { transposeB: true }),
  ofState: (b, h, weight) => b.matmul(h, weight, { transposeB: true }),
});

/** One bias for both, as in Keras. The state keeps its size: it is padded with zeros. */
export const byConvolution = connection({
  settings: {
    filters: int({
      label: 'Filters',
      default: 32,
      min: 1,
      doc: 'Channels of the state, and of the output at each step.',
    }),
    kernel: ints({
      label: 'Kernel',
      default: [3, 3],
      length: 2,
      min: 1,
      doc: 'Size of the filters, over the input and over the state.',
    }),
    stride: ints({
      label: 'Stride',
      default: [1, 1],
      length: 2,
      min: 1,
      doc: 'Steps between the places where a filter is applied to the input.',
    }),
    ...windowSettings(2),
  },
  input: 'N×steps×channels×height×width',
  expected: phrase('map-sequence'),
  output: 'N×steps×filters×height×width, or N×filters×height×width for the last step',
  rank: 5,
  biases: ['bias_ih'],
  summary: filtersSummary,
  state(step, s) {
    const maps = slideOver({ dtype: 'float32', shape: ['N', ...step] }, 2, s.kernel, (spatial) =>
      windowOf(spatial, s.kernel, s.stride, s),
    );
    return 'rejected' in maps ? maps : [s.filters, ...maps.spatial];
  },
  kernels: (gates, channels, { filters, kernel }) => ({
    ih: [gates * filters, channels, ...kernel],
    hh: [gates * filters, filters, ...kernel],
  }),
  ofInput(b, sequence, weight, s) {
    const [steps, rows, ...step] = sequence.shape as [number, number, ...number[]];
    const y = b.conv(b.reshape(sequence, [steps * rows, ...step]), weight, {
      ...windowOf(step.slice(1), s.kernel, s.stride, s),
      groups: 1,
    });
    return b.reshape(y, [steps, rows, ...y.shape.slice(1)]);
  },
  ofState(b, h, weight, { kernel }) {
    const each = [1, 1];
    return b.conv(h, weight, {
      ...windowOf(h.shape.slice(2), kernel, each, { padding: 'same', explicitPadding: [0, 0], dilation: each }),
      groups: 1,
    });
  },
});
