import { expect, it } from 'vitest';
import { boundsOf, nearest, placedIn } from './scatter.ts';

const scatter = { rows: [4, 7, 9], truths: [0, 10, 5], predictions: [0, 10, Number.POSITIVE_INFINITY] };

it('puts what is right on the diagonal, and what is beyond all numbers at the edge', () => {
  const bounds = boundsOf(scatter);
  expect(bounds[0]).toBeCloseTo(-0.3, 6);
  expect(bounds[1]).toBeCloseTo(10.3, 6);
  const [first, second, third] = placedIn(scatter, bounds);
  expect(first!.x + first!.y).toBeCloseTo(1, 6);
  expect(second!.x + second!.y).toBeCloseTo(1, 6);
  expect(second!.x).toBeGreaterThan(first!.x);
  expect(third!.x).toBeCloseTo(0.5, 6);
  expect(third!.y).toBe(0);
});

it('has bounds where all numbers are one, or none is there', () => {
  for (const values of [[], [3], [0, 0]]) {
    const [low, high] = boundsOf({ rows: values, truths: values, predictions: values });
    expect(high).toBeGreaterThan(low);
  }
});

it('finds the point that is pressed', () => {
  const points = placedIn(scatter, boundsOf(scatter));
  expect(nearest(points, 0.9, 0.1)).toBe(1);
  expect(nearest(points, 0.1, 0.8)).toBe(0);
  expect(nearest([], 0.5, 0.5)).toBeUndefined();
});
