import { expect, it } from 'vitest';
import type { Column } from '../../../engine/data/define.ts';
import { rowOf, textOf, tokensIn, visible } from './tokens.ts';

const column = (classes: string[]): Column => ({ name: 'text', kind: 'tokens', shape: [4], dtype: 'int32', classes });
const letters = column(['_', 'a', 'b', ' ']);
const words = column(['_', 'good', 'film']);

it('reads characters or words, and says which it does not know', () => {
  expect(tokensIn('ab aé', letters)).toEqual({ tokens: [1, 2, 3, 1], unknown: ['é'] });
  expect(tokensIn(' Good  film indeed ', words)).toEqual({ tokens: [1, 2], unknown: ['indeed'] });
  expect(textOf([2, 3, 1], letters)).toBe('b a');
  expect(textOf([1, 2], words)).toBe('good film');
  expect(textOf([0, 1], { ...column(['Wh', 'ale']), joined: true })).toBe('Whale');
  expect([...rowOf([1, 2], 4)]).toEqual([1, 2, 0, 0]);
  expect([...rowOf([1, 2, 3, 1, 2], 4)]).toEqual([2, 3, 1, 2]);
  expect(visible('a \n')).toBe('a␣⏎');
  expect([' ', '  ', 'full stop'].map(visible)).toEqual(['␣', '␣␣', 'full stop']);
});
