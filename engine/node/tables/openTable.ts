/**
 * Opens a file of a table: read once into a folder of Layerloom's home, and from there ever after. The folder is named by the file and how
 * it is read, then by its size and time and its ends: a file that changed is read anew, and that is told.
 */
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, realpath, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { StudiedTable } from '../../data/study.ts';
import type { ReadingWork, TableColumn, TableOptions, TextForm } from '../../data/tables.ts';
import { valueNotes } from '../../data/findings/valueNotes.ts';
import { type Phrase, phrase, verbatim } from '../../phrases.ts';
import { Refusal, UserError } from '../../problems.ts';
import { assertRegular } from '../files/regular.ts';
import { homePath } from '../home.ts';
import { Duck, quoted, refusalOf } from './duckdb.ts';
import { examine, TABLE as EXAMINED } from './examine.ts';
import { isOfSameFile, keptTables, markUsed, tidyKept } from './kept.ts';
import { linesLeftOut } from './rejects.ts';
import { type Relation, relationOf } from './relation.ts';
import { placesOf, RowFile, writeRows } from './rowFile.ts';
import { COLUMNS } from './study/store.ts';
import { studyOf } from './study/study.ts';
import { TextFile, writeTexts } from './textFile.ts';
import { encodingOf } from './utf8.ts';
import { Underway } from './underway.ts';

/** What is kept changes with how it is read: another number reads everything anew. */
const VERSION = 12;
const ENDS = 1 << 16;
const ROWS = 'rows.f32';
const TABLE = 'table.json';

interface Kept {
  readonly rows: number;
  readonly columns: readonly TableColumn[];
  readonly tables: readonly string[];
  readonly notes: readonly Phrase[];
  readonly text?: TextForm;
}

/** Tables that are being read, so that two who ask for one at once read it once. */
const underway = new Underway<StudiedTable>();

/**
 * Throws a `Refusal` or a `FileError` that says why the file cannot be read, a `UserError` about its lines, and the reason of `work`'s
 * signal where nobody waits for it any more: nothing is left of it then.
 */
export async function openTable(file: string, options: TableOptions, work: ReadingWork = {}): Promise<StudiedTable> {
  const found = await stat(file);
  assertRegular(found);
  if (found.size === 0) throw new Refusal(phrase('empty-file'));
  const real = await realpath(file);
  const asked = { file, real, size: found.size, changed: found.mtimeMs, options };
  const folder = homePath('tables', await keyOf(real, found, options));
  return underway.join(folder, work, (shared) => openKept(folder, asked, shared));
}

async function keyOf(
  file: string,
  { size, mtimeMs }: { readonly size: number; readonly mtimeMs: number },
  options: TableOptions,
): Promise<string> {
  const kinds = Object.entries(options.kinds).sort(([a], [b]) => (a < b ? -1 : 1));
  const which = createHash('sha256').update(JSON.stringify([VERSION, file, { ...options, kinds }]));
  const state = createHash('sha256').update(JSON.stringify([size, mtimeMs]));
  const handle = await open(file);
  try {
    for (const start of [0, Math.max(0, size - ENDS)]) {
      const bytes = new Uint8Array(Math.min(ENDS, size));
      await handle.read(bytes, 0, bytes.length, start);
      state.update(bytes);
    }
  } finally {
    await handle.close();
  }
  return `${which.digest('hex').slice(0, 24)}-${state.digest('hex').slice(0, 16)}`;
}

interface Asked {
  readonly file: string;
  /** Where it lies, links followed. */
  readonly real: string;
  readonly size: number;
  /** When it was changed last, in milliseconds since 1970. */
  readonly changed: number;
  readonly options: TableOptions;
}

async function openKept(folder: string, asked: Asked, work: ReadingWork): Promise<StudiedTable> {
  let kept = await keptIn(folder);
  if (!kept) {
    const outdated = await otherStates(folder);
    if (outdated) anew.set(folder, outdated);
    await readInto(folder, asked, work);
    kept = await keptIn(folder);
    if (!kept) throw new Refusal(phrase('is-not-there'));
    void tidyKept(folder);
  }
  await markUsed(folder, asked.real);
  const now = new Date();
  await utimes(folder, now, now).catch(() => {}); // says when it was last used
  const { places, width } = placesOf(kept.columns);
  const rows = new RowFile(path.join(folder, ROWS), Math.max(1, width));
  const texts = new Map<number, TextFile>();
  const study = studyOf({ folder, ...kept });
  const since = anew.get(folder);
  return {
    ...kept,
    ...(since && { notes: [changedNote(asked.file, since), ...kept.notes] }),
    study,
    read: (column, indices, out) => rows.read(places[column]!, indices, out),
    texts(column, indices) {
      let file = texts.get(column);
      if (!file) texts.set(column, (file = new TextFile(folder, column)));
      return file.read(indices);
    },
  };
}

/** Tables that were read anew in this process, as their files had changed, and when they were read before. */
const anew = new Map<string, Date>();

/** When the file was read last as it was before; undefined where it was not. */
async function otherStates(folder: string): Promise<Date | undefined> {
  const others = (await keptTables()).filter((table) => table.folder !== folder && isOfSameFile(table.folder, folder));
  const read = await Promise.all(others.map((one) => stat(path.join(one.folder, TABLE)).catch(() => undefined)));
  return read.flatMap((one) => one?.mtime ?? []).sort((a, b) => Number(b) - Number(a))[0];
}

const changedNote = (file: string, since: Date): Phrase =>
  phrase('read-anew', {
    file: verbatim(path.basename(file)),
    date: verbatim(since.toISOString().slice(0, 16).replace('T', ' ')),
  });

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

/** What the parts of reading take of its time, about: the file into columns, the columns into rows and texts. */
const PARTS = { columns: 0.75, rows: 0.2, texts: 0.05 };

/** Reads the file into a folder of another name, which becomes the table's when it is whole. */
async function readInto(folder: string, { file, size, changed, options }: Asked, work: ReadingWork): Promise<void> {
  const draft = `${folder}.${process.pid}.${randomUUID().slice(0, 8)}`;
  await mkdir(draft, { recursive: true, mode: 0o700 });
  let duck: Duck | undefined;
  let told = 0;
  const progress = (share: number) => work.progress?.((told = Math.max(told, Math.round(share * size))), size);
  try {
    duck = await Duck.open(path.join(draft, 'spilled'), work.signal);
    // its journal stays beside it: taking that in at the end would write all columns once more, twice as large
    for (const unneeded of ['PRAGMA disable_checkpoint_on_shutdown', `SET checkpoint_threshold = '1TB'`])
      await duck.run(unneeded);
    await duck.run(`ATTACH ${quoted(path.join(draft, COLUMNS))} AS kept`);
    const read = await readColumns(duck, file, options, draft, (share) => progress(share * PARTS.columns));
    const { rows, columns } = read.examined;
    const now = await stat(file);
    if (now.size !== size || now.mtimeMs !== changed) throw new Refusal(phrase('changed-while-read'));
    if (rows === 0) throw new Refusal(phrase('has-no-rows'));
    await writeRows(duck, columns, path.join(draft, ROWS), (done) =>
      progress(PARTS.columns + (PARTS.rows * done) / rows),
    );
    await writeTexts(duck, columns, draft, (done) => progress(1 - PARTS.texts + (PARTS.texts * done) / rows));
    progress(1);
    const kept: Kept = {
      rows,
      tables: read.relation.tables,
      notes: [
        ...read.relation.notes,
        ...read.left,
        ...read.examined.notes,
        ...valueNotes(path.basename(file), columns),
      ],
      columns: columns.map(({ sql: _, ...column }) => column),
      ...(read.relation.text && { text: read.relation.text }),
    };
    await duck.run('DETACH kept');
    await writeFile(path.join(draft, TABLE), JSON.stringify(kept), { mode: 0o600 });
    for (const name of ['text.csv', 'written.csv']) await rm(path.join(draft, name), { force: true });
    await rm(folder, { recursive: true, force: true });
    // somebody else may have been faster
    await rename(draft, folder).catch(async (error: unknown) => {
      if (!(await keptIn(folder))) throw error;
    });
  } catch (error) {
    work.signal?.throwIfAborted();
    throw isOwnError(error) ? error : refusalOf(error);
  } finally {
    duck?.close();
    await rm(draft, { recursive: true, force: true });
  }
}

/** The file as columns of a database. One that is not UTF-8 only behind its beginning shows that here, and is read once more. */
async function readColumns(
  duck: Duck,
  file: string,
  options: TableOptions,
  draft: string,
  progress: (share: number) => void,
): Promise<{ relation: Relation; examined: Awaited<ReturnType<typeof examine>>; left: Phrase[] }> {
  let relation = await relationOf(duck, file, options, draft);
  let examined = await examine(duck, relation, options, progress);
  if (relation.rejects !== undefined && (await duck.rows(misencoded(relation.rejects))).length > 0) {
    const encoding = await encodingOf(file);
    for (const table of [EXAMINED, relation.rejects]) await duck.run(`DROP TABLE ${table}`);
    relation = await relationOf(duck, file, options, draft, encoding);
    examined = await examine(duck, relation, options, progress);
  }
  return { relation, examined, left: await linesLeftOut(duck, relation.rejects, file, options) };
}

const misencoded = (rejects: string) => `SELECT 1 FROM ${rejects} WHERE error_type = 'INVALID ENCODING' LIMIT 1`;

/** DuckDB's own errors are of no class and no code. */
const isOwnError = (error: unknown): boolean =>
  error instanceof Refusal || error instanceof UserError || typeof (error as NodeJS.ErrnoException).code === 'string';
