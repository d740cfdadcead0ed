import { expect, it } from 'vitest';
import { numberColumn, typedNumber } from './number.ts';
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

it('a number is typed plainly or as its file writes it', () => {
  const taken = { sign: '€', count: 9, value: '1.287,50 €', number: 1287.5 };
  const of = {
    name: 'price',
    kind: 'number',
    distinct: 9,
    missing: 0,
    whole: false,
    reading: 'comma',
    sign: taken,
  } as const;
  const column = numberColumn(of, false);
  expect(column.written).toEqual({ reading: 'comma', sign: '€' });
  const typed = (...texts: readonly string[]) => texts.map((text) => typedNumber(text, column));
  expect(typed('1.5', ' -2e3 ', '1,5', '€ 1.287,50', '(4 €)', '1 287 €')).toEqual([1.5, -2000, 1.5, 1287.5, -4, 1287]);
  expect(typed('', '-', '$5', 'five', '1e99')).toEqual([undefined, undefined, undefined, undefined, undefined]);
  expect(typedNumber('—', { gaps: 1 })).toBeNaN();
  expect(typedNumber('7%', {})).toBeUndefined();
  const { sign: _, ...plain } = of;
  expect(numberColumn({ ...plain, reading: 'point' }, false)).not.toHaveProperty('written');
  expect(numberColumn({ ...of, kind: 'date', reading: 'iso' }, false)).not.toHaveProperty('written');
});
