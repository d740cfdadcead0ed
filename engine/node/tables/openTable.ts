/**
 * Opens a file of a table: read once into a folder of Layerloom's home, and from there ever after. The folder is named by the file, its
 * size and time, its ends, and how it is read: a file that changed is read anew.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, realpath, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { StudiedTable } from '../../data/study.ts';
import type { TableColumn, TableOptions, TextForm } from '../../data/tables.ts';
import { type Phrase, phrase, verbatim } from '../../phrases.ts';
import { problem, Refusal, UserError } from '../../problems.ts';
import { assertRegular } from '../files/regular.ts';
import { homePath } from '../home.ts';
import { Duck, refusalOf } from './duckdb.ts';
import { examine } from './examine.ts';
import { relationOf } from './relation.ts';
import type { ColumnReading } from './study/store.ts';
import { studyOf } from './study/study.ts';
import { placesOf, RowFile, writeRows } from './rowFile.ts';
import { TextFile, writeTexts } from './textFile.ts';

/** What is kept changes with how it is read: another number reads everything anew. */
const VERSION = 5;
/** Bytes of all tables that are kept; those that were not used for longest go first. */
const MOST_KEPT = 20 * 2 ** 30;
const ENDS = 1 << 16;
const ROWS = 'rows.f32';
const TABLE = 'table.json';

interface Kept {
  readonly rows: number;
  readonly columns: readonly TableColumn[];
  readonly tables: readonly string[];
  readonly notes: readonly Phrase[];
  readonly readings: readonly ColumnReading[];
  readonly text?: TextForm;
}

/** Tables that are being read, so that two who ask for one at once read it once. */
const reading = new Map<string, Promise<StudiedTable>>();

/** Throws a `Refusal` or a `FileError` that says why the file cannot be read, and a `UserError` about its lines. */
export async function openTable(file: string, options: TableOptions): Promise<StudiedTable> {
  const found = await stat(file);
  assertRegular(found);
  if (found.size === 0) throw new Refusal(phrase('empty-file'));
  const key = await keyOf(await realpath(file), found, options);
  const under = reading.get(key);
  if (under) return under;
  const opening = openKept(homePath('tables', key), file, options).finally(() => reading.delete(key));
  reading.set(key, opening);
  return opening;
}

async function keyOf(
  file: string,
  { size, mtimeMs }: { readonly size: number; readonly mtimeMs: number },
  options: TableOptions,
): Promise<string> {
  const kinds = Object.entries(options.kinds).sort(([a], [b]) => (a < b ? -1 : 1));
  const hash = createHash('sha256').update(JSON.stringify([VERSION, file, size, mtimeMs, { ...options, kinds }]));
  const handle = await open(file);
  try {
    for (const start of [0, Math.max(0, size - ENDS)]) {
      const bytes = new Uint8Array(Math.min(ENDS, size));
      await handle.read(bytes, 0, bytes.length, start);
      hash.update(bytes);
    }
  } finally {
    await handle.close();
  }
  return hash.digest('hex').slice(0, 32);
}

async function openKept(folder: string, file: string, options: TableOptions): Promise<StudiedTable> {
  let kept = await keptIn(folder);
  if (!kept) {
    await readInto(folder, file, options);
    kept = await keptIn(folder);
    if (!kept) throw new Refusal(phrase('is-not-there'));
    void tidy(path.dirname(folder), folder);
  }
  const now = new Date();
  await utimes(folder, now, now).catch(() => {}); // says when it was last used
  const { places, width } = placesOf(kept.columns);
  const rows = new RowFile(path.join(folder, ROWS), Math.max(1, width));
  const texts = new Map<number, TextFile>();
  const { readings, ...told } = kept;
  const study = studyOf({ folder, file, options, ...kept });
  return {
    ...told,
    study,
    read: (column, indices, out) => rows.read(places[column]!, indices, out),
    texts(column, indices) {
      let file = texts.get(column);
      if (!file) texts.set(column, (file = new TextFile(folder, column)));
      return file.read(indices);
    },
  };
}

/** What is kept of a table, whole; undefined where it is not. */
async function keptIn(folder: string): Promise<Kept | undefined> {
  try {
    const kept = JSON.parse(await readFile(path.join(folder, TABLE), 'utf8')) as Kept;
    const { size } = await stat(path.join(folder, ROWS));
    return size === 4 * kept.rows * placesOf(kept.columns).width ? kept : undefined;
  } catch {
    return undefined;
  }
}

/** Reads the file into a folder of another name, which becomes the table's when it is whole. */
async function readInto(folder: string, file: string, options: TableOptions): Promise<void> {
  const draft = `${folder}.${process.pid}.${randomUUID().slice(0, 8)}`;
  await mkdir(draft, { recursive: true, mode: 0o700 });
  const duck = await Duck.open(path.join(draft, 'spilled')).catch(async (error: unknown) => {
    await rm(draft, { recursive: true, force: true });
    throw error;
  });
  try {
    const relation = await relationOf(duck, file, options, draft);
    const { rows, columns, notes } = await examine(duck, relation, options);
    const left = await linesLeftOut(duck, relation.rejects, file, options);
    if (rows === 0) throw new Refusal(phrase('has-no-rows'));
    await writeRows(duck, relation, columns, path.join(draft, ROWS));
    await writeTexts(duck, relation, columns, draft);
    const told = [...relation.notes, ...left, ...notes, ...columns.flatMap(unreadableNote)];
    const kept: Kept = {
      rows,
      tables: relation.tables,
      notes: told,
      columns: columns.map(({ sql: _, text: _text, number: _number, ...column }) => column),
      readings: columns.map(({ text, number }) => ({ text, number })),
      ...(relation.text && { text: relation.text }),
    };
    await writeFile(path.join(draft, TABLE), JSON.stringify(kept), { mode: 0o600 });
    for (const name of ['text.csv', 'written.csv']) await rm(path.join(draft, name), { force: true });
    await rm(folder, { recursive: true, force: true });
    // somebody else may have been faster
    await rename(draft, folder).catch(async (error: unknown) => {
      if (!(await keptIn(folder))) throw error;
    });
  } catch (error) {
    throw isOwnError(error) ? error : refusalOf(error);
  } finally {
    duck.close();
    await rm(draft, { recursive: true, force: true });
  }
}

const isOwnError = (error: unknown): boolean =>
  error instanceof Refusal || error instanceof UserError || typeof (error as NodeJS.ErrnoException).code === 'string';

const unreadableNote = ({ name, unreadable, kind }: TableColumn): Phrase[] =>
  unreadable
    ? [
        phrase(kind === 'date' ? 'values-no-dates' : 'values-no-numbers', {
          count: unreadable.count,
          column: verbatim(name),
          row: unreadable.row,
          value: verbatim(shortened(unreadable.value)),
        }),
      ]
    : [];

const SHOWN = 40;
const shortened = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);

/** Lines with too few or too many values: they stop the reading unless they may be left out, which is told. */
async function linesLeftOut(
  duck: Duck,
  rejects: string | undefined,
  file: string,
  { faulty }: TableOptions,
): Promise<Phrase[]> {
  if (rejects === undefined) return [];
  // every scan of the file tells of them again
  const lines = await duck.rows(
    `SELECT line, any_value(error_message) AS message FROM ${rejects} GROUP BY line ORDER BY line`,
  );
  if (lines.length === 0) return [];
  const values = { count: lines.length, line: Number(lines[0]!.line), why: verbatim(String(lines[0]!.message)) };
  if (faulty === 'skip') return [phrase('lines-left-out', values)];
  throw new UserError(
    problem(
      'table-lines',
      { file: verbatim(path.basename(file)), ...values },
      {
        repairs: [
          {
            title: phrase('leave-lines-out'),
            actions: [{ kind: 'configure', path: ['data', 'dataset', 'settings', 'faulty'], value: 'skip' }],
          },
        ],
      },
    ),
  );
}

async function sizeOf(folder: string): Promise<number> {
  const names = await readdir(folder).catch(() => []);
  const sizes = await Promise.all(
    names.map((name) =>
      stat(path.join(folder, name)).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Takes away what was used longest ago, until the rest is small enough, and drafts of a reading that was cut off. */
async function tidy(home: string, keep: string): Promise<void> {
  const names = await readdir(home).catch(() => []);
  const tables = await Promise.all(
    names.map(async (name) => {
      const folder = path.join(home, name);
      const used = await stat(folder).catch(() => undefined);
      const size = await sizeOf(folder);
      return { folder, used: used?.mtimeMs ?? 0, size, draft: name.includes('.') };
    }),
  );
  let total = 0;
  for (const { folder, used, size, draft } of tables.sort((a, b) => b.used - a.used)) {
    total += size;
    const stale = draft ? Date.now() - used > 86_400_000 : total > MOST_KEPT && folder !== keep;
    if (stale) await rm(folder, { recursive: true, force: true }).catch(() => {});
  }
}
