/**
 * Rows that cannot be read, such as pictures that break off. They are found before anything is trained, as far as that takes no
 * decoding, and are a problem until the person chooses to skip them; what shows only when it is decoded is skipped under the same choice.
 */
import { type Phrase, phrase, someNames, type Value } from '../phrases.ts';
import { type Problem, problem, UserError } from '../problems.ts';
import type { Tensor } from '../types/tensor.ts';
import type { Damage, OpenDataset, Table } from './define.ts';

/** Thrown by a table that cannot read one of its rows. */
export class DamagedRow extends UserError {
  readonly row: number;
  readonly damage: Damage;
  /** `rows`: how many the table has. */
  constructor(row: number, rows: number, damage: Damage) {
    super(damagedProblem([damage], rows));
    this.row = row;
    this.damage = damage;
  }
}

export type DamagedRows = ReadonlyMap<Table, ReadonlyMap<number, Damage>>;

/** Looks at every row that can be damaged, in these columns, until so many milliseconds are over. */
export function findDamaged(
  dataset: OpenDataset,
  most = Number.POSITIVE_INFINITY,
  columns?: ReadonlySet<string>,
): DamagedRows {
  const found = new Map<Table, Map<number, Damage>>();
  const end = Date.now() + most;
  for (const table of tablesOf(dataset)) {
    if (!table.damage) continue;
    const rows = new Map<number, Damage>();
    for (let row = 0; row < table.rows && Date.now() < end; row++) {
      const damage = table.damage(row, columns);
      if (damage) rows.set(row, damage);
    }
    if (rows.size > 0) found.set(table, rows);
  }
  return found;
}

/** Those of the rows that can be read, and what they hold; where a damaged one matters, batches stop at it. */
function readableOf(table: Table, column: string, rows: Int32Array) {
  for (let taken = rows; ; ) {
    try {
      return { rows: taken, read: table.read(column, taken) };
    } catch (error) {
      if (!(error instanceof DamagedRow)) throw error;
      taken = taken.filter((row) => row !== error.row);
    }
  }
}
export const readable = (table: Table, column: string, rows: Int32Array): Tensor =>
  readableOf(table, column, rows).read;
/** Which of the rows can be read. */
export const readableRows = (table: Table, column: string, rows: Int32Array): Int32Array =>
  readableOf(table, column, rows).rows;

const tablesOf = ({ train, validation, test }: OpenDataset): readonly Table[] =>
  [train, validation, test].filter((table) => table !== undefined);
const allOf = (damaged: DamagedRows): Damage[] => [...damaged.values()].flatMap((rows) => [...rows.values()]);

/** Files that are named, with the reason of each. */
const NAMED = 20;
const named = (damages: readonly Damage[]): Value =>
  someNames(
    damages.map(({ file, reason }) => phrase('file-with-reason', { file, reason })),
    NAMED,
  );

/** What is to be said of them: a problem, or where they are skipped a note. */
export function toldOfDamaged(
  dataset: OpenDataset,
  damaged: DamagedRows,
): { readonly problems: readonly Problem[]; readonly notes: readonly Phrase[] } {
  const damages = allOf(damaged);
  if (damages.length === 0) return { problems: [], notes: [] };
  if (dataset.skipsDamaged)
    return { problems: [], notes: [phrase('skipped-files', { count: damages.length, files: named(damages) })] };
  const rows = tablesOf(dataset).reduce((sum, table) => sum + table.rows, 0);
  return { problems: [damagedProblem(damages, rows)], notes: [] };
}

const damagedProblem = (damages: readonly Damage[], rows: number): Problem =>
  filesDamaged(
    damages.map(({ file, reason }) => phrase('file-with-reason', { file, reason })),
    rows,
  );

/** `files`: those that cannot be read, each with its reason. */
export function filesDamaged(files: readonly Phrase[], rows: number): Problem {
  const skip = { kind: 'configure' as const, path: ['data', 'dataset', 'settings', 'skipDamaged'], value: true };
  return problem(
    'files-damaged',
    { count: files.length, rows, files: someNames(files, NAMED) },
    { repairs: [{ title: phrase('skip-them'), actions: [skip] }] },
  );
}
