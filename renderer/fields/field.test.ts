import { describe, expect, it } from 'vitest';
import { int, ints, number } from '../../engine/settings.ts';
import { complaint, plain, stepped } from './field.ts';
import { readInts, readNumber, readNumbers } from './numbers.ts';

describe('fields', () => {
  it('says what a value must be', () => {
    expect(complaint(int({ label: 'Filters', doc: '', default: 1, min: 1 }), 0)).toBe(
      'Filters must be a whole number, at least 1.',
    );
    expect(
      complaint(number({ label: 'Rate', doc: '', default: 0, min: 0, max: 1, exclusiveMax: true }), 0.5),
    ).toBeNull();
    expect(complaint(ints({ label: 'Kernel', doc: '', default: [3, 3], length: 2, min: 1 }), [3])).toBe(
      'Kernel must be 2 whole numbers, at least 1.',
    );
  });

  it('reads lists however they are written', () => {
    for (const text of ['5 × 3', '5x3', '5,3', ' 5  3 ', '5 * 3']) expect(readInts(text)).toEqual([5, 3]);
    expect(readInts('-1')).toEqual([-1]);
    expect(readInts('five')).toEqual([Number.NaN]);
    for (const text of ['0.5, 2', ' 0.5  2 ', '0.5;2']) expect(readNumbers(text)).toEqual([0.5, 2]);
    expect(readNumbers('')).toEqual([]);
  });

  it('reads numbers and calculations, in the decimal system only', () => {
    const read: readonly (readonly [string, number])[] = [
      ['128', 128],
      [' 1e-3 ', 0.001],
      ['−0.5', -0.5],
      ['.5', 0.5],
      ['3*4', 12],
      ['2 ^ 10', 1024],
      ['(1 + 2) / 4', 0.75],
      ['１２', 12],
    ];
    for (const [text, value] of read) expect(readNumber(text)).toBe(value);
    for (const text of ['', '1,024', '0,5', '0x10', '1e-', '12px', 'NaN', 'true', "'a'", 'x', '1 2'])
      expect(readNumber(text)).toBeNaN();
    expect(complaint(number({ label: 'Rate', doc: '', default: 0 }), readNumber('1e400'))).not.toBeNull();
    expect(readInts('0x10')).not.toEqual([16]);
    expect(readNumbers('0x10')).toEqual([Number.NaN]);
  });

  it('steps whole numbers by one and others by their second digit', () => {
    expect(stepped(9, 1, true)).toBe(10);
    expect(stepped(0.01, 1, false)).toBe(0.011);
    expect(stepped(0.5, -10, false)).toBe(0.4);
    expect(stepped(1e-5, 1, false)).toBe(1.1e-5);
    expect(plain(0.1 + 0.2)).toBe('0.3');
  });
});
