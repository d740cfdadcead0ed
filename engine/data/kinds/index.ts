/** The kinds of columns of a table, each in a file of its own. */
import type { Phrase } from '../../phrases.ts';
import { phrase } from '../../phrases.ts';
import type { TensorData } from '../../types/dtype.ts';
import type { Shape } from '../../types/shape.ts';
import type { Tensor } from '../../types/tensor.ts';
import type { Column } from '../define.ts';
import type { StoredTable, TableColumn, TableKind } from '../tables.ts';
import { categories } from './categories.ts';
import { category } from './category.ts';
import { date } from './date.ts';
import type { ColumnKind } from './define.ts';
import { isIdentifier } from './identifier.ts';
import { ignore } from './ignore.ts';
import { number } from './number.ts';
import { picture } from './picture.ts';
import { sequence } from './sequence.ts';
import { text } from './text.ts';

export const COLUMN_KINDS: Readonly<Record<TableKind, ColumnKind>> = {
  number,
  category,
  categories,
  date,
  text,
  sequence,
  picture,
  ignore,
};

/** Whether texts are kept of such a column, a number for each row, or nothing. */
export const keptOf = (kind: TableKind): ColumnKind['kept'] => COLUMN_KINDS[kind].kept;

/** A column of a table for a dataset; `filled`: only rows that have a value are used. Undefined of one that is not used at all. */
export const columnOf = (of: TableColumn, filled: boolean, picture?: Shape): Column | undefined =>
  COLUMN_KINDS[of.kind].column?.(of, filled, picture);

interface ReadOptions {
  /** An array of just the size. */
  readonly into?: TensorData | undefined;
  /** Of a category in a file that has other classes: the column's numbers of its own. */
  readonly numberOf?: Int32Array | undefined;
}

/** Rows `places` of a table's column, whose place in the table is `index`. */
export function readColumn(
  stored: StoredTable,
  index: number,
  column: Column,
  places: ArrayLike<number>,
  { into, numberOf }: ReadOptions = {},
): Tensor {
  const of = stored.columns[index]!;
  const { ofTexts, ofNumbers } = COLUMN_KINDS[of.kind];
  if (ofTexts) return ofTexts(stored.texts(index, places), of, column, into);
  const inPlace = into instanceof Float32Array && column.dtype === 'float32';
  const numbers = inPlace ? into : new Float32Array(places.length);
  stored.read(index, places, numbers);
  const own = numberOf ? numbers.map((number) => (Number.isNaN(number) ? number : numberOf[number]!)) : numbers;
  return ofNumbers!(own, column, inPlace ? undefined : into);
}

/** Why nothing is predicted from a column. `chosen`: what a person chose is read although it only tells rows apart. */
export function reasonAgainst(of: TableColumn, rows: number, chosen = false): Phrase | undefined {
  if (of.kind !== 'ignore' && of.missing === rows) return phrase('empty-column');
  if (!chosen && isIdentifier(of, rows)) return phrase('identifier-column');
  return COLUMN_KINDS[of.kind].against?.(of);
}
