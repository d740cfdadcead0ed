/** Planes of numbers, moved: for each place of the new plane the old one is read where it comes from. */
import type { Border } from '../define.ts';
import { inverse, type Matrix } from './matrix.ts';

/** The place within 0 to size - 1 that stands for one beyond; -1 where none does. */
function within(at: number, size: number, border: Border): number {
  if (at >= 0 && at < size) return at;
  if (border === 'black') return -1;
  if (border === 'edge') return at < 0 ? 0 : size - 1;
  // the edge itself stands once: c b | a b c | b a
  const period = 2 * size - 2;
  if (period === 0) return 0;
  const place = ((at % period) + period) % period;
  return place < size ? place : period - place;
}

interface Planes<T> {
  readonly data: T;
  readonly channels: number;
  readonly height: number;
  readonly width: number;
}

/** Between four pixels by their distance, as `torch.nn.functional.grid_sample` with `align_corners=False` has it. In its own array. */
export function warp({ data, height, width }: Planes<Float32Array>, matrix: Matrix, border: Border): void {
  const old = data.slice();
  const plane = height * width;
  eachPlace(matrix, height, width, (at, x, y) => {
    const left = Math.floor(x);
    const top = Math.floor(y);
    const right = x - left;
    const down = y - top;
    // as most are: all four within, no border to ask
    if (left >= 0 && top >= 0 && left + 1 < width && top + 1 < height) {
      for (let from = top * width + left, to = at; to < data.length; from += plane, to += plane) {
        const above = old[from]! + right * (old[from + 1]! - old[from]!);
        const below = old[from + width]! + right * (old[from + width + 1]! - old[from + width]!);
        data[to] = above + down * (below - above);
      }
      return;
    }
    const x0 = within(left, width, border);
    const x1 = within(left + 1, width, border);
    const y0 = within(top, height, border);
    const y1 = within(top + 1, height, border);
    for (let from = 0, to = at; to < data.length; from += plane, to += plane) {
      const value = (row: number, column: number) => (row < 0 || column < 0 ? 0 : old[from + row * width + column]!);
      // what has no share is not looked at: it may lie anywhere
      const above = right > 0 ? (1 - right) * value(y0, x0) + right * value(y0, x1) : value(y0, x0);
      const below = down === 0 ? 0 : right > 0 ? (1 - right) * value(y1, x0) + right * value(y1, x1) : value(y1, x0);
      data[to] = down === 0 ? above : (1 - down) * above + down * below;
    }
  });
}

/** The nearest pixel's value, for class numbers; 0 from outside where the border is black. In its own array. */
export function warpNearest(
  { data, channels, height, width }: Planes<Float32Array | Int32Array>,
  matrix: Matrix,
  border: Border,
): void {
  const old = data.slice();
  const plane = height * width;
  eachPlace(matrix, height, width, (at, x, y) => {
    const column = within(Math.round(x), width, border);
    const row = within(Math.round(y), height, border);
    for (let channel = 0; channel < channels; channel++)
      data[channel * plane + at] = column < 0 || row < 0 ? 0 : old[channel * plane + row * width + column]!;
  });
}

/** Calls `visit` with the number of each place and where it comes from. */
function eachPlace(
  matrix: Matrix,
  height: number,
  width: number,
  visit: (at: number, x: number, y: number) => void,
): void {
  const [a, b, c, d, e, f, g, h, i] = inverse(matrix);
  const [middle, centre] = [(width - 1) / 2, (height - 1) / 2];
  for (let row = 0, at = 0; row < height; row++) {
    const v = row - centre;
    for (let column = 0; column < width; column++, at++) {
      const u = column - middle;
      const by = g * u + h * v + i;
      // what the eye would see behind itself is outside
      const seen = by > 0;
      const x = seen ? (a * u + b * v + c) / by + middle : -1e9;
      const y = seen ? (d * u + e * v + f) / by + centre : -1e9;
      visit(at, exact(x), exact(y));
    }
  }
}

/** Rounding that lies between a pixel and itself is none: turned by a right angle, every pixel stays what it is. */
const exact = (place: number): number => {
  const whole = Math.round(place);
  return Math.abs(place - whole) < 1e-6 ? whole : place;
};
