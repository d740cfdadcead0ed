/** What layers that slide a window share: their settings, padding rules and output sizes. */
import type { Window } from '../../ir/prims.ts';
import { windowCount } from '../../ir/infer.ts';
import { choice, ints, type SettingsOf } from '../../settings.ts';
import { formatShape } from '../../types/shape.ts';
import { formatType, type TensorType } from '../../types/tensor.ts';
import { reject, type Rejection, sampleShape, type TfjsSpelling, THIS } from '../define.ts';
import { phrase } from '../../phrases.ts';

/** How many axes a window slides over. */
export type Rank = 1 | 2 | 3;
export const AXES = { 1: 'length', 2: 'height × width', 3: 'depth × height × width' } as const;
export const LAYOUTS = {
  1: 'N×channels×length',
  2: 'N×channels×height×width',
  3: 'N×channels×depth×height×width',
} as const;
const EXPECTED = { 1: phrase('rows'), 2: phrase('images'), 3: phrase('volumes') } as const;

/** Settings of a window over `rank` axes. `stride` 0 stands for the window's own size (pooling). */
export const windowSettings = (rank: Rank) => ({
  padding: choice(['valid', 'same', 'explicit'], {
    label: 'Padding',
    default: 'valid',
    doc: 'Valid: none. Same: as much as keeps the size (at stride 1), the odd pixel after. Explicit: as you say.',
    names: { valid: 'Valid', same: 'Same', explicit: 'Custom' },
  }),
  explicitPadding: ints({
    label: 'Pixels',
    default: Array(rank).fill(0),
    length: rank,
    min: 0,
    doc: 'Zeros before and after, per axis.',
    when: { padding: ['explicit'] },
  }),
  dilation: ints({
    label: 'Dilation',
    default: Array(rank).fill(1),
    length: rank,
    min: 1,
    doc: `Steps between the window's taps (${AXES[rank]}).`,
  }),
});
type WindowSettings = SettingsOf<ReturnType<typeof windowSettings>>;

/** The window that the settings mean for an input of these spatial sizes. */
export function windowOf(
  spatial: readonly number[],
  size: readonly number[],
  stride: readonly number[],
  { padding, explicitPadding, dilation }: WindowSettings,
): Window {
  const pads = spatial.map((length, axis): readonly [number, number] => {
    if (padding === 'valid') return [0, 0];
    if (padding === 'explicit') return [explicitPadding[axis]!, explicitPadding[axis]!];
    // TensorFlow's rule: the output has ceil(length / stride) places
    const reach = dilation[axis]! * (size[axis]! - 1) + 1;
    const total = Math.max((Math.ceil(length / stride[axis]!) - 1) * stride[axis]! + reach - length, 0);
    return [Math.floor(total / 2), Math.ceil(total / 2)];
  });
  return { stride, padding: pads, dilation };
}

/** A pool's stride, where 0 stands for the window's own size. */
export const poolStride = (size: readonly number[], stride: readonly number[]): number[] =>
  stride.map((s, axis) => (s === 0 ? size[axis]! : s));

/** Refuses what is not float32 of `N×C×<rank axes>`. */
export function expectMaps(x: TensorType, rank: Rank): Rejection | undefined {
  if (x.shape.length !== rank + 2)
    return reject('rank-mismatch', { expected: EXPECTED[rank], received: formatType(x) }, { port: 'input' });
  return x.dtype === 'float32'
    ? undefined
    : reject('dtype-mismatch', { expected: 'float32', received: x.dtype }, { port: 'input' });
}

/** Checks that x is `N×C×<rank axes>` of float32 and that the window fits; gives the output's spatial sizes. */
export function slideOver(
  x: TensorType,
  rank: Rank,
  size: readonly number[],
  windowFor: (spatial: readonly number[]) => Window,
): { channels: number; spatial: number[] } | Rejection {
  const refused = expectMaps(x, rank);
  if (refused) return refused;
  const [channels, ...lengths] = sampleShape(x);
  const window = windowFor(lengths);
  const spatial = lengths.map((length, axis) => windowCount(length, size[axis]!, window, axis));
  if (spatial.some((count) => count < 1))
    return reject(
      'window-too-large',
      { window: formatShape(size), size: formatShape(lengths) },
      {
        port: 'input',
        setting: 'kernel',
        repairs: [
          {
            title: phrase('pad-to-same-size'),
            actions: [{ kind: 'set', node: THIS, setting: 'padding', value: 'same' }],
          },
        ],
      },
    );
  return { channels: channels!, spatial };
}

/** The window with padding added after, so that one more place stands where some of the input is left over (PyTorch's ceil mode). */
export function roundedUp(lengths: readonly number[], size: readonly number[], window: Window): Window {
  const padding = lengths.map((length, axis): readonly [number, number] => {
    const [before, after] = window.padding[axis]!;
    const [stride, reach] = [window.stride[axis]!, window.dilation[axis]! * (size[axis]! - 1) + 1];
    const count = Math.ceil((length + before + after - reach) / stride) + 1;
    // no place starts in the padding after the input
    const last = ((count - 1) * stride >= length + before ? count - 2 : count - 1) * stride;
    return [before, Math.max(after, last + reach - length - before)];
  });
  return { ...window, padding };
}

/** Whether some place of the window sees padding alone: a maximum or mean of nothing. It is found without looking at every place. */
export function seesNothing(lengths: readonly number[], size: readonly number[], window: Window): boolean {
  return lengths.some((length, axis) => {
    const [before] = window.padding[axis]!;
    const [stride, dilation] = [window.stride[axis]!, window.dilation[axis]!];
    const last = (windowCount(length, size[axis]!, window, axis) - 1) * stride - before;
    // the first place has the longest way to the input, the last one may lie behind it
    if (before > dilation * (size[axis]! - 1) || last >= length) return true;
    // a tap before the input and the next one behind it
    const early = Math.ceil(Math.min(before, last + before + 1) / stride);
    return dilation > length && stepsOver(length, -before, stride, dilation, early);
  });
}

/** Whether one of `count` windows that start at `start`, `stride` apart and before 0, has no tap in the `length` places from 0 on. */
function stepsOver(length: number, start: number, stride: number, dilation: number, count: number): boolean {
  const [step, first] = [stride % dilation, ((start % dilation) + dilation) % dilation];
  if (first >= length) return count > 0;
  return firstWithin(step, dilation, length - first, dilation - 1 - first) < count;
}

/** The smallest p with low <= (step · p) mod modulus <= high, where low > 0; by Euclid's algorithm. Infinity where there is none. */
function firstWithin(step: number, modulus: number, low: number, high: number): number {
  if (step === 0) return Number.POSITIVE_INFINITY;
  const p = Math.ceil(low / step);
  if (step * p <= high) return p;
  const wrapped = (value: number): number => ((value % step) + step) % step;
  const rounds = firstWithin(modulus % step, step, wrapped(-high), wrapped(-low));
  return Math.ceil((low + modulus * rounds) / step);
}

/** One number where all are the same: how code says a square window. */
export const short = (list: readonly number[]): number | readonly number[] =>
  list.every((v) => v === list[0]) ? list[0]! : list;

/** How TensorFlow.js says this padding: by its argument, or by a padding layer before. Undefined where it cannot. */
export function paddingInTfjs(
  spatial: readonly number[],
  size: readonly number[],
  stride: readonly number[],
  settings: WindowSettings,
  padding = windowOf(spatial, size, stride, settings).padding,
): { args: { padding?: 'same' }; before?: TfjsSpelling['before'] } | undefined {
  const pads = formatPads(padding);
  if (pads === formatPads(spatial.map(() => [0, 0]))) return { args: {} };
  if (pads === formatPads(windowOf(spatial, size, stride, { ...settings, padding: 'same' }).padding))
    return { args: { padding: 'same' } };
  return spatial.length === 2 ? { args: {}, before: zerosAround(padding) } : undefined;
}
export const zerosAround = (padding: Window['padding']): NonNullable<TfjsSpelling['before']> => ({
  call: 'zeroPadding2d',
  args: { padding: padding.map((sides) => [...sides]) },
});
/** A convolution's window as arguments of TensorFlow.js. Undefined where it has none like it. */
export function windowInTfjs(
  x: TensorType,
  s: WindowSettings & {
    readonly kernel: readonly number[];
    readonly stride: readonly number[];
    readonly border: string;
  },
): { readonly args: TfjsSpelling['args']; readonly before: TfjsSpelling['before'] } | undefined {
  const [steps, spread] = [product(s.stride), product(s.dilation)];
  const padding =
    s.border === 'zeros' || s.padding === 'valid'
      ? paddingInTfjs(sampleShape(x).slice(1), s.kernel, s.stride, s)
      : undefined;
  // it takes larger steps or dilates, not both, and in three dimensions does not dilate
  if (!padding || (spread > 1 && (steps > 1 || s.kernel.length === 3))) return undefined;
  return {
    before: padding.before,
    args: {
      ...(steps > 1 && { strides: short(s.stride) }),
      ...padding.args,
      ...(spread > 1 && { dilationRate: short(s.dilation) }),
    },
  };
}
const formatPads = (padding: Window['padding']): string =>
  padding.map(([before, after]) => `${before}+${after}`).join();

export const product = (numbers: readonly number[]): number => numbers.reduce((a, b) => a * b, 1);
