import { expect, it } from 'vitest';
import { numberOf } from './written.ts';

it.each([
  ['$1,287.50', '$', 'thousands', 1287.5],
  ['-$5', '$', 'point', -5],
  ['$-5.25', '$', 'point', -5.25],
  ['($1,200)', '$', 'thousands', -1200],
  ['$(7)', '$', 'point', -7],
  ['US$ 12', 'US$', 'point', 12],
  ['€ 1.287,50', '€', 'comma', 1287.5],
  ['1 287,50 €', '€', 'comma', 1287.5],
  ['1\u202f287\u00a0€', '€', 'comma', 1287],
  ['12 345 678 €', '€', 'point', 12_345_678],
  ['−3,5 €', '€', 'comma', -3.5],
  ["CHF 1'287.50", 'CHF', 'point', 1287.5],
  ['13%', '%', 'point', 13],
  ['-4.5 %', '%', 'point', -4.5],
  ['.5%', '%', 'point', 0.5],
  // a number is one without its sign, too
  ['1,200', '$', 'thousands', 1200],
  ['1.5e3', '%', 'point', 1500],
  ['€5', '$', 'point', Number.NaN],
  ['1 2 %', '%', 'point', Number.NaN],
  ['12$34', '$', 'point', Number.NaN],
  ['-$-5', '$', 'point', Number.NaN],
  ['($5', '$', 'point', Number.NaN],
  ['$', '$', 'point', Number.NaN],
  ['5%', undefined, 'point', Number.NaN],
] as const)('%s', (text, sign, reading, number) => {
  expect(numberOf(text, reading, sign)).toBe(number);
});
