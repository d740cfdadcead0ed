import { describe, expect, it } from 'vitest';
import { toDigit } from './digit.ts';

/** A drawing with filled boxes. */
function drawing(size: number, boxes: readonly (readonly [x: number, y: number, width: number, height: number])[]) {
  const data = new Float32Array(size * size);
  for (const [x, y, width, height] of boxes)
    for (let i = y; i < y + height; i++) data.fill(1, i * size + x, i * size + x + width);
  return { data, width: size, height: size };
}
const at = (digit: Float32Array, x: number, y: number) => digit[y * 28 + x]!;
function centre(digit: Float32Array) {
  let [mass, x, y] = [0, 0, 0];
  digit.forEach((value, i) => {
    mass += value;
    x += value * ((i % 28) + 0.5);
    y += value * (Math.floor(i / 28) + 0.5);
  });
  return [x / mass, y / mass];
}
const extent = (digit: Float32Array) => {
  const rows = Array.from({ length: 28 }, (_, y) =>
    digit.subarray(y * 28, y * 28 + 28).some((value) => value > 127),
  ).filter(Boolean).length;
  const columns = Array.from({ length: 28 }, (_, x) =>
    Array.from({ length: 28 }, (_, y) => at(digit, x, y)).some((value) => value > 127),
  ).filter(Boolean).length;
  return [columns, rows];
};

describe('a drawn digit', () => {
  it('is nothing while nothing is drawn', () => {
    expect(toDigit(drawing(280, []))).toBeNull();
  });

  it('fills a box of 20×20, wherever and however large it was drawn', () => {
    for (const box of [
      [0, 0, 40, 40],
      [200, 150, 80, 80],
      [10, 30, 200, 200],
    ] as const) {
      const digit = toDigit(drawing(280, [box]))!;
      expect(extent(digit)).toEqual([20, 20]);
      expect([at(digit, 3, 14), at(digit, 4, 4), at(digit, 23, 23), at(digit, 24, 14)]).toEqual(
        [0, 255, 255, 0].map((value) => expect.closeTo(value, 3)),
      );
    }
  });

  it('keeps its proportions', () => {
    expect(extent(toDigit(drawing(280, [[100, 40, 20, 200]]))!)).toEqual([2, 20]);
  });

  it('has its centre of mass in the middle', () => {
    // a heavy foot below a thin stem
    const digit = toDigit(
      drawing(280, [
        [120, 20, 20, 200],
        [60, 180, 120, 40],
      ]),
    )!;
    for (const place of centre(digit)) expect(place).toBeCloseTo(14, 1);
  });

  it('keeps the mass of what it scales', () => {
    const digit = toDigit(drawing(280, [[50, 50, 100, 100]]))!;
    expect(digit.reduce((sum, value) => sum + value, 0) / 255).toBeCloseTo(400, 0);
  });
});
