/** Several classes in one cell: `cat|dog`, `cat; dog` or `["cat", "dog"]`. For each class 1 where it is among them, else 0. */
import { phrase } from '../../phrases.ts';
import { allocate } from '../../types/dtype.ts';
import type { Tensor } from '../../types/tensor.ts';
import { MOST_ONE_HOT } from './category.ts';
import type { ColumnKind } from './define.ts';

/** What stands between the classes of a cell; a comma only where none of the others stands in any. RE2 and JavaScript alike. */
export const BETWEEN = { bars: '\\s*[|;]\\s*', commas: '\\s*,\\s*' } as const;
export type Between = keyof typeof BETWEEN;
/** What stands around them in a list, and is left out. */
export const AROUND = '^\\s*\\[|\\]\\s*$|["\']';
/** Cells like these are lists, whatever else may stand in them. */
export const LIST = '\\s*\\[.*\\]\\s*';

/** The classes of a cell, as they stand there. */
export const classesInCell = (cell: string, between: Between): string[] =>
  cell
    .replaceAll(new RegExp(AROUND, 'g'), '')
    .split(new RegExp(BETWEEN[between]))
    .map((one) => one.trim())
    .filter((one) => one !== '');

export const categories: ColumnKind = {
  kept: 'texts',
  column: ({ name, classes = [] }) => ({
    name,
    kind: 'categories',
    shape: [classes.length],
    dtype: 'float32',
    classes,
  }),
  ofTexts(texts, { between = 'bars' }, { classes = [] }, into) {
    const places = new Map(classes.map((one, i) => [one, i]));
    const data = into ?? allocate('float32', texts.length * classes.length);
    data.fill(0);
    texts.forEach((text, row) => {
      for (const one of classesInCell(text, between)) {
        const place = places.get(one);
        if (place !== undefined) data[row * classes.length + place] = 1;
      }
    });
    return { dtype: 'float32', shape: [texts.length, classes.length], data } as Tensor;
  },
  part: ({ name }) => ({ column: name, transforms: [] }),
  against({ classes = [] }) {
    if (classes.length === 0) return phrase('constant-column');
    return classes.length > MOST_ONE_HOT ? phrase('too-many-classes-column', { count: classes.length }) : undefined;
  },
};
