/**
 * How a convolution reads one axis of an image, and its kernel to suit. Where places pass pixels over, these are dealt out to phases: pixels
 * 0, 2, 4 … and 1, 3, 5 … of the axis, each of which becomes channels of its own, so that the convolution goes from pixel to pixel.
 */
import type { Builder } from '../../../ir/builder.ts';
import type { Value } from '../../../ir/program.ts';
import { sizeOf } from '../../../types/shape.ts';

/** What a convolution reads of an image along one axis: `taps` of the kernel from the first that sees any pixel on, at place p the pixels p · stride + tap · dilation - before. */
interface Window {
  readonly length: number;
  readonly places: number;
  readonly stride: number;
  readonly dilation: number;
  readonly first: number;
  readonly taps: number;
  readonly before: number;
}

/** The taps of a kernel that any place sees the image with, and not only padding; at least one. */
export function seenTaps(
  length: number,
  places: number,
  count: number,
  stride: number,
  dilation: number,
  padding: number,
): Pick<Window, 'first' | 'taps' | 'before'> {
  const sees = (tap: number): boolean =>
    Array.from({ length: places }, (_, place) => place * stride + tap * dilation - padding).some(
      (at) => at >= 0 && at < length,
    );
  const seen = Array.from({ length: count }, (_, tap) => tap).filter(sees);
  const [first, last] = seen.length > 0 ? [seen[0]!, seen.at(-1)!] : [0, count - 1];
  return { first, taps: last - first + 1, before: padding - first * dilation };
}

/**
 * An axis as the convolution reads it: `groups` of `step` pixels from `start` on, of which the phases [from, to) become channels, so many groups of
 * padding before and after them (or fewer than none), and from place to place so many groups. The kernel's tap t, of those from `first` on, is in
 * group (t + shift) / step.
 */
export interface Along {
  readonly start: number;
  readonly step: number;
  readonly groups: number;
  readonly phases: readonly [number, number];
  readonly before: number;
  readonly after: number;
  readonly stride: number;
  readonly first: number;
  readonly taps: number;
  readonly shift: number;
}

export const phasesOf = ({ phases: [from, to] }: Along): number => to - from;

/** The axis as it is. */
export function whole({ length, places, stride, dilation, first, taps, before }: Window): Along {
  const after = (places - 1) * stride + (taps - 1) * dilation + 1 - length - before;
  return { start: 0, step: 1, groups: length, phases: [0, 1], before, after, stride, first, taps, shift: 0 };
}

/** An axis of which places pass pixels over, in as many phases. They begin with the image, which is then not padded first, unless that gives the kernel more taps. */
export function inPhases(window: Window): Along {
  const { length, places, stride: step, first, taps, before } = window;
  if (step === 1) return whole(window);
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
 * The taps of a kernel that see something, dealt out to phases, which become channels. It is a product with a table of zeros and ones: ONNX
 * Runtime's Slice, Pad and Transpose of a few numbers at a time take up to a hundred times as long.
 */
export function rearranged(b: Builder, w: Value, along: readonly Along[]): Value {
  const [m, c, ...kernel] = w.shape as [number, number, ...number[]];
  if (along.every(({ step, taps }, axis) => step === 1 && taps === kernel[axis])) return w;
  const lowest = along.map(({ shift, step }) => Math.floor(shift / step));
  const taps = along.map(({ shift, step, taps }, axis) => Math.floor((shift + taps - 1) / step) - lowest[axis]! + 1);
  const phases = along.map(phasesOf);
  const [all, wanted] = [sizeOf(kernel), sizeOf(phases) * sizeOf(taps)];
  const table = new Array<number>(all * wanted).fill(0);
  for (let from = 0; from < all; from++) {
    const place = kernel.map((k, axis) => (Math.floor(from / sizeOf(kernel.slice(axis + 1))) % k) - along[axis]!.first);
    if (place.some((at, axis) => at < 0 || at >= along[axis]!.taps)) continue;
    const group = along.map(({ shift, step }, axis) => Math.floor((shift + place[axis]!) / step) - lowest[axis]!);
    const phase = along.map(
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
