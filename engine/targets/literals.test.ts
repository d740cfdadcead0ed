import { expect, it } from 'vitest';
import { keyText, literal, member, numberText, patternText } from './literals.ts';

const read = (code: string): unknown => new Function(`return ${code};`)();

it('writes every value so that JavaScript reads the same', () => {
  const texts = [
    "it's",
    '\\',
    '\\n',
    '\n\r\u2028\u2029',
    '\0',
    '\ud800',
    '\udfff\ud800',
    '\u202e',
    '`${x}`',
    '*/',
    '</script>',
  ];
  const values = [
    ...texts,
    0.1,
    1e300,
    Number.NaN,
    -Infinity,
    true,
    null,
    texts,
    { "it's": 1, 'a b': [2], word: texts },
  ];
  for (const value of values) expect(read(`(${literal(value)})`)).toEqual(value);
});

it('writes a key that would set the prototype as a property of its own', () => {
  const value = JSON.parse('{"__proto__": {"a": 1}}') as object;
  expect(Object.keys(read(`(${literal(value)})`) as object)).toEqual(['__proto__']);
  expect(keyText('constructor')).toBe('constructor');
});

it('asks an object for what it has by any name', () => {
  expect(member('targets', 'label')).toBe('targets.label');
  expect(member('targets', "it's")).toBe("targets['it\\'s']");
});

it('writes patterns that match a text as it is', () => {
  for (const text of ['/$^.*+?()[]{}|\\', 'a\nb', '\u2028', '-', '\ud800']) {
    const pattern = read(`/^${patternText(text)}$/`) as RegExp;
    expect(pattern.test(text), text).toBe(true);
    expect(pattern.test(`${text}x`), text).toBe(false);
  }
});

it('prints numbers alone as numbers', () => {
  expect(() => numberText('(globalThis.process.exit(1), 255)')).toThrow('internal: string is printed as a number');
});
