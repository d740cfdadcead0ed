/** Planes of numbers in another size: between pixels by their distance, and where it shrinks as the mean of what falls on a pixel. */

/** How a picture comes into a frame: pulled to its sides, whole within it, or filling it. */
export const FITS = ['stretch', 'fit', 'crop'] as const;
export type Fit = (typeof FITS)[number];

export interface Size {
  readonly height: number;
  readonly width: number;
}

/** The size of the picture itself for a frame, and where its corner lies in it: outside of it where it is cut. */
export function placed(
  { height, width }: Size,
  frame: Size,
  fit: Fit,
): Size & { readonly top: number; readonly left: number } {
  if (fit === 'stretch') return { ...frame, top: 0, left: 0 };
  const ratios = [frame.height / height, frame.width / width] as const;
  const scale = fit === 'fit' ? Math.min(...ratios) : Math.max(...ratios);
  const sized = (length: number) => Math.max(1, Math.round(length * scale));
  const own = { height: sized(height), width: sized(width) };
  return { ...own, top: Math.trunc((frame.height - own.height) / 2), left: Math.trunc((frame.width - own.width) / 2) };
}

/** The old places of each new one along an axis, and their shares: a triangle, as Pillow's and PyTorch's bilinear has it with antialiasing. */
export function shares(
  from: number,
  to: number,
): readonly { readonly first: number; readonly weights: readonly number[] }[] {
  const scale = from / to;
  const reach = Math.max(1, scale);
  return Array.from({ length: to }, (_, i) => {
    const centre = (i + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - reach + 0.5));
    const end = Math.min(from, Math.trunc(centre + reach + 0.5));
    const weights = Array.from({ length: end - first }, (_, k) =>
      Math.max(0, 1 - Math.abs((k + first - centre + 0.5) / reach)),
    );
    const sum = weights.reduce((a, b) => a + b, 0);
    return { first, weights: weights.map((weight) => weight / sum) };
  });
}

/** Planes one behind the other. */
export function resample(data: Float32Array, planes: number, from: Size, to: Size): Float32Array {
  if (from.height === to.height && from.width === to.width) return data;
  const [across, down] = [shares(from.width, to.width), shares(from.height, to.height)];
  const between = new Float32Array(planes * from.height * to.width);
  for (let row = 0; row < planes * from.height; row++)
    for (let x = 0; x < to.width; x++) {
      const { first, weights } = across[x]!;
      let sum = 0;
      for (let k = 0; k < weights.length; k++) sum += weights[k]! * data[row * from.width + first + k]!;
      between[row * to.width + x] = sum;
    }
  const out = new Float32Array(planes * to.height * to.width);
  for (let row = 0; row < planes * to.height; row++) {
    const { first, weights } = down[row % to.height]!;
    const start = Math.floor(row / to.height) * from.height + first;
    for (let k = 0; k < weights.length; k++)
      for (let x = 0; x < to.width; x++) out[row * to.width + x]! += weights[k]! * between[(start + k) * to.width + x]!;
  }
  return out;
}

/** Class numbers: those of the nearest places. */
export function resampleNearest(data: Int32Array, planes: number, from: Size, to: Size): Int32Array {
  const out = new Int32Array(planes * to.height * to.width);
  const [across, down] = [nearest(from.width, to.width), nearest(from.height, to.height)];
  for (let row = 0; row < planes * to.height; row++) {
    const start = (Math.floor(row / to.height) * from.height + down[row % to.height]!) * from.width;
    for (let x = 0; x < to.width; x++) out[row * to.width + x] = data[start + across[x]!]!;
  }
  return out;
}

/** The nearest old place of each new one along an axis. */
export const nearest = (from: number, to: number): readonly number[] =>
  Array.from({ length: to }, (_, i) => Math.floor((i + 0.5) * (from / to)));

/** Planes in a frame: what lies outside is cut, what is not covered is 0. */
export function framed<T extends Float32Array | Int32Array | Uint8Array>(
  data: T,
  planes: number,
  own: Size & { readonly top: number; readonly left: number },
  frame: Size,
): T {
  const out = new (data.constructor as new (length: number) => T)(planes * frame.height * frame.width);
  const [left, right] = [Math.max(0, own.left), Math.min(frame.width, own.left + own.width)];
  for (let plane = 0; plane < planes; plane++)
    for (let row = Math.max(0, own.top); row < Math.min(frame.height, own.top + own.height); row++) {
      const from = (plane * own.height + row - own.top) * own.width - own.left;
      out.set(data.subarray(from + left, from + right) as never, (plane * frame.height + row) * frame.width + left);
    }
  return out;
}
