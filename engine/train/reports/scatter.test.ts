import { expect, it } from 'vitest';
import { MOST_POINTS, ScatterSample } from './scatter.ts';

it('keeps all of few points, and of many every nth', () => {
  const few = new ScatterSample();
  for (let row = 0; row < 5; row++) few.add(row, row, 2 * row);
  expect(few.points).toEqual({ rows: [0, 1, 2, 3, 4], truths: [0, 1, 2, 3, 4], predictions: [0, 2, 4, 6, 8] });
  const many = new ScatterSample();
  for (let row = 0; row < 10 * MOST_POINTS + 1; row++) many.add(row, 0, 0);
  const { rows } = many.points;
  expect(rows.length).toBeGreaterThan(MOST_POINTS / 2);
  expect(rows.length).toBeLessThanOrEqual(MOST_POINTS);
  const steps = new Set(rows.slice(1).map((row, i) => row - rows[i]!));
  expect([...steps]).toEqual([16]);
});
