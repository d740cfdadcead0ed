import { expect, it } from 'vitest';
import { isLookedInto } from './looks.ts';

const looks = (statisticsEvery: number | null, steps: number): number[] =>
  Array.from({ length: steps }, (_, i) => i + 1).filter((step) => isLookedInto(step, { statisticsEvery }, steps));

it('a training looks into its last step, and every fifty where nothing else is asked', () => {
  expect(looks(null, 120)).toEqual([50, 100, 120]);
  expect(looks(null, 7)).toEqual([7]);
  expect(looks(3, 7)).toEqual([3, 6, 7]);
  expect(looks(0, 7)).toEqual([]);
});

it('a long training looks more rarely', () => {
  const found = looks(null, 100_001);
  expect(found.slice(0, 2)).toEqual([251, 502]);
  expect(found).toHaveLength(399);
});
