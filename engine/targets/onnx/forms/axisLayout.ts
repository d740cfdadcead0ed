/**
 * How a convolution reads one axis of an image, and how its kernel is laid out to match. A strided input is split space-to-depth: with a
 * stride of two, pixels 0, 2, 4 … and pixels 1, 3, 5 … of the axis are two phases. Each phase becomes channels of its own, and the
 * convolution over them has stride one.
 */
import type { Builder } from '../../../ir/builder.ts';
import type { Value } from '../../../ir/program.ts';
import { sizeOf } from '../../../types/shape.ts';

/**
 * A convolution layouts one axis of an image. It has `places` results; tap t of the kernel at place p reads pixel
 * p · stride + t · dilation - before. Only `taps` of the kernel from `first` on ever read a pixel rather than padding.
 */
interface AxisWindow {
  readonly length: number;
  readonly places: number;
  readonly stride: number;
  readonly dilation: number;
  readonly first: number;
  readonly taps: number;
  readonly before: number;
}

/** The range of a kernel's taps that read the image at some place, rather than only padding; at least one tap. */
export function seenTaps(
  length: number,
  places: number,
  count: number,
  stride: number,
  dilation: number,
  padding: number,
): Pick<AxisWindow, 'first' | 'taps' | 'before'> {
  const sees = (tap: number): boolean =>
    Array.from({ length: places }, (_, place) => place * stride + tap * dilation - padding).some(
      (at) => at >= 0 && at < length,
    );
  const seen = Array.from({ length: count }, (_, tap) => tap).filter(sees);
  const [first, last] = seen.length > 0 ? [seen[0]!, seen.at(-1)!] : [0, count - 1];
  return { first, taps: last - first + 1, before: padding - first * dilation };
}

/** How an axis is split into phases, and what the convolution over them is. Without a split there is one phase and `step` is 1. */
export interface AxisLayout {
  /** The pixel at which the first group begins; negative where padding comes first. */
  readonly start: number;
  /** Pixels in a group: the number of phases that the axis could be split into. */
  readonly step: number;
  readonly groups: number;
  /** The phases [from, to) that become channels; no tap reads the others. */
  readonly phases: readonly [number, number];
  /** Groups of padding before and after; negative where groups are cut off. */
  readonly before: number;
  readonly after: number;
  /** Of the convolution over groups. */
  readonly stride: number;
  /** The taps of the kernel that are read; tap t of them lies in group (t + shift) / step. */
  readonly first: number;
  readonly taps: number;
  readonly shift: number;
}

export const phaseCount = ({ phases: [from, to] }: AxisLayout): number => to - from;

/** The axis without a split. */
export function unsplit({ length, places, stride, dilation, first, taps, before }: AxisWindow): AxisLayout {
  const after = (places - 1) * stride + (taps - 1) * dilation + 1 - length - before;
  return { start: 0, step: 1, groups: length, phases: [0, 1], before, after, stride, first, taps, shift: 0 };
}

/**
 * The axis split space-to-depth, into as many phases as the stride. Groups begin at the image's first pixel, so that no padding is needed
 * before the split, unless the kernel would then reach over one group more.
 */
export function spaceToDepth(window: AxisWindow): AxisLayout {
  const { length, places, stride: step, first, taps, before } = window;
  if (step === 1) return unsplit(window);
  const group = (pixel: number): number => Math.floor(pixel / step);
  const fits = group(taps - 1 - before) - group(-before) < Math.ceil(taps / step);
  const shift = fits ? -before : 0;
  const [lowest, highest] = [group(shift), group(shift + taps - 1)];
  const groups = fits ? Math.min(Math.ceil(length / step), places + highest) : places + highest;
  const from = lowest === highest ? shift - lowest * step : 0;
  return {
    start: fits ? 0 : -before,
    step,
    groups,
    phases: [from, lowest === highest ? from + taps : step],
    before: -lowest,
    after: places + highest - groups,
    stride: 1,
    first,
    taps,
    shift,
  };
}

/**
 * The kernel that matches these layouts: its taps split into the same phases, as channels. It is a product with a table of zeros and
 * ones: ONNX Runtime's Slice, Pad and Transpose of a few numbers at a time take up to a hundred times as long.
 */
export function kernelFor(b: Builder, w: Value, layouts: readonly AxisLayout[]): Value {
  const [m, c, ...kernel] = w.shape as [number, number, ...number[]];
  if (layouts.every(({ step, taps }, axis) => step === 1 && taps === kernel[axis])) return w;
  const lowest = layouts.map(({ shift, step }) => Math.floor(shift / step));
  const taps = layouts.map(({ shift, step, taps }, axis) => Math.floor((shift + taps - 1) / step) - lowest[axis]! + 1);
  const phases = layouts.map(phaseCount);
  const [all, wanted] = [sizeOf(kernel), sizeOf(phases) * sizeOf(taps)];
  const table = new Array<number>(all * wanted).fill(0);
  for (let from = 0; from < all; from++) {
    const place = kernel.map(
      (k, axis) => (Math.floor(from / sizeOf(kernel.slice(axis + 1))) % k) - layouts[axis]!.first,
    );
    if (place.some((at, axis) => at < 0 || at >= layouts[axis]!.taps)) continue;
    const group = layouts.map(({ shift, step }, axis) => Math.floor((shift + place[axis]!) / step) - lowest[axis]!);
    const phase = layouts.map(
      ({ shift, step, phases: [first] }, axis) => ((((shift + place[axis]!) % step) + step) % step) - first,
    );
    const to = [...phase, ...group].reduce((sum, at, i) => sum * [...phases, ...taps][i]! + at, 0);
    table[from * wanted + to] = 1;
  }
  return b.reshape(b.matmul(b.reshape(w, [m * c, all]), b.constant(table, [all, wanted])), [
    m,
    c * sizeOf(phases),
    ...taps,
  ]);
}
