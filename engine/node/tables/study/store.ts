/**
 * The columns of a table as DuckDB keeps them, beside the rows that are trained on: what is studied is read from there. It is written
 * when somebody first looks, from the same file in the same way; training does without.
 */
import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { TableColumn, TableOptions } from '../../../data/tables.ts';
import { phrase } from '../../../phrases.ts';
import { Refusal } from '../../../problems.ts';
import { Duck, quoted } from '../duckdb.ts';
import { defineReadings } from '../examine.ts';
import { relationOf } from '../relation.ts';

/** How a column comes out of the file, in SQL: what stands there as a text, and the number that is read of it. */
export interface ColumnReading {
  readonly text: string;
  readonly number?: string | undefined;
}

/** A table that was read, and where. */
export interface KeptTable {
  readonly folder: string;
  readonly file: string;
  readonly options: TableOptions;
  readonly rows: number;
  readonly columns: readonly TableColumn[];
  readonly readings: readonly ColumnReading[];
}

export const COLUMNS = 'columns.duckdb';
/** The table as SQL calls it; its columns are `c0`, `c1` ..., with what could not be read of them in `t0`, `t1` ... */
export const TABLE = 'kept.rows';

const writing = new Map<string, Promise<void>>();

/** A database with the table in it and access to nothing else. */
export async function openStore(kept: KeptTable): Promise<Duck> {
  const file = path.join(kept.folder, COLUMNS);
  if (!(await stat(file).catch(() => undefined))) {
    const under = writing.get(file) ?? write(kept, file).finally(() => writing.delete(file));
    writing.set(file, under);
    await under;
  }
  const duck = await Duck.open(path.join(kept.folder, 'spilled'));
  try {
    await duck.run(`ATTACH ${quoted(file)} AS kept (READ_ONLY)`);
    await duck.run('SET enable_external_access = false');
    await duck.run('SET lock_configuration = true');
    return duck;
  } catch (error) {
    duck.close();
    throw error;
  }
}

/** Written elsewhere first: what has its name is whole. */
async function write({ folder, file, options, rows, columns, readings }: KeptTable, to: string): Promise<void> {
  const draft = `${folder}.${process.pid}.${randomUUID().slice(0, 8)}`;
  await mkdir(draft, { recursive: true, mode: 0o700 });
  const duck = await Duck.open(path.join(draft, 'spilled'));
  try {
    const { from } = await relationOf(duck, file, options, draft);
    await defineReadings(duck);
    await duck.run(`ATTACH ${quoted(path.join(draft, COLUMNS))} AS kept`);
    const select = columns.flatMap(({ kind, unreadable }, i) => {
      const { text, number } = readings[i]!;
      const isNumber = kind === 'number' || kind === 'date';
      const value = isNumber ? (number ?? 'NULL::DOUBLE') : text;
      return [`${value} AS c${i}`, ...(unreadable ? [`CASE WHEN ${value} IS NULL THEN ${text} END AS t${i}`] : [])];
    });
    await duck.run(`CREATE TABLE ${TABLE} AS SELECT ${select.join(', ')} FROM ${from}`);
    const [found] = await duck.rows(`SELECT count(*) AS count FROM ${TABLE}`);
    if (Number(found!.count) !== rows) throw new Refusal(phrase('changed-while-read'));
    await duck.run('DETACH kept');
    await rename(path.join(draft, COLUMNS), to);
  } finally {
    duck.close();
    await rm(draft, { recursive: true, force: true });
  }
}
