import { expect, it } from 'vitest';
import { documentSchema } from '../../../engine/graph/document.ts';
import { gentlerRate, leapOf } from './leap.ts';

it('tells a loss that leapt from one that wavers', () => {
  expect(leapOf([1, 2, 3], [2.3, 5800, 900])).toEqual({ from: 2.3, to: 5800, step: 2 });
  expect(leapOf([1, 2, 3], [2.3, 4.1, 1.9])).toBeNull();
  expect(leapOf([1], [2.3])).toBeNull();
  expect(leapOf([1, 2], [Number.NaN, 3])).toBeNull();
});

it('proposes the usual rate where it is far above, else a tenth', () => {
  const { training } = documentSchema.parse({ format: 'loom', version: 1 });
  const adam = { ...training, optimizer: { type: 'adam', settings: {} } };
  expect(gentlerRate({ ...adam, learningRate: 30 })).toBe(0.001);
  expect(gentlerRate({ ...adam, learningRate: 0.001 })).toBe(0.0001);
});
