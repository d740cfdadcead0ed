/** Rows of a table for a network that learned from another one. */
import { phrase, type Phrase, verbatim } from '../phrases.ts';
import type { Shape } from '../types/shape.ts';
import type { Tensor } from '../types/tensor.ts';
import { classesOfColumn } from './joined.ts';
import { columnOf, keptOf, readColumn } from './kinds/index.ts';
import { textsTensor } from './language/ragged.ts';
import { columnNamed, MISSING, type StoredTable } from './tables.ts';
import { classOfUnknown } from './transforms/common/hashing.ts';

const NONE: ReadonlySet<string> = new Set();

interface Reading {
  /** What the file of the table is called. */
  readonly file: string;
  readonly hashed?: ReadonlySet<string>;
  readonly texts?: ReadonlySet<string>;
  /** Of rows of numbers in a cell, how many the network reads. */
  readonly lengths?: ReadonlyMap<string, number>;
  /** Those that name pictures, and how the files are read. */
  readonly pictures?: ReadonlySet<string>;
  readonly picture?: (name: string, row: number) => { readonly shape: Shape; readonly data: ArrayLike<number> };
  /** The rows of the table, from 0; left out, all. */
  readonly rows?: Int32Array;
}

/**
 * Columns of a table as a network reads them that learned from another one. `classes`: those that it knows, by `column:<name>`. A value
 * that it never saw counts as a missing one where it knows such, else as none of the classes, and is told; of a column that is `hashed`
 * it is read like any other. `texts`: those that it reads as text, which the table has to hold as that. Throws a `UserError` where a column
 * is not there.
 */
export function rowsToPredict(
  stored: StoredTable,
  wanted: readonly string[],
  classes: Readonly<Record<string, readonly string[]>>,
  {
    file,
    hashed = NONE,
    texts = NONE,
    lengths = new Map(),
    pictures = NONE,
    picture,
    rows = Int32Array.from({ length: stored.rows }, (_, i) => i),
  }: Reading,
): { readonly tensors: Map<string, Tensor>; readonly notes: readonly Phrase[] } {
  const notes: Phrase[] = [];
  const tensors = new Map<string, Tensor>();
  for (const name of wanted) {
    const column = columnNamed(stored, name, file);
    const index = stored.columns.indexOf(column);
    if (picture && pictures.has(name)) {
      tensors.set(name, stacked(stored.texts(index, rows).map((one, i) => picture(one, rows[i]!))));
      continue;
    }
    if (texts.has(name)) {
      tensors.set(name, textsTensor(stored.texts(index, rows)));
      continue;
    }
    if (column.kind === 'categories' || column.kind === 'sequence') {
      const known = classes[classesOfColumn(name)] ?? [];
      const made = columnOf({ ...column, classes: known, longest: lengths.get(name) ?? column.longest ?? 1 }, true)!;
      tensors.set(name, readColumn(stored, index, made, rows));
      continue;
    }
    const values = new Float32Array(rows.length).fill(Number.NaN);
    if (keptOf(column.kind) === 'numbers') stored.read(index, rows, values);
    const key = classesOfColumn(name);
    if (!Object.hasOwn(classes, key)) {
      tensors.set(name, { dtype: 'float32', shape: [rows.length], data: values });
      continue;
    }
    const known = classes[key]!;
    const isHashed = hashed.has(name);
    const numbers = (column.classes ?? []).map((value) => {
      const number = known.indexOf(value);
      return number < 0 && isHashed ? classOfUnknown(value) : number;
    });
    const strays = [...values.keys()].filter((i) => numbers[values[i]!] === -1);
    const [stray] = strays;
    if (stray !== undefined)
      notes.push(
        phrase('class-never-seen', {
          ...{ count: strays.length, column: verbatim(name), row: rows[stray]! + 1 },
          value: verbatim(column.classes![values[stray]!]!),
        }),
      );
    const absent = known.indexOf(MISSING);
    const data = Int32Array.from(values, (value) => {
      const number = Number.isNaN(value) ? -1 : numbers[value]!;
      return number === -1 ? absent : number;
    });
    tensors.set(name, { dtype: 'int32', shape: [rows.length], data });
  }
  return { tensors, notes };
}

/** Rows of one size, one behind the other. */
function stacked(rows: readonly { readonly shape: Shape; readonly data: ArrayLike<number> }[]): Tensor {
  const size = rows[0]?.data.length ?? 0;
  const data = new Float32Array(rows.length * size);
  rows.forEach((row, i) => data.set(row.data, i * size));
  return { dtype: 'float32', shape: [rows.length, ...((rows[0]?.shape ?? []) as readonly number[])], data };
}
