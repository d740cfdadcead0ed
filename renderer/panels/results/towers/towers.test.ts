import { expect, it } from 'vitest';
import type { Column } from '../../../../engine/data/define.ts';
import { tensor } from '../../../../engine/types/tensor.ts';
import { candidatesOf, pictureAt, repeated, rowsOf, scoresOf, softmax, towersOf } from './towers.ts';

const WORDS = ['_', '<start>', 'a', 'the', 'number', 'two', 'three', '<end>'];
const field = (kind: Column['kind'], shape: number[], classes?: string[]) => ({
  key: kind,
  column: { name: kind, kind, shape, dtype: 'float32', ...(classes && { classes }) } as Column,
});
const [picture, text] = [field('image', [1, 2, 2]), field('tokens', [6], WORDS)];

it('is for a picture and a text of which the network gives a vector each', () => {
  expect(towersOf({ fields: [text, picture], twins: true })).toEqual({ picture, text });
  expect(towersOf({ fields: [picture, text], twins: false })).toBeUndefined();
  expect(towersOf({ fields: [picture, picture], twins: true })).toBeUndefined();
});

it('finds a text for each label, without the signs around all, and reads it again', () => {
  const rows = [
    [1, 6, 7],
    [1, 3, 4, 5, 7],
    [1, 2, 5, 7],
    [1, 3, 4, 6, 7],
  ];
  const data = Int32Array.from(rows.flatMap((row) => Array.from({ length: 6 }, (_, i) => row[i] ?? 0)));
  const found = candidatesOf({ tokens: tensor('int32', [4, 6], data) }, text, [3, 2, 2, 3]);
  expect(found).toEqual({
    frame: { before: [1], behind: [7] },
    texts: ['the number two', 'the number three'],
    labels: [2, 3],
  });
  const typed = rowsOf(['the number three', 'a big two', 'a a a a a a'], text, found.frame);
  expect([...typed.rows.data]).toEqual([1, 3, 4, 6, 7, 0, 1, 2, 5, 7, 0, 0, 1, 2, 2, 2, 2, 7]);
  expect(typed.unknown).toEqual(['big']);
  expect(typed.reading).toEqual({ all: 6, read: 4, which: 'first' });
});

it('says how well each text fits a picture, whichever tower stands first', () => {
  // one picture (3, 4) with the texts (1, 0) and (0, 1), then the same with the text first
  for (const [values, at] of [
    [[3, 4, 1, 0, 3, 4, 0, 1], 0],
    [[1, 0, 3, 4, 0, 1, 3, 4], 1],
  ] as const) {
    const twins = { values, width: 2 };
    expect(pictureAt(twins, 2)).toBe(at);
    expect(scoresOf(twins, 0, { ...twins, count: 2 }, at)).toEqual([3, 4]);
  }
  // 1 / (1 + e)
  expect(softmax([3, 4])[0]).toBeCloseTo(0.268941, 6);
  expect([...repeated(tensor('int32', [2, 2], [1, 2, 3, 4]), 3).data]).toEqual([1, 2, 3, 4, 1, 2]);
});
