/** What datasets made of the user's own array files share: reading with errors that name the file, and one table for each split. */
import { problem, UserError, reasonOf } from '../../problems.ts';
import type { Column, Files, OpenDataset } from '../define.ts';
import { stopAtMistaken } from '../formats/mistaken.ts';
import { assertFloatsHold } from '../formats/numbers.ts';
import { arrayTable, columnOf, type RawArray, rowless } from '../table.ts';
import { type Phrase, phrase, verbatim, type Value as TextValue } from '../../phrases.ts';
import { formatShape } from '../../types/shape.ts';

/** Rows whose content lies in a file each. */
export interface FileRows {
  readonly rows: number;
  fileOf(row: number): string;
  /** What the file of a row is called where it cannot be read: with its row where a table names it. */
  called?(row: number): TextValue;
}

export const damaged = (file: string, reason: TextValue): UserError =>
  new UserError(problem('dataset-damaged', { file: verbatim(file), reason }));

/** Reads a file with `parse`, whose errors become a problem that names the file. */
export async function readWith<T>(files: Files, path: string, parse: (bytes: Uint8Array) => T): Promise<T> {
  const bytes = await files.read(path);
  try {
    stopAtMistaken(bytes);
    return parse(bytes);
  } catch (error) {
    throw damaged(path, reasonOf(error));
  }
}

/** Arrays by name, and why others are none: what is not asked for refuses nothing. */
export interface Arrays {
  readonly arrays: ReadonlyMap<string, RawArray>;
  readonly aside: ReadonlyMap<string, Phrase>;
  /** What the file calls them, where that is something else. */
  readonly names?: ReadonlyMap<string, string>;
}
interface Part extends Arrays {
  /** Named by problems. */
  readonly file: string;
}

const rowSize = (shape: readonly number[]): TextValue =>
  shape.length === 0 ? phrase('one-number') : formatShape(shape);

/** The arrays that are rows, as many as most of them have. Throws a `UserError` where it cannot be said which are right. */
function sameRows({ arrays, aside, file }: Part): Arrays {
  const left = new Map(aside);
  const rows = new Map<string, RawArray>();
  for (const [name, array] of arrays) {
    const reason = rowless(array);
    if (reason) left.set(name, reason);
    else rows.set(name, array);
  }
  const counts = new Map<number, number>();
  for (const { shape } of rows.values()) counts.set(shape[0]!, (counts.get(shape[0]!) ?? 0) + 1);
  const [most = [0, 0], second = [0, 0]] = [...counts].sort(([, a], [, b]) => b - a);
  if (most[1] === second[1] && second[1] > 0) {
    const sizes = [...rows].map(([name, { shape }]) => verbatim(`"${name}" ${shape[0]}`));
    throw damaged(file, phrase('different-rows', { sizes }));
  }
  for (const [name, { shape }] of rows) {
    if (shape[0] === most[0]) continue;
    left.set(name, phrase('rows-unlike-others', { rows: shape[0]!, most: most[0] }));
    rows.delete(name);
  }
  return { arrays: rows, aside: left };
}

/** The columns of arrays; one whose numbers float32 would round is none. */
function columnsOf(arrays: ReadonlyMap<string, RawArray>, aside: Map<string, Phrase>): Column[] {
  const columns: Column[] = [];
  for (const [name, array] of arrays) {
    const column = columnOf(name, array);
    try {
      if (column.dtype === 'float32') assertFloatsHold(array.data, array.shape);
      columns.push(column);
    } catch (error) {
      aside.set(name, reasonOf(error) as Phrase);
    }
  }
  return columns;
}

/**
 * A dataset of named arrays. What cannot be a column is left aside with its reason. Throws a `UserError` where no column is left, or
 * arrays of one split or of both do not fit each other.
 */
export function openArrays(train: Part, test: Part): OpenDataset {
  const training = sameRows(train);
  const aside = new Map(training.aside);
  const columns = columnsOf(training.arrays, aside);
  const [only] = [...aside.values()];
  if (columns.length === 0) throw damaged(train.file, aside.size === 1 ? only! : phrase('no-arrays'));
  const testing = sameRows(test);
  const notes = [...aside].map(([name, reason]) => leftAside(train, name, reason));
  const tested: Column[] = [];
  for (const [name, array] of testing.arrays) {
    const column = columns.find((one) => one.name === name);
    const row = array.shape.slice(1);
    const trained = training.arrays.get(name)?.shape.slice(1);
    if (!column || !trained) notes.push(leftAside(test, name, phrase('test-without-training')));
    else if (trained.join() !== row.join())
      throw damaged(
        test.file,
        phrase('different-row-sizes', { name: verbatim(name), train: rowSize(trained), test: rowSize(row) }),
      );
    else tested.push(column);
  }
  for (const [name, reason] of testing.aside) notes.push(leftAside(test, name, reason));
  return {
    columns,
    train: arrayTable(columns, training.arrays),
    ...(tested.length > 0 && { test: arrayTable(tested, testing.arrays), tested: tested.map(({ name }) => name) }),
    aside,
    notes,
  };
}

const leftAside = ({ file, names }: Part, name: string, reason: Phrase): Phrase =>
  phrase('left-aside', { file: verbatim(file), name: verbatim(names?.get(name) ?? name), reason });
