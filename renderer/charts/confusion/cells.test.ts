import { expect, it } from 'vitest';
import { met, saidOf, shareOf } from './cells.ts';

/** Five tokens, of which one is neither met nor said and one is only said. */
const matrix = {
  classes: ['a', 'b', 'c', 'd', 'e'],
  counts: [
    [3, 0, 0, 1, 0],
    [0, 0, 0, 0, 0],
    [0, 0, 0, 0, 2],
    [0, 0, 0, 7, 0],
    [0, 0, 0, 0, 0],
  ].flat(),
};

it('a matrix is drawn of the classes that are met or said, which keep their places in the whole one', () => {
  const { classes, counts, of } = met(matrix);
  expect({ classes, of }).toEqual({ classes: ['a', 'c', 'd', 'e'], of: [0, 2, 3, 4] });
  expect(counts).toEqual(
    [
      [3, 0, 1, 0],
      [0, 0, 0, 2],
      [0, 0, 7, 0],
      [0, 0, 0, 0],
    ].flat(),
  );
  expect(saidOf(met(matrix), 0, 2)).toBe(saidOf(matrix, 0, 3));
  expect(saidOf(matrix, 0, 3)).toBe('a taken for d: 1 of 4');
});

it('colours grow with the logarithm of the share of the row', () => {
  expect(shareOf(matrix, 0, 3)).toBeCloseTo(Math.log(2) / Math.log(5));
  expect([shareOf(matrix, 3, 3), shareOf(matrix, 3, 0), shareOf(matrix, 1, 1)]).toEqual([1, 0, 0]);
});
