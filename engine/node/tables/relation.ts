/** A file as something that SQL selects from, whatever its format. */
import { open } from 'node:fs/promises';
import path from 'node:path';
import type { TableOptions, TextForm } from '../../data/tables.ts';
import { type Phrase, phrase, someNames, verbatim } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';
import { type Duck, exactPath, identifier, quoted, refusalOf } from './duckdb.ts';
import { chosenNotes, chosenOf, type WrittenTable } from './chosen.ts';
import { stopAtDeep } from './nesting.ts';
import { type SpreadsheetFormat, writeSheet } from './spreadsheet.ts';
import { writeSqliteTable } from './sqlite.ts';
import { type Encoding, encodingOf, writeAsUtf8 } from './utf8.ts';

export interface Relation {
  /** What follows FROM. */
  readonly from: string;
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Those of the file, where it has several. */
  readonly tables: readonly string[];
  readonly notes: readonly Phrase[];
  /** The name of the table that holds the lines which were left out, where lines can be. */
  readonly rejects?: string;
  /** How it is read, where the file is one of text. */
  readonly text?: TextForm;
}

interface Source extends Omit<Relation, 'columns'> {
  /** A person cannot put it right by hand. */
  readonly isBinary?: true;
}

const notWhole = (error: unknown): Refusal => new Refusal(phrase('not-whole', { why: refusalOf(error).reason }));

/** Bytes that tell what a file is. */
const HEAD = 16;

/** `work`: a folder for what has to be written anew. `encoding`: of a text, where it is known. Throws a `Refusal`. */
export async function relationOf(
  duck: Duck,
  file: string,
  options: TableOptions,
  work: string,
  encoding?: Encoding,
): Promise<Relation> {
  const source = await sourceOf(duck, file, options, work, encoding);
  const described = await duck.rows(`DESCRIBE SELECT * FROM ${source.from}`).catch((error: unknown) => {
    throw source.isBinary ? notWhole(error) : refusalOf(error);
  });
  const columns = described.map(({ column_name, column_type }) => ({
    name: String(column_name),
    type: String(column_type),
  }));
  if (columns.length > MOST_COLUMNS)
    throw new Refusal(phrase('too-many-columns', { count: columns.length, most: MOST_COLUMNS }));
  return { ...source, columns };
}
const MOST_COLUMNS = 4096;

async function sourceOf(
  duck: Duck,
  file: string,
  options: TableOptions,
  work: string,
  encoding: Encoding | undefined,
): Promise<Source> {
  const plain = { tables: [], notes: [] };
  const format = await formatOf(file);
  switch (format) {
    case 'parquet':
      return { ...plain, from: `read_parquet(${exactPath(file)})`, isBinary: true };
    case 'duckdb':
      return databaseSource(duck, file, options.table);
    case 'json':
      await stopAtDeep(file);
      return { ...plain, from: await flat(duck, `read_json(${exactPath(file)}, maximum_depth=${LEVELS})`) };
    case 'sqlite':
      return writtenSource(duck, (to) => writeSqliteTable(file, options.table, to), options, work);
    case 'xlsx':
    case 'xls':
    case 'ods':
      return writtenSource(duck, (to) => writeSheet(file, format, options.table, to), options, work);
    case 'text':
      return textSource(duck, file, options, work, encoding);
  }
}

/** Levels of JSON that are looked into: objects within objects within a row. */
const LEVELS = 5;

/** With a column for each value within objects, called after the way there: `person.age`. */
async function flat(duck: Duck, from: string): Promise<string> {
  const described = await duck.rows(`DESCRIBE SELECT * FROM ${from}`).catch((error: unknown) => {
    throw refusalOf(error);
  });
  const columns = described.map(({ column_name, column_type }) => ({
    name: String(column_name),
    type: String(column_type),
  }));
  if (!columns.some(({ type }) => isObject(type))) return from;
  const within = async (path: readonly string[], type: string): Promise<readonly string[]> => {
    const place = path.map(identifier).join('.');
    if (!isObject(type))
      return [`${type === 'JSON' && path.length > 1 ? `(${place} ->> '$')` : place} AS ${identifier(path.join('.'))}`];
    const inside = await duck.rows(`DESCRIBE SELECT one.* FROM (SELECT ${place} AS one FROM ${from})`);
    const found: string[] = [];
    for (const { column_name, column_type } of inside)
      found.push(...(await within([...path, String(column_name)], String(column_type))));
    return found;
  };
  const all: string[] = [];
  for (const { name, type } of columns) all.push(...(await within([name], type)));
  return `(SELECT ${all.join(', ')} FROM ${from})`;
}
/** A list of objects is none. */
const isObject = (type: string): boolean => type.startsWith('STRUCT(') && !type.endsWith('[]');

/** A table that is written as text first; of that only its header has to be found out. */
async function writtenSource(
  duck: Duck,
  write: (to: string) => Promise<WrittenTable>,
  { header, ...options }: TableOptions,
  work: string,
): Promise<Source> {
  const to = path.join(work, 'written.csv');
  const { tables, name, skipped = 0 } = await write(to);
  const { text: _, ...source } = await textSource(duck, to, { ...options, header, separator: 'comma' }, work);
  const passed = skipped > 0 ? [phrase('lines-passed-over', { count: skipped })] : [];
  return { ...source, tables, notes: [...chosenNotes(tables, options.table, name), ...passed, ...source.notes] };
}

type Format = 'parquet' | 'duckdb' | 'json' | 'sqlite' | SpreadsheetFormat | 'text';

/** How old files of Office begin. */
const OLE = '\u00d0\u00cf\u0011\u00e0';
const GZIP = '\u001f\u008b';

/** By its first bytes, and where those are text by its name: a line of JSON may be a line of a table. */
async function formatOf(file: string): Promise<Format> {
  const handle = await open(file);
  const head = new Uint8Array(HEAD);
  try {
    await handle.read(head, 0, HEAD, 0);
  } finally {
    await handle.close();
  }
  const letters = String.fromCharCode(...head);
  if (letters.startsWith('PAR1')) return 'parquet';
  if (letters.startsWith('DUCK', 8)) return 'duckdb';
  if (letters.startsWith('SQLite format 3')) return 'sqlite';
  if (letters.startsWith('PK')) return path.extname(file).toLowerCase() === '.ods' ? 'ods' : 'xlsx';
  if (letters.startsWith(OLE)) return 'xls';
  if (letters.startsWith(GZIP)) throw new Refusal(phrase('packed-by-gzip'));
  return /^\.(json|jsonl|ndjson)$/i.test(path.extname(file)) ? 'json' : 'text';
}

/** A table of a DuckDB database. Its views are no tables: they may read any file. */
async function databaseSource(duck: Duck, file: string, wanted: string): Promise<Source> {
  await duck.run(`ATTACH ${quoted(file)} AS source (READ_ONLY)`).catch((error: unknown) => {
    throw notWhole(error);
  });
  const found = await duck.rows(
    "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = 'source' ORDER BY ALL",
  );
  const tables = found.map(({ table_name }) => String(table_name));
  const name = chosenOf(tables, wanted);
  const { schema_name } = found.find(({ table_name }) => table_name === name)!;
  return {
    from: ['source', String(schema_name), name].map(identifier).join('.'),
    tables,
    notes: chosenNotes(tables, wanted, name),
  };
}

const SEPARATORS = { comma: ',', semicolon: ';', tab: '\t', bar: '|' } as const;

/** Bytes at the beginning of a text that say its encoding; what stands behind them shows when it is read. */
const LOOKED = 4 << 20;

async function textSource(
  duck: Duck,
  file: string,
  options: TableOptions,
  work: string,
  known?: Encoding,
): Promise<Source> {
  const encoding = known ?? (await encodingOf(file, LOOKED));
  const notes: Phrase[] = [];
  let text = file;
  if (encoding !== 'utf-8') {
    text = path.join(work, 'text.csv');
    await writeAsUtf8(file, encoding, text);
    notes.push(phrase('read-as-encoding', { encoding: verbatim(encoding) }));
  }
  await stopAtLongLine(text);
  const at = exactPath(text);
  const asked = [
    ...(options.separator === 'auto' ? [] : [`delim=${quoted(SEPARATORS[options.separator])}`]),
    ...(options.header === 'auto' ? [] : [`header=${options.header === 'yes'}`]),
  ];
  const first = await sniff(duck, [at, ...asked]);
  const sniffBelow = async ({ lines, separator }: Titles) => {
    const told = options.separator === 'auto' ? [`delim=${quoted(separator)}`] : [];
    return { ...(await sniff(duck, [at, ...asked, ...told, `skip=${lines}`])), skipped: lines };
  };
  const likely = options.separator === 'auto' ? [';', '\t', '|', first.separator] : [first.separator];
  const titles = first.skipped === 0 && options.header !== 'no' ? await titlesAbove(text, likely) : undefined;
  const sniffed = titles ? await sniffBelow(titles) : first;
  const { separator, quote, skipped, columns } = sniffed;
  const hasHeader = sniffed.hasHeader && (options.header === 'yes' || areNames(columns));
  if (skipped > 0) notes.push(phrase('lines-passed-over', { count: skipped }));
  const read = [
    at,
    'auto_detect=false',
    'all_varchar=true',
    `delim=${quoted(separator)}`,
    `quote=${quoted(quote)}`,
    `escape=${quoted(quote)}`,
    `skip=${skipped}`,
    `header=${hasHeader}`,
    `columns={${columns.map(({ name }, i) => `${quoted(hasHeader ? name : `column${i}`)}: 'VARCHAR'`).join(', ')}}`,
    'store_rejects=true',
    `rejects_table='${REJECTS}'`,
  ];
  if (hasHeader) notes.push(...(await renamed(duck, read, columns)));
  const form: TextForm = { encoding, separator, quote, skipped, header: hasHeader };
  return { from: `read_csv(${read.join(', ')})`, tables: [], notes, rejects: REJECTS, text: form };
}

const tooLong = (most: number): Refusal => new Refusal(phrase('table-line-too-long', { most: most / 1e6 }));

/** Bytes that a line has at most; what is looked at of a file holds two of them. */
const LONGEST_LINE = 2_000_000;
const NEW_LINE = /[\r\n]/;

/** DuckDB would try every separator on a line that is too long, for minutes. Throws a `Refusal`. */
async function stopAtLongLine(file: string): Promise<void> {
  const handle = await open(file);
  const head = Buffer.alloc(LOOKED);
  const { bytesRead } = await handle.read(head, 0, LOOKED, 0).finally(() => handle.close());
  const lines = head.toString('latin1', 0, bytesRead).split(NEW_LINE);
  if (lines.some(({ length }) => length > LONGEST_LINE)) throw tooLong(LONGEST_LINE);
}

/** What DuckDB takes the lines of a text for. Throws a `Refusal`. */
async function sniff(duck: Duck, asked: readonly string[]) {
  const [sniffed] = await duck
    .rows(`SELECT * FROM sniff_csv(${[...asked, 'ignore_errors=true'].join(', ')})`)
    .catch((error: unknown) => {
      const [, most] = /Maximum line size of (\d+) bytes/.exec(String(error)) ?? [];
      throw most ? tooLong(Number(most)) : refusalOf(error);
    });
  const { Delimiter, Quote, SkipRows, HasHeader, Columns } = sniffed as Record<string, unknown>;
  return {
    separator: String(Delimiter),
    quote: Quote === '(empty)' ? '"' : String(Quote),
    skipped: Number(SkipRows),
    hasHeader: HasHeader === true,
    columns: (Columns as { items: readonly { entries: SniffedColumn }[] }).items.map(({ entries }) => entries),
  };
}

/** So many lines, and what stands between the values below them. */
interface Titles {
  readonly lines: number;
  readonly separator: string;
}

/** Bytes in which titles stand, columns that a table has below one, and the share of its lines that have as many. */
const TITLED = 1 << 14;
const FEWEST_BELOW = 3;
const ALIKE = 0.9;

/**
 * Lines of words alone above the names of a table: DuckDB takes them for rows where a spreadsheet wrote as many separators behind them,
 * and them and decimal commas for a table of another separator. `separators`: which there may be, the likelier before the others.
 */
async function titlesAbove(file: string, separators: readonly string[]): Promise<Titles | undefined> {
  const handle = await open(file);
  const head = new Uint8Array(TITLED);
  const { bytesRead } = await handle.read(head, 0, TITLED, 0).finally(() => handle.close());
  const lines = new TextDecoder().decode(head.subarray(0, bytesRead)).split(/\r\n|\n|\r/);
  // it may be cut off
  if (bytesRead === TITLED) lines.pop();
  for (const separator of separators) {
    const cells = lines.map((line) => line.split(separator).map((cell) => cell.replaceAll('"', '').trim()));
    const filled = cells.map((line) => line.filter((cell) => cell !== '').length);
    const first = filled.findIndex((count) => count > 1);
    if (first <= 0) continue;
    const width = cells[first]!.length;
    const title = cells[0]!;
    const isTitle = (title.length === 1 || title.length === width) && Number.isNaN(Number(title[0] || 0));
    const rows = cells.slice(first + 1).filter((_, i) => filled[first + 1 + i]! > 0);
    const alike = rows.filter((line) => line.length === width).length;
    // names are all there: a line that is not full is a row
    const isTable = filled[first] === width && width >= FEWEST_BELOW && alike > 1 && alike >= rows.length * ALIKE;
    if (isTitle && isTable) return { lines: first, separator };
  }
  return undefined;
}

/** Columns of one name, and those without one, are given names by DuckDB: that is told. */
async function renamed(duck: Duck, read: readonly string[], columns: readonly SniffedColumn[]): Promise<Phrase[]> {
  if (!columns.some(({ name }) => /_\d+$|^column\d+$/.test(name))) return [];
  const plain = read.filter((one) => !/^(header|columns|store_rejects|rejects_table)=/.test(one));
  const places = columns.map((_, i) => `c${i}: 'VARCHAR'`).join(', ');
  const asked = [...plain, 'header=false', `columns={${places}}`];
  const [first = {}] = await duck.rows(`SELECT * FROM read_csv(${asked.join(', ')}) LIMIT 1`);
  const names = columns.flatMap(({ name }, i) => {
    const written = String(first[`c${i}`] ?? '').trim();
    return written === name ? [] : [phrase('renamed-as', { name: verbatim(written), now: verbatim(name) })];
  });
  return names.length > 0 ? [phrase('columns-renamed', { count: names.length, names: someNames(names) })] : [];
}

interface SniffedColumn {
  readonly name: string;
  readonly type: string;
}

/** Whether a first line that DuckDB takes for names is one: a number among them is a row's, unless it is a year, or a word stands over numbers. */
function areNames(columns: readonly SniffedColumn[]): boolean {
  const isNumber = (text: string) => text.trim() !== '' && Number.isFinite(Number(text));
  const isYear = (text: string) => /^[12]\d{3}$/.test(text);
  const overNumbers = ({ name, type }: SniffedColumn) => !isNumber(name) && /INT|DOUBLE|DECIMAL/.test(type);
  return columns.some(overNumbers) || columns.every(({ name }) => !isNumber(name) || isYear(name));
}
const REJECTS = 'lines_left_out';
