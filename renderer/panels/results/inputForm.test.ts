import { expect, it } from 'vitest';
import type { Column } from '../../../engine/data/define.ts';
import { inputFormOf } from './inputForm.ts';

const field = (kind: Column['kind'], shape: number[], classes?: string[]) => ({
  key: kind,
  column: { name: kind, kind, shape, dtype: 'float32', ...(classes && { classes }) } as Column,
});
const text = field('tokens', [64], ['a', 'b']);

it.each([
  ['a text', [text], true, 'continuation'],
  ['a text that is sorted', [text], false, 'text'],
  ['two texts', [text, text], false, 'row'],
  ['a digit', [field('image', [1, 28, 28])], false, 'drawing'],
  ['a photograph', [field('image', [3, 32, 32])], false, 'picture'],
  ['a point', [field('number', [2])], false, 'values'],
  ['the columns of a table', [field('number', []), field('category', [], ['red', 'blue'])], false, 'values'],
  ['a long vector', [field('number', [784])], false, 'row'],
  ['a series', [field('number', [48, 1])], false, 'series'],
  ['a picture and a number', [field('image', [1, 8, 8]), field('number', [])], false, 'values'],
  ['nothing that the data has', [], false, 'row'],
] as const)('asks for %s in its own way', (_, fields, continues, form) => {
  expect(inputFormOf({ fields, continues, draws: false })).toBe(form);
});
