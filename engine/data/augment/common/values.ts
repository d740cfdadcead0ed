/** Changes of a picture's values, as torchvision's functional transforms compute them on values from 0 to 1. All in its own array. */
import type { Chance, Picture } from '../define.ts';

const clamp = (value: number): number => (value < 0 ? 0 : value > 1 ? 1 : value);
/** Weights of red, green and blue in grey: ITU-R BT.601, as torchvision rounds them. */
const [RED, GREEN, BLUE] = [0.2989, 0.587, 0.114];

/** What is grey of each pixel. */
export function greyOf({ data, channels, height, width }: Picture): Float32Array {
  const plane = height * width;
  if (channels < 3) return data.slice(0, plane);
  const grey = new Float32Array(plane);
  for (let i = 0; i < plane; i++) grey[i] = RED * data[i]! + GREEN * data[i + plane]! + BLUE * data[i + 2 * plane]!;
  return grey;
}

export function brighten({ data }: Picture, factor: number): void {
  for (let i = 0; i < data.length; i++) data[i] = clamp(data[i]! * factor);
}

/** Away from the mean of its grey, or towards it. */
export function changeContrast(picture: Picture, factor: number): void {
  const grey = greyOf(picture);
  let sum = 0;
  for (let i = 0; i < grey.length; i++) sum += grey[i]!;
  const mean = sum / grey.length;
  const { data } = picture;
  for (let i = 0; i < data.length; i++) data[i] = clamp(factor * data[i]! + (1 - factor) * mean);
}

/** Away from its own grey, or towards it. */
export function saturate(picture: Picture, factor: number): void {
  if (picture.channels < 3) return;
  const grey = greyOf(picture);
  const { data } = picture;
  for (let start = 0; start < data.length; start += grey.length)
    for (let i = 0; i < grey.length; i++) data[start + i] = clamp(factor * data[start + i]! + (1 - factor) * grey[i]!);
}

/** Turned on the circle of colours by a share of it. */
export function turnHue({ data, channels, height, width }: Picture, by: number): void {
  if (channels < 3) return;
  const plane = height * width;
  for (let i = 0; i < plane; i++) {
    const [r, g, b] = [data[i]!, data[i + plane]!, data[i + 2 * plane]!];
    const most = Math.max(r, g, b);
    const range = most - Math.min(r, g, b);
    if (range === 0) continue;
    const sixth = most === r ? (g - b) / range : most === g ? 2 + (b - r) / range : 4 + (r - g) / range;
    const hue = (((sixth / 6 + by) % 1) + 1) % 1;
    for (const [channel, start] of [
      [0, 5],
      [1, 3],
      [2, 1],
    ] as const) {
      const at = (start + 6 * hue) % 6;
      data[i + channel * plane] = most - range * Math.max(0, Math.min(at, 4 - at, 1));
    }
  }
}

/** What lies beyond an edge is its mirror image, as far as `radius`. */
const mirrored = (at: number, size: number): number => (at < 0 ? -at : at >= size ? 2 * size - 2 - at : at);

/** Gaussian, of this standard deviation in pixels. */
export function soften({ data, channels, height, width }: Picture, deviation: number): void {
  const kernel = (size: number): number[] => {
    const radius = Math.min(size - 1, Math.ceil(3 * deviation));
    const weights = Array.from({ length: 2 * radius + 1 }, (_, i) => Math.exp(-0.5 * ((i - radius) / deviation) ** 2));
    const sum = weights.reduce((a, b) => a + b, 0);
    return weights.map((weight) => weight / sum);
  };
  const [across, down] = [kernel(width), kernel(height)];
  const between = new Float32Array(height * width);
  for (let plane = 0; plane < channels; plane++) {
    const own = data.subarray(plane * height * width, (plane + 1) * height * width);
    const reach = (across.length - 1) / 2;
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        let sum = 0;
        for (let k = -reach; k <= reach; k++) sum += across[k + reach]! * own[y * width + mirrored(x + k, width)]!;
        between[y * width + x] = sum;
      }
    const far = (down.length - 1) / 2;
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        let sum = 0;
        for (let k = -far; k <= far; k++) sum += down[k + far]! * between[mirrored(y + k, height) * width + x]!;
        own[y * width + x] = sum;
      }
  }
}

/** The sum of a value and its neighbours in its row. */
const ofThree = (data: Float32Array, at: number): number => data[at - 1]! + data[at]! + data[at + 1]!;

/** Sharper than it is, or (below 1) as smooth as the mean of the nine around it; the outermost pixels stay. */
export function sharpen({ data, channels, height, width }: Picture, factor: number): void {
  const old = data.slice();
  for (let plane = 0; plane < channels; plane++)
    for (let y = 1; y < height - 1; y++)
      for (let x = 1; x < width - 1; x++) {
        const at = (plane * height + y) * width + x;
        const around = ofThree(old, at - width) + ofThree(old, at) + ofThree(old, at + width);
        data[at] = clamp(factor * old[at]! + ((1 - factor) * (around + 4 * old[at]!)) / 13);
      }
}

const bytesOf = (value: number): number => Math.round(255 * value);

/** Keeps so many bits of the eight of each value. */
export function posterize({ data }: Picture, bits: number): void {
  const mask = 256 - 2 ** (8 - bits);
  for (let i = 0; i < data.length; i++) data[i] = (bytesOf(data[i]!) & mask) / 255;
}

/** Inverts what is at least so bright. */
export function solarize({ data }: Picture, from: number): void {
  for (let i = 0; i < data.length; i++) if (data[i]! >= from) data[i] = 1 - data[i]!;
}

/** Each channel over the whole range. */
export function autoContrast({ data, channels }: Picture): void {
  eachChannel(data, channels, (own) => {
    let [least, most] = [1, 0];
    for (const value of own) {
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
    if (most > least) for (let i = 0; i < own.length; i++) own[i] = clamp((own[i]! - least) / (most - least));
  });
}

/** Each channel so that all of 256 values are as frequent, as far as its steps allow. */
export function equalize({ data, channels }: Picture): void {
  eachChannel(data, channels, (own) => {
    const counts = new Float64Array(256);
    for (const value of own) counts[bytesOf(value)]!++;
    const last = counts.findLast((count) => count > 0)!;
    const step = Math.floor((own.length - last) / 255);
    if (step === 0) return;
    const table = new Float64Array(256);
    let sum = 0;
    for (let value = 0; value < 256; value++) {
      table[value] = Math.min(255, Math.floor((sum + Math.floor(step / 2)) / step)) / 255;
      sum += counts[value]!;
    }
    for (let i = 0; i < own.length; i++) own[i] = table[bytesOf(own[i]!)]!;
  });
}

function eachChannel(data: Float32Array, channels: number, change: (own: Float32Array) => void): void {
  const plane = data.length / channels;
  for (let channel = 0; channel < channels; channel++) change(data.subarray(channel * plane, (channel + 1) * plane));
}

/** Adds normal noise of this standard deviation. */
export function addNoise({ data }: Picture, normal: Chance, deviation: number): void {
  for (let i = 0; i < data.length; i++) data[i] = clamp(data[i]! + deviation * normal());
}
