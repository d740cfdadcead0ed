import { expect, it } from 'vitest';
import type { Column } from '../../../engine/data/define.ts';
import { inputFormOf } from './inputForm.ts';

const field = (kind: Column['kind'], shape: number[], classes?: string[]) => ({
  key: kind,
  column: { name: kind, kind, shape, dtype: 'float32', ...(classes && { classes }) } as Column,
});
const text = field('tokens', [64], ['a', 'b']);

it.each([
  ['a text', [text], 'rest', 'continuation'],
  ['a text that is answered', [text, text], 'answer', 'continuation'],
  ['a text that is sorted', [text], undefined, 'text'],
  ['two texts', [text, text], undefined, 'row'],
  ['a digit', [field('image', [1, 28, 28])], undefined, 'drawing'],
  ['a photograph', [field('image', [3, 32, 32])], undefined, 'picture'],
  ['a point', [field('number', [2])], undefined, 'values'],
  ['the columns of a table', [field('number', []), field('category', [], ['red', 'blue'])], undefined, 'values'],
  ['a long vector', [field('number', [784])], undefined, 'row'],
  ['a series', [field('number', [48, 1])], undefined, 'series'],
  ['a picture and a number', [field('image', [1, 8, 8]), field('number', [])], undefined, 'values'],
  ['nothing that the data has', [], undefined, 'row'],
] as const)('asks for %s in its own way', (_, fields, writes, form) => {
  expect(inputFormOf({ fields, writes, draws: false })).toBe(form);
});
