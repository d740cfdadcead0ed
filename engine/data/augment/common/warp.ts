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
  const old = copyOf(data);
  const plane = height * width;
  const from = new Sources(matrix, height, width);
  for (let row = 0; row < height; row++) {
    from.ofRow(row);
    for (let start = 0; start < data.length; start += plane) {
      const line = start + row * width;
      warpRow({ old, start, height, width, border }, from, data.subarray(line, line + width));
    }
  }
}

/** What was copied last is copied over: a picture's worth of memory is not taken anew for each. */
let copied = new Float32Array();
function copyOf(data: Float32Array): Float32Array {
  if (copied.length < data.length) copied = new Float32Array(data.length);
  copied.set(data);
  return copied;
}

interface Plane {
  readonly old: Float32Array;
  /** Where it begins. */
  readonly start: number;
  readonly height: number;
  readonly width: number;
  readonly border: Border;
}

function warpRow(plane: Plane, { lefts, rights, tops, downs }: Sources, out: Float32Array): void {
  const { old, start, height, width } = plane;
  for (let column = 0; column < width; column++) {
    const left = lefts[column]!;
    const top = tops[column]!;
    const right = rights[column]!;
    const down = downs[column]!;
    // as most are: all four within, no border to ask
    if (left >= 0 && top >= 0 && left + 1 < width && top + 1 < height) {
      const first = start + top * width + left;
      const above = old[first]! + right * (old[first + 1]! - old[first]!);
      const below = old[first + width]! + right * (old[first + width + 1]! - old[first + width]!);
      out[column] = above + down * (below - above);
    } else out[column] = beside(plane, left, top, right, down);
  }
}

/** What stands for a place of which some of the four pixels around it are outside. */
function beside(
  { old, start, height, width, border }: Plane,
  left: number,
  top: number,
  right: number,
  down: number,
): number {
  const x0 = within(left, width, border);
  const x1 = within(left + 1, width, border);
  const y0 = within(top, height, border);
  const y1 = within(top + 1, height, border);
  const value = (row: number, column: number) => (row < 0 || column < 0 ? 0 : old[start + row * width + column]!);
  // what has no share is not looked at: it may lie anywhere
  const above = right > 0 ? (1 - right) * value(y0, x0) + right * value(y0, x1) : value(y0, x0);
  const below = down === 0 ? 0 : right > 0 ? (1 - right) * value(y1, x0) + right * value(y1, x1) : value(y1, x0);
  return down === 0 ? above : (1 - down) * above + down * below;
}

/** Of the places of a row: the pixel that they come from, above and to the left, and how far right of it and below it they lie. */
class Sources {
  readonly lefts: Int32Array;
  readonly rights: Float64Array;
  readonly tops: Int32Array;
  readonly downs: Float64Array;
  readonly #back: Matrix;
  readonly #height: number;
  readonly #width: number;
  /** Columns stay columns and rows rows: what lies left and right is the same in every row. */
  readonly #straight: boolean;

  constructor(matrix: Matrix, height: number, width: number) {
    this.#back = inverse(matrix);
    this.#height = height;
    this.#width = width;
    const [, b, , d, , , g, h] = this.#back;
    this.#straight = b === 0 && d === 0 && g === 0 && h === 0;
    this.lefts = new Int32Array(width);
    this.rights = new Float64Array(width);
    this.tops = new Int32Array(width);
    this.downs = new Float64Array(width);
  }

  ofRow(row: number): void {
    const { lefts, rights, tops, downs } = this;
    const width = this.#width;
    const [a, b, c, d, e, f, g, h, i] = this.#back;
    const [middle, centre] = [(width - 1) / 2, (this.#height - 1) / 2];
    const v = row - centre;
    if (this.#straight && row > 0) {
      const y = exact(i > 0 ? (e * v + f) / i + centre : BEHIND);
      const top = Math.floor(y);
      tops.fill(top);
      downs.fill(y - top);
      return;
    }
    for (let column = 0; column < width; column++) {
      const u = column - middle;
      const by = g * u + h * v + i;
      // what the eye would see behind itself is outside
      const x = exact(by > 0 ? (a * u + b * v + c) / by + middle : BEHIND);
      const y = exact(by > 0 ? (d * u + e * v + f) / by + centre : BEHIND);
      lefts[column] = Math.floor(x);
      rights[column] = x - Math.floor(x);
      tops[column] = Math.floor(y);
      downs[column] = y - Math.floor(y);
    }
  }
}
const BEHIND = -1e9;

/** The nearest pixel's value, for class numbers; 0 from outside where the border is black. In its own array. */
export function warpNearest(
  { data, channels, height, width }: Planes<Float32Array | Int32Array>,
  matrix: Matrix,
  border: Border,
): void {
  const old = data.slice();
  const plane = height * width;
  const from = new Sources(matrix, height, width);
  for (let row = 0, at = 0; row < height; row++) {
    from.ofRow(row);
    for (let column = 0; column < width; column++, at++) {
      const x = within(Math.round(from.lefts[column]! + from.rights[column]!), width, border);
      const y = within(Math.round(from.tops[column]! + from.downs[column]!), height, border);
      for (let channel = 0; channel < channels; channel++)
        data[channel * plane + at] = x < 0 || y < 0 ? 0 : old[channel * plane + y * width + x]!;
    }
  }
}

/** Rounding that lies between a pixel and itself is none: turned by a right angle, every pixel stays what it is. */
const exact = (place: number): number => {
  const whole = Math.round(place);
  return Math.abs(place - whole) < 1e-6 ? whole : place;
};
