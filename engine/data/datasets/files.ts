/** What datasets made of the user's own array files share: reading with errors that name the file, and one table for each split. */
import { problem, UserError, reasonOf } from '../../problems.ts';
import type { Files, OpenDataset } from '../define.ts';
import { arrayTable, columnOf, type RawArray } from '../table.ts';
import { phrase, verbatim, type Value as TextValue } from '../../phrases.ts';
import { formatShape } from '../../types/shape.ts';

/** Reads a file with `parse`, whose errors become a problem that names the file. */
export async function readWith<T>(files: Files, path: string, parse: (bytes: Uint8Array) => T): Promise<T> {
  const bytes = await files.read(path);
  try {
    return parse(bytes);
  } catch (error) {
    throw new UserError(problem('dataset-damaged', { file: verbatim(path), reason: reasonOf(error) }));
  }
}

const rowSize = (shape: readonly number[]): TextValue =>
  shape.length === 0 ? phrase('one-number') : formatShape(shape);

/** A dataset of named arrays. Throws a `UserError` where two of a split differ in their number of rows. */
export function openArrays(
  train: ReadonlyMap<string, RawArray>,
  test: ReadonlyMap<string, RawArray>,
  file: string,
): OpenDataset {
  for (const arrays of [train, test]) {
    const sizes = [...arrays].map(([name, { shape }]) => verbatim(`"${name}" ${shape[0] ?? 0}`));
    if (new Set([...arrays.values()].map(({ shape }) => shape[0])).size > 1)
      throw new UserError(
        problem('dataset-damaged', { file: verbatim(file), reason: phrase('different-rows', { sizes }) }),
      );
  }
  const columns = [...train].map(([name, array]) => columnOf(name, array));
  for (const { name, shape } of columns) {
    const other = test.get(name);
    const row = train.get(name)!.shape.slice(1);
    if (other && other.shape.slice(1).join() !== row.join())
      throw new UserError(
        problem('dataset-damaged', {
          file: verbatim(file),
          reason: phrase('different-row-sizes', {
            name: verbatim(name),
            train: rowSize(shape),
            test: rowSize(other.shape.slice(1)),
          }),
        }),
      );
  }
  const complete = test.size > 0 && columns.every(({ name }) => test.has(name));
  return { columns, train: arrayTable(columns, train), ...(complete && { test: arrayTable(columns, test) }) };
}
