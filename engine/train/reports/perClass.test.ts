import { expect, it } from 'vitest';
import { perClass } from './perClass.ts';

it('says of each class how often it is said rightly, and found', () => {
  // truths a a a b b b b c, answers a a b b b b a b, and a class d that is neither
  const counts = [2, 1, 0, 0, 1, 3, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0];
  expect(perClass({ classes: ['a', 'b', 'c', 'd'], counts })).toEqual([
    { class: 'a', count: 3, precision: 2 / 3, recall: 2 / 3, f1: 2 / 3 },
    // the harmonic mean of 3/5 and 3/4
    { class: 'b', count: 4, precision: 3 / 5, recall: 3 / 4, f1: expect.closeTo((2 * 0.6 * 0.75) / (0.6 + 0.75), 12) },
    { class: 'c', count: 1, precision: null, recall: 0, f1: 0 },
    { class: 'd', count: 0, precision: null, recall: null, f1: null },
  ]);
});
