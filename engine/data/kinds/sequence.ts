/** Several numbers in one cell: `1 2 3`, `1.5, 2, -3` or `[1, 2, 3]`. Rows of one length, shorter ones with zeros behind. */
import { allocate } from '../../types/dtype.ts';
import type { Tensor } from '../../types/tensor.ts';
import { type ColumnKind, NUMBER } from './define.ts';

/** A whole cell. RE2 and JavaScript alike. */
export const SEQUENCE = `\\s*\\[?\\s*${NUMBER}(?:[\\s,;|]+${NUMBER})*\\s*\\]?\\s*`;

/** The numbers of a cell; undefined where it holds something else. */
export function numbersInCell(cell: string): number[] | undefined {
  if (!new RegExp(`^${SEQUENCE}$`).test(cell)) return undefined;
  return Array.from(cell.matchAll(new RegExp(NUMBER, 'g')), ([one]) => Number(one));
}

export const sequence: ColumnKind = {
  kept: 'texts',
  column: ({ name, longest = 1 }) => ({ name, kind: 'number', shape: [longest, 1], dtype: 'float32' }),
  ofTexts(texts, _, { shape }, into) {
    const length = shape[0]!;
    const data = into ?? allocate('float32', texts.length * length);
    data.fill(0);
    texts.forEach((text, row) => {
      const numbers = text === '' ? [] : (numbersInCell(text) ?? []);
      data.set(numbers.slice(0, length), row * length);
    });
    return { dtype: 'float32', shape: [texts.length, ...shape], data } as Tensor;
  },
  part: ({ name }) => ({ column: name, transforms: [{ type: 'standardize', settings: { per: 'column' } }] }),
};
