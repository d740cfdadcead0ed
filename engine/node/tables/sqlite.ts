/** Databases of SQLite, by its own WebAssembly build. Nothing else knows the library. */
import type { Database } from 'sql.js';
import { phrase, verbatim } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';
import { readRegular } from '../files/regular.ts';
import { chosenOf, type WrittenTable } from './chosen.ts';
import { identifier } from './duckdb.ts';
import { writeCsv } from './writeCsv.ts';

/** A database is held in memory as a whole. */
const MOST_BYTES = 1 << 30;

/** Writes a table as CSV: the wanted one, else the first. Views are no tables. Throws a `Refusal`. */
export async function writeSqliteTable(file: string, wanted: string, to: string): Promise<WrittenTable> {
  const { default: start } = await import('sql.js');
  const { Database } = await start();
  const database = new Database(await readRegular(file, MOST_BYTES));
  try {
    const [found] = database.exec(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    );
    const tables = (found?.values ?? []).map(([name]) => String(name));
    const name = chosenOf(tables, wanted);
    await writeCsv(to, ...rowsOf(database, name));
    return { tables, name };
  } catch (error) {
    throw error instanceof Refusal
      ? error
      : new Refusal(phrase('not-whole', { why: verbatim((error as Error).message) }));
  } finally {
    database.close();
  }
}

/** How many columns a table has, and its rows, the names of the columns first. */
function rowsOf(database: Database, table: string): [number, Iterable<readonly unknown[]>] {
  const statement = database.prepare(`SELECT * FROM ${identifier(table)}`);
  const names = statement.getColumnNames();
  return [
    names.length,
    (function* () {
      yield names;
      while (statement.step()) yield statement.get();
      statement.free();
    })(),
  ];
}
