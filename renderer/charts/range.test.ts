import { describe, expect, it } from 'vitest';
import { logTicks, spikesOf, yRangeOf } from './range.ts';

const line = (y: readonly number[], faint = false) => ({ points: { x: y.map((_, i) => i), y }, faint });
/** From 2 down to 1, trembling. */
const falling = Array.from({ length: 300 }, (_, i) => 1 + Math.exp(-i / 60) + 0.02 * Math.sin(i));
const shown = { log: false, all: false };
const spiked = falling.map((value, i) => (i === 150 ? 1000 : value));

describe('the range of a chart', () => {
  it('is that of the data, with some room, and of nothing faint', () => {
    const { low, high, clipped } = yRangeOf([line(falling), line(spiked, true)], [0, 299], shown);
    expect(clipped).toBe(false);
    expect([low, high]).toEqual([expect.closeTo(0.92, 1), expect.closeTo(2.06, 1)]);
  });

  it('leaves one spike outside, and says so; all of it can be seen', () => {
    const usual = yRangeOf([line(falling)], [0, 299], shown);
    const robust = yRangeOf([line(spiked)], [0, 299], shown);
    expect(robust.high).toBeCloseTo(usual.high, 1);
    expect(robust.clipped).toBe(true);
    expect(yRangeOf([line(spiked)], [0, 299], { log: false, all: true })).toMatchObject({
      high: expect.closeTo(1060, -1),
      clipped: false,
    });
    expect(yRangeOf([line(spiked)], [0, 299], { log: true, all: false }).high).toBeLessThan(10);
    // where it is not in sight it does not matter
    expect(yRangeOf([line(spiked)], [160, 299], shown).clipped).toBe(false);
  });

  it('keeps what is no spike: few points, a step, what hardly changes', () => {
    expect(yRangeOf([line([1, 1, 50])], [0, 2], shown)).toMatchObject({ clipped: false });
    expect(yRangeOf([line([...falling, ...falling.map((value) => value + 5)])], [0, 600], shown).clipped).toBe(false);
    expect(yRangeOf([line(Array.from({ length: 50 }, () => 3))], [0, 50], shown)).toMatchObject({ clipped: false });
    expect(yRangeOf([], [0, 1], shown)).toEqual({ low: 0, high: 1, clipped: false });
  });

  it('has steps that its numbers can tell apart, however little they differ', () => {
    for (const y of [
      [0.001, 0.001 + 2e-19],
      [1, 1 + Number.EPSILON],
      [-1e20, -1e20 - 2 ** 14],
      [0, 1e-320],
      [1e-310, 2e-310],
      [0, 0],
    ])
      for (const log of [false, true]) {
        const { low, high } = yRangeOf([line(y)], [0, 1], { log, all: false });
        const step = (high - low) / 100;
        expect([low + step > low, high + step > high, step > 1e-32], `${y} ${log}`).toEqual([true, true, true]);
      }
  });

  it('has the steps of a logarithmic axis wherever it begins', () => {
    expect(logTicks(0.009862159333195073, 0.035)).toEqual([0.01, 0.02, 0.03]);
    expect(logTicks(0.8, 3)).toEqual([0.8, 0.9, 1, 2, 3]);
    expect(logTicks(1e-30, 1e30).length).toBe(9 * 60 + 1);
    expect(logTicks(2.1, 2.2)).toEqual([]);
  });

  it('marks each excursion once, where it is farthest away', () => {
    const { points } = line([0, 5, 9, 6, 0, -4, -2, 0]);
    expect(spikesOf(points, -1, 4)).toEqual([
      { x: 2, above: true },
      { x: 5, above: false },
    ]);
  });
});
