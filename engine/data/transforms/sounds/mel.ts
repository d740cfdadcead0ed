/**
 * What a log-mel spectrogram is computed of: Hann windows, power spectra, and triangles on the mel scale of HTK
 * (2595·log10(1 + f/700)) whose tops are at 1.
 */
import FFT from 'fft.js';

export interface Spectrogram {
  /** Samples a second. */
  readonly rate: number;
  /** Samples in a window, and from the beginning of one to that of the next. */
  readonly window: number;
  readonly step: number;
  readonly bands: number;
  /** Of the lowest and the highest triangle's feet, in hertz. */
  readonly lowest: number;
  readonly highest: number;
}

/** Windows that lie whole in so many samples. */
export const framesOf = (samples: number, { window, step }: Pick<Spectrogram, 'window' | 'step'>): number =>
  samples < window ? 0 : 1 + Math.floor((samples - window) / step);

/** What is added to a band before its logarithm: silence is finite. */
const FLOOR = 1e-6;

/** The power of two that holds a window. */
export const sizeOfFft = (window: number): number => Math.max(2, 2 ** Math.ceil(Math.log2(window)));

const melOf = (hertz: number): number => 2595 * Math.log10(1 + hertz / 700);
const hertzOf = (mel: number): number => 700 * (10 ** (mel / 2595) - 1);

/** For each band the first frequency of its triangle, and the heights from there on. */
export function triangles(of: Spectrogram): readonly { readonly from: number; readonly heights: Float64Array }[] {
  const { rate, window, bands, lowest, highest } = of;
  const size = sizeOfFft(window);
  const [low, high] = [melOf(lowest), melOf(highest)];
  const points = Array.from({ length: bands + 2 }, (_, i) => hertzOf(low + (i * (high - low)) / (bands + 1)));
  const frequencies = Array.from({ length: size / 2 + 1 }, (_, i) => (i * rate) / size);
  return Array.from({ length: bands }, (_, band) => {
    const [left, top, right] = [points[band]!, points[band + 1]!, points[band + 2]!];
    const heights = frequencies.map((f) =>
      Math.max(0, Math.min((f - left) / (top - left), (right - f) / (right - top))),
    );
    const from = Math.max(
      0,
      heights.findIndex((height) => height > 0),
    );
    const end = heights.findLastIndex((height) => height > 0);
    return { from, heights: Float64Array.from(heights.slice(from, end + 1)) };
  });
}

/** Writes log-mel spectrograms, [bands, frames] each, of the samples that begin at a place. */
export function spectrogramOf(
  of: Spectrogram,
): (samples: Float32Array, at: number, count: number, out: Float32Array, to: number) => void {
  const { window, step, bands } = of;
  const size = sizeOfFft(window);
  const fft = new FFT(size);
  const hann = Float64Array.from({ length: window }, (_, i) => 0.5 - 0.5 * Math.cos((2 * Math.PI * i) / window));
  const filters = triangles(of);
  const input = new Array<number>(size).fill(0);
  const spectrum = fft.createComplexArray();
  const power = new Float64Array(size / 2 + 1);
  return (samples, at, count, out, to) => {
    const frames = framesOf(count, of);
    for (let frame = 0; frame < frames; frame++) {
      for (let i = 0; i < window; i++) input[i] = samples[at + frame * step + i]! * hann[i]!;
      fft.realTransform(spectrum, input);
      for (let i = 0; i < power.length; i++) power[i] = spectrum[2 * i]! ** 2 + spectrum[2 * i + 1]! ** 2;
      for (let band = 0; band < bands; band++) {
        const { from, heights } = filters[band]!;
        let sum = 0;
        for (let i = 0; i < heights.length; i++) sum += heights[i]! * power[from + i]!;
        out[to + band * frames + frame] = Math.log(sum + FLOOR);
      }
    }
  };
}
