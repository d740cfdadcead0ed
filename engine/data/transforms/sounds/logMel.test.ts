import { expect, test } from 'vitest';
import { tensor } from '../../../types/tensor.ts';
import { logMel } from './logMel.ts';

const [RATE, SAMPLES] = [8000, 800];
const SETTINGS = { rate: RATE, bands: 6, window: 25, step: 10, lowest: 20, highest: 0 };
/** A tone that rises, and one that stays. */
const chirp = Float32Array.from({ length: SAMPLES }, (_, i) => {
  const t = i / RATE;
  return 0.5 * Math.sin(2 * Math.PI * (300 + 900 * t) * t) + 0.1 * Math.cos(2 * Math.PI * 2500 * t);
});

test('is what numpy.fft.rfft, a Hann window and the triangles of the mel scale come to', () => {
  const { shape, data } = logMel.apply(tensor('float32', [2, SAMPLES], [...chirp, ...chirp]), SETTINGS, {});
  expect(shape).toEqual([2, 1, 6, 8]);
  // the first, the last, and the rest of two bands, by numpy
  const wanted = [
    [6.760509, 6.67016, 6.570699, 6.460253, 6.336058, 6.194228, 6.028909, 5.830765],
    [5.819635, 6.019723, 6.186457, 6.329316, 6.454301, 6.565379, 6.665338, 6.756186],
    [-8.222552, -7.513463, -7.42722, -6.50698, -6.3771, -5.404292, -4.706098, -3.84185],
    [-12.51353, -12.406569, -12.017987, -11.740754, -11.81724, -11.881098, -11.663773, -11.65694],
    new Array(8).fill(3.110607),
    new Array(8).fill(3.241238),
  ].flat() as number[];
  wanted.forEach((value, i) => {
    // of what is nearly silent, the rounding of samples to float32 shows
    expect(data[i]).toBeCloseTo(value, value < -5 ? 1 : 3);
    expect(data[48 + i]).toBe(data[i]);
  });
});

test('takes rows of samples that hold a window, and begins with their rate', () => {
  const sound = { name: 'sound', kind: 'number', shape: [SAMPLES], dtype: 'float32', rate: RATE } as const;
  expect(logMel.start!(sound)).toEqual({ rate: RATE });
  expect(logMel.column(sound, SETTINGS)).toMatchObject({ shape: [1, 6, 8] });
  expect(logMel.column({ ...sound, shape: [100] }, SETTINGS)).toHaveProperty('expected');
  expect(logMel.column({ ...sound, shape: [1, 28, 28] }, SETTINGS)).toHaveProperty('expected');
});
