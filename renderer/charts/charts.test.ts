import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Series } from '../state/runs/series.ts';
import { decimate, valueAt } from './decimate.ts';
import { formatRate } from './format.ts';
import { smoothed } from './smooth.ts';

const line = (n: number, f: (i: number) => number) => ({
  x: Float64Array.from({ length: n }, (_, i) => i),
  y: Float64Array.from({ length: n }, (_, i) => f(i)),
});

describe('decimate', () => {
  it('keeps the extremes of every pixel column, in order, in at most four points', () => {
    fc.assert(
      // without -0, which is equal to 0 and yet another number to `Object.is`
      fc.property(
        fc.array(
          fc.double({ min: -1e3, max: 1e3, noNaN: true }).map((value) => value + 0),
          { minLength: 50, maxLength: 3000 },
        ),
        fc.integer({ min: 2, max: 40 }),
        (values, columns) => {
          const points = line(values.length, (i) => values[i]!);
          const out = decimate(points, 0, values.length, columns);
          expect(out.x.every((x, i) => i === 0 || x > out.x[i - 1]!)).toBe(true);
          expect(Math.max(...out.y)).toBe(Math.max(...values));
          expect(Math.min(...out.y)).toBe(Math.min(...values));
          expect(out.x.length).toBeLessThanOrEqual(4 * columns + 4);
          for (let column = 0; column < columns; column++) {
            const within = (x: number) => Math.floor((x * columns) / values.length) === column;
            const all = values.filter((_, i) => within(i));
            const kept = out.y.filter((_, i) => within(out.x[i]!));
            if (all.length === 0) continue;
            expect([Math.min(...kept), Math.max(...kept), kept[0], kept.at(-1)]).toEqual([
              Math.min(...all),
              Math.max(...all),
              all[0],
              all.at(-1),
            ]);
          }
        },
      ),
      { numRuns: 50 },
    );
  });

  it('draws a part with its neighbours, and few points as they are', () => {
    expect(
      decimate(
        line(10, (i) => i * i),
        3,
        5,
        100,
      ),
    ).toEqual({ x: [2, 3, 4, 5, 6], y: [4, 9, 16, 25, 36] });
  });

  it('leaves out what is no number', () => {
    const values = [1, Number.NaN, Number.POSITIVE_INFINITY, 4];
    expect(
      decimate(
        line(4, (i) => values[i]!),
        0,
        4,
        10,
      ).y,
    ).toEqual([1, 4]);
    expect(
      decimate(
        line(4000, (i) => (i % 2 ? Number.NaN : 5)),
        0,
        4000,
        10,
      ).y.every((y) => y === 5),
    ).toBe(true);
  });

  it('reads the value under the cross-hair', () => {
    const points = line(5, (i) => 10 * i);
    expect([valueAt(points, -1), valueAt(points, 0), valueAt(points, 2.5), valueAt(points, 9)]).toEqual([
      undefined,
      0,
      20,
      40,
    ]);
  });
});

describe('smoothed', () => {
  const series = (values: readonly number[]) => {
    const made = new Series();
    made.push(values);
    return made;
  };
  it('starts at the first value and leaves a constant as it is', () => {
    for (const value of smoothed(series([3, 3, 3, 3]))) expect(value).toBeCloseTo(3, 12);
    expect(smoothed(series([7, 1]))[0]).toBe(7);
  });
  it('is the same however the series grew', () => {
    const values = Array.from({ length: 300 }, (_, i) => Math.sin(i));
    const grown = new Series();
    for (const value of values) {
      grown.push([value]);
      smoothed(grown);
    }
    expect(smoothed(grown)).toEqual(smoothed(series(values)));
  });
  it('begins again where the series was cut', () => {
    const cut = series([1, 2, 3]);
    smoothed(cut);
    cut.truncate(1);
    expect(smoothed(cut)).toEqual([1]);
  });
});

it('tells a slow training from one that stands', () => {
  expect([0, 0.347, 4.23, 9.96, 41.6, 1249.7].map(formatRate)).toEqual(['0', '0.35', '4.2', '10', '42', '1,250']);
});
