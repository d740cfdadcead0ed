/**
 * A drawing as MNIST's makers would have written it down (LeCun et al. 1998, section III-A): scaled into a box of 20×20 in grey levels
 * with its proportions kept, and placed so that its centre of mass is the middle of 28×28.
 */

/** Share of the picture that the drawing may fill: 20 of 28 pixels. */
const BOX = 20 / 28;

export interface Ink {
  /** 0 (paper) to 1 (ink), row-major. */
  readonly data: ArrayLike<number>;
  readonly width: number;
  readonly height: number;
}

/** `size`×`size` values from 0 to `most`; null for an empty drawing. */
export function toDigit({ data, width, height }: Ink, size = 28, most = 255): Float32Array | null {
  let [left, right, top, bottom] = [width, -1, height, -1];
  let [mass, mx, my] = [0, 0, 0];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const ink = data[y * width + x]!;
      if (ink <= 0.02) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
      mass += ink;
      mx += ink * (x + 0.5);
      my += ink * (y + 0.5);
    }
  if (right < 0) return null;
  // pixels of the drawing to a pixel of the picture
  const scale = Math.max(right - left + 1, bottom - top + 1) / (BOX * size);
  const [x0, y0] = [mx / mass - (size / 2) * scale, my / mass - (size / 2) * scale];
  const out = new Float32Array(size * size);
  for (let y = 0; y < size; y++)
    for (let x = 0; x < size; x++)
      out[y * size + x] = most * Math.min(1, area(data, width, height, x0 + x * scale, y0 + y * scale, scale));
  return out;
}

/** The mean ink of a square, its border pixels counted in part; what lies beyond the drawing is paper. */
function area(data: ArrayLike<number>, width: number, height: number, x: number, y: number, side: number): number {
  let sum = 0;
  for (let row = Math.max(0, Math.floor(y)); row < Math.min(height, y + side); row++) {
    const tall = Math.min(row + 1, y + side) - Math.max(row, y);
    for (let column = Math.max(0, Math.floor(x)); column < Math.min(width, x + side); column++) {
      const wide = Math.min(column + 1, x + side) - Math.max(column, x);
      sum += data[row * width + column]! * tall * wide;
    }
  }
  return sum / (side * side);
}
