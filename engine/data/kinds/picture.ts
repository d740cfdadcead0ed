/** The name of a picture's file in each cell: the file is read with the row, by whoever knows where it lies. */
import type { ColumnKind } from './define.ts';

/** The size where nobody says another. */
const USUAL = [3, 64, 64] as const;

export const picture: ColumnKind = {
  kept: 'texts',
  column: ({ name }, _, shape = USUAL) => ({ name, kind: 'image', shape, dtype: 'float32', range: [0, 255] }),
};
