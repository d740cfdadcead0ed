import { expect, it } from 'vitest';
import type { Column } from '../../../engine/data/define.ts';
import { tensor } from '../../../engine/types/tensor.ts';
import { textOfValue } from './sample.ts';

const classes = ['Adelie', 'Chinstrap', 'Gentoo'];
const kinds = tensor('float32', [2, 3], [0, 1, 0, 1, 0, 1]);
const column = (more: Partial<Column>): Column => ({
  name: 'a',
  kind: 'number',
  shape: [3],
  dtype: 'float32',
  ...more,
});

it('a number for each class is read as the classes that are there', () => {
  expect(textOfValue(column({ classes }), kinds, 0)).toBe('0 1 0  Chinstrap');
  expect(textOfValue(column({ classes, kind: 'categories' }), kinds, 1)).toBe('1 0 1  Adelie, Gentoo');
  const many = Array.from({ length: 20 }, (_, i) => `class ${i}`);
  const wide = tensor(
    'float32',
    [1, 20],
    many.map((_, i) => (i === 7 ? 1 : 0)),
  );
  expect(textOfValue(column({ classes: many, shape: [20] }), wide, 0)).toBe('class 7');
});

it('classes and tokens stay what they are', () => {
  expect(
    textOfValue(column({ classes, kind: 'category', shape: [], dtype: 'int32' }), tensor('int32', [2], [2, 0]), 0),
  ).toBe('Gentoo');
  const words = column({ classes: ['the', 'cat'], kind: 'tokens', shape: [3], dtype: 'int32' });
  expect(textOfValue(words, tensor('int32', [1, 3], [0, 1, 0]), 0)).toBe('the cat the');
});
