import { expect, test } from 'vitest';
import { baseName, folderOf, isAbsolute, join, withExtension } from './paths.ts';

test('A path is put together in the way of its machine', () => {
  expect(join('/home/me', 'a.loom')).toBe('/home/me/a.loom');
  expect(join('/', 'a.loom')).toBe('/a.loom');
  expect(join('C:\\Users\\me', 'a.loom')).toBe('C:\\Users\\me\\a.loom');
  expect(join('C:\\', 'a.loom')).toBe('C:\\a.loom');
});

test('A path is taken apart in the way of either machine', () => {
  expect(['/a/b.loom', 'C:\\a\\b.loom', 'c:b', 'b.loom', ''].map(isAbsolute)).toEqual([true, true, true, false, false]);
  expect(['/a/b.loom', 'C:\\a\\b.loom', '/b'].map(folderOf)).toEqual(['/a', 'C:\\a', '']);
  expect(['/a/b.loom', 'C:\\a\\b.loom', 'b.loom', ''].map(baseName)).toEqual(['b.loom', 'b.loom', 'b.loom', '']);
});

test('A name without one of the extensions gets the first', () => {
  expect(withExtension('a', ['loom'])).toBe('a.loom');
  expect(withExtension('a.LOOM', ['loom'])).toBe('a.LOOM');
  expect(withExtension('a.json', ['loom', 'json'])).toBe('a.json');
  expect(withExtension('a', [])).toBe('a');
});
