import { expect, test } from 'vitest';
import { evaluateSource } from './evaluate.ts';
import { type ExpressionError, namesIn, parseExpression } from './parse.ts';

const names = { width: 64, i: 3, big: true, padding: 'same', kernel: [3, 5] };
const value = (source: string) => evaluateSource(source, names);

test.each<[string, unknown]>([
  ['1 + 2 * 3', 7],
  ['(1 + 2) * 3', 9],
  ['2 ^ 3 ^ 2', 512],
  ['-2 ^ 2', -4],
  ['2 ^ -1', 0.5],
  ['10 - 4 - 3', 3],
  ['7 % 3 + -7 % 3', 3],
  ['width * 2 ^ i', 512],
  ['1.5e2 + .5', 150.5],
  ['i == 0 ? 1 : i < 3 ? 2 : 4', 4],
  ['not big or 1 < 2 and 2 <= 2', true],
  ["padding == 'same' ? 'explicit' : padding", 'explicit'],
  ['max(1, min(width, 9), i)', 9],
  ['floor(7 / 2) + ceil(7 / 2) + round(2.5) + round(3.5)', 3 + 4 + 2 + 4],
  ['kernel', [3, 5]],
  ['big', true],
])('%s', (source, result) => expect(value(source)).toEqual(result));

test.each<[string, string, number]>([
  ['', 'a value is missing at the end', 0],
  ['1 +', 'a value is missing at the end', 3],
  ['(1', '")" is missing at the end', 2],
  ['1 2', '"2" is too much', 2],
  ['a ? 1', '":" is missing at the end', 5],
  ['1 + # 2', '"#" means nothing here', 4],
  ["'open", "a text that begins with ' does not end", 0],
  ['max(1,)', 'a value is missing before ")"', 6],
  ['and', 'a value is missing before "and"', 0],
])('%s: %s', (source, message, at) => {
  expect(() => parseExpression(source)).toThrow(message);
  try {
    parseExpression(source);
  } catch (error) {
    expect((error as ExpressionError).at).toBe(at);
  }
});

test.each([
  ['depth', 'there is no "depth"; there is width, i, big, padding, kernel'],
  ['constructor', 'there is no "constructor"'],
  ['toString()', 'there is no function "toString"'],
  ['big + 1', '"big" is not a number'],
  ['i ? 1 : 2', '"i" is neither true nor false'],
  ['1 / 0', 'not a finite number'],
  ['floor(1, 2)', 'floor takes one value'],
])('%s means nothing: %s', (source, message) => expect(() => value(source)).toThrow(message));

test('nothing exhausts the parser', () => {
  expect(() => parseExpression('('.repeat(1900))).toThrow('nested too deeply');
  expect(() => parseExpression('-'.repeat(1900))).toThrow('nested too deeply');
  expect(() => parseExpression('1+'.repeat(1900))).toThrow('at most');
  expect(value(`1${'+1'.repeat(900)}`)).toBe(901);
});

test('the names that a formula speaks of', () => {
  expect([...namesIn(parseExpression('a ? max(b, -c) : 2 ^ (d - a)'))]).toEqual(['a', 'b', 'c', 'd']);
});
