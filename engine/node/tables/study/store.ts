/** The columns of a table as DuckDB keeps them, beside the rows that are trained on: what is studied is read from there. */
import path from 'node:path';
import type { TableColumn } from '../../../data/tables.ts';
import { Duck, quoted } from '../duckdb.ts';

/** A table that was read, and where. */
export interface KeptTable {
  readonly folder: string;
  readonly rows: number;
  readonly columns: readonly TableColumn[];
}

export const COLUMNS = 'columns.duckdb';

/** A database with the table in it and access to nothing else. */
export async function openStore({ folder }: Pick<KeptTable, 'folder'>): Promise<Duck> {
  const duck = await Duck.open(path.join(folder, 'spilled'));
  try {
    await duck.run(`ATTACH ${quoted(path.join(folder, COLUMNS))} AS kept (READ_ONLY)`);
    await duck.run('SET enable_external_access = false');
    await duck.run('SET lock_configuration = true');
    return duck;
  } catch (error) {
    duck.close();
    throw error;
  }
}
