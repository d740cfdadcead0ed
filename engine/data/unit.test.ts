import { expect, it } from 'vitest';
import type { Column } from './define.ts';
import { type Unit, unitOf } from './unit.ts';

const column = (kind: Column['kind'], shape: number[], rest: Partial<Column> = {}): Column => ({
  name: kind,
  kind,
  shape,
  dtype: kind === 'number' || kind === 'image' ? 'float32' : 'int32',
  ...rest,
});
const letters = column('tokens', [8], { classes: ['a', 'b', '𝄞'] });
const words = column('tokens', [8], { classes: ['the', 'film'] });
const picture = column('image', [3, 8, 8]);

it.each<[string, Column | undefined, readonly Column[], Unit, boolean?]>([
  ['a class for each picture', column('category', []), [picture], 'rows'],
  ['the characters that follow', letters, [letters], 'characters'],
  ['words to write', words, [words], 'tokens'],
  ['a part of speech for each word', column('category', [8]), [words], 'tokens'],
  ['a class for each pixel', column('category', [8, 8]), [picture], 'pixels'],
  ['a class for each step of what was measured', column('category', [8]), [column('number', [8, 2])], 'places'],
  ['the next steps of a series', column('number', [4]), [column('number', [8, 1])], 'series'],
  ['a price', column('number', []), [column('number', [13])], 'rows'],
  ['a picture to draw again', picture, [picture], 'rows'],
  ['no target', undefined, [picture], 'rows'],
  ['one-hot rows', column('number', [10]), [picture], 'rows', true],
  ['a mask of yes and no', column('number', [1, 8, 8]), [picture], 'pixels', true],
  ['whole numbers at each step', column('number', [8], { whole: true }), [column('number', [8, 2])], 'places', true],
])('of %s', (_, target, inputs, unit, labelled) => {
  expect(unitOf(target, inputs, labelled === true || (target !== undefined && target.kind !== 'number'))).toBe(unit);
});
