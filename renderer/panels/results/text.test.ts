import { expect, it } from 'vitest';
import type { Column } from '../../../engine/data/define.ts';
import { continued, drawn } from './continuation.ts';
import { rowOf, textOf, tokensIn, visible } from './tokens.ts';

const column = (classes: string[]): Column => ({ name: 'text', kind: 'tokens', shape: [4], dtype: 'int32', classes });
const letters = column(['_', 'a', 'b', ' ']);
const words = column(['_', 'good', 'film']);

it('reads characters or words, and says which it does not know', () => {
  expect(tokensIn('ab aé', letters)).toEqual({ tokens: [1, 2, 3, 1], unknown: ['é'] });
  expect(tokensIn(' Good  film indeed ', words)).toEqual({ tokens: [1, 2], unknown: ['indeed'] });
  expect(textOf([2, 3, 1], letters)).toBe('b a');
  expect(textOf([1, 2], words)).toBe('good film');
  expect([...rowOf([1, 2], 4)]).toEqual([1, 2, 0, 0]);
  expect([...rowOf([1, 2, 3, 1, 2], 4)]).toEqual([2, 3, 1, 2]);
  expect(visible('a \n')).toBe('a␣⏎');
  expect([' ', '  ', 'full stop'].map(visible)).toEqual(['␣', '␣␣', 'full stop']);
});

it('draws by probability: the likeliest at temperature 0, evener the hotter', () => {
  const shares = [0.2, 0.5, 0.3];
  expect(drawn(shares, 0, 0.99)).toBe(1);
  expect([0.1, 0.3, 0.69, 0.71].map((at) => drawn(shares, 1, at))).toEqual([0, 1, 1, 2]);
  // a third each
  expect([0.2, 0.5, 0.8].map((at) => drawn(shares, 1e6, at))).toEqual([0, 1, 2]);
});

it('continues a text by what stands at its end, and sees no more of it than its row holds', async () => {
  const rows: number[][] = [];
  // whatever a place holds, its next number follows
  const ask = async (row: Int32Array) => {
    rows.push([...row]);
    return [...row].flatMap((token) => [0, 1, 2, 3].map((next) => (next === (token + 1) % 4 ? 1 : 0)));
  };
  const text = continued([2], { ask, length: 3, temperature: 1, random: () => 0.5 });
  const written: number[] = [];
  for (let i = 0; i < 4; i++) written.push((await text.next()).value);
  expect(written).toEqual([3, 0, 1, 2]);
  expect(rows).toEqual([
    [2, 0, 0],
    [2, 3, 0],
    [2, 3, 0],
    [3, 0, 1],
  ]);
});
