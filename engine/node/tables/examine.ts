/**
 * What the columns of a table hold: the first rows say how each may be read, all rows how many of its values can. Nothing is read as
 * what it is not without being counted.
 */
import type { TableColumn, TableKind, TableOptions, TextReading } from '../../data/tables.ts';
import { TABLE_KINDS } from '../../data/tables.ts';
import { type Phrase, phrase, verbatim } from '../../phrases.ts';
import { byCodePoints } from '../../types/codePoints.ts';
import { type Duck, identifier, quoted, type Row } from './duckdb.ts';
import type { Relation } from './relation.ts';

/**
 * A column and how it comes out of the file, in SQL that is NULL where there is nothing: what stands there as a text, what is read of it,
 * and the number that is stored of it. Of a category the last is the number of its class; text has only the first.
 */
export interface ExaminedColumn extends TableColumn {
  readonly text: string;
  readonly number?: string | undefined;
  readonly sql?: string;
}
export interface Examined {
  readonly rows: number;
  readonly columns: readonly ExaminedColumn[];
  readonly notes: readonly Phrase[];
}

/** Rows that say how a column may be read. */
const SAMPLE = 20_000;
/** Of the values that are there so many must be read as numbers or dates for a column to be of them. */
const READABLE = 0.98;
/** Different values of a category at most: where it is guessed, and where a person says so. */
const MOST_GUESSED = 1000;
const MOST_CLASSES = 10_000;
/** Beyond it float32 does not hold every whole number. */
const EXACT = 2 ** 24;
/** So few different values are a category although they hardly repeat. */
const FEW = 20;
/** Texts of so many words read like sentences. */
const WORDS_OF_PROSE = 6;
/** About how many words a text has: where it has spaces, and half of the signs that need none between them. */
const wordsIn = (text: string) =>
  `(len(regexp_extract_all(${text}, '\\S+')) + len(regexp_extract_all(${text}, '[\\p{Han}\\p{Hiragana}\\p{Katakana}]')) / 2)`;

/** What stands for a value that is missing, as pandas reads it. */
const MISSING = ['', '#N/A', '#NA', '-NaN', '-nan', '<NA>', 'N/A', 'NA', 'NULL', 'NaN', 'None', 'n/a', 'nan', 'null'];

const WITH_THOUSANDS = quoted('[+-]?\\d{1,3}(,\\d{3})+(\\.\\d*)?');
const WITH_COMMA = quoted('[+-]?(\\d+|\\d{1,3}(\\.\\d{3})+)(,\\d+)?([eE][+-]?\\d+)?');
const times = (date: string) => [date, `${date} %H:%M`, `${date} %H:%M:%S`];
const formats = (...dates: readonly string[]) => `[${dates.flatMap(times).map(quoted).join(', ')}]`;
const DAYS = 86_400;

/** Ways of reading a text, from the most usual on. */
const NUMBERS = {
  point: 'as_point(?)',
  thousands: 'as_thousands(?)',
  comma: 'as_comma(?)',
} as const;
const DATES = {
  iso: 'as_iso(?)',
  monthFirst: 'as_month_first(?)',
  dayFirst: 'as_day_first(?)',
  named: 'as_named(?)',
} as const;

const MACROS = [
  `said(x) AS CASE WHEN trim(x) IN (${MISSING.map(quoted).join(', ')}) THEN NULL ELSE trim(x) END`,
  'finite(x) AS CASE WHEN isfinite(x) AND TRY_CAST(x AS FLOAT) IS NOT NULL THEN x END',
  'as_point(x) AS finite(TRY_CAST(x AS DOUBLE))',
  `as_thousands(x) AS CASE WHEN regexp_full_match(x, ${WITH_THOUSANDS}) THEN as_point(replace(x, ',', '')) ELSE as_point(x) END`,
  `as_comma(x) AS CASE WHEN regexp_full_match(x, ${WITH_COMMA}) THEN as_point(replace(replace(x, '.', ''), ',', '.')) ELSE as_point(x) END`,
  `days(x) AS epoch(x) / ${DAYS}`,
  'as_iso(x) AS days(TRY_CAST(x AS TIMESTAMP))',
  `as_day_first(x) AS days(try_strptime(x, ${formats('%d.%m.%Y', '%d/%m/%Y', '%d-%m-%Y')}))`,
  `as_named(x) AS days(try_strptime(x, ${formats('%b %d %Y', '%d %b %Y', '%b %d, %Y', '%B %d, %Y', '%d %B %Y')}))`,
  `as_month_first(x) AS days(try_strptime(x, ${formats('%m/%d/%Y', '%m-%d-%Y')}))`,
];

/** How a column can be read: as text it has been said, or its type says it. */
interface Readings {
  /** What stands there, as text; NULL where nothing does. */
  readonly text: string;
  readonly number?: string;
  readonly date?: string;
  /** What these two are called, of a text. */
  readonly ways?: { readonly number: TextReading; readonly date: TextReading };
}

const NUMERIC = /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|DECIMAL)/;
const TEMPORAL = /^(DATE|TIMESTAMP)/;
const TEXTUAL = /^(VARCHAR|ENUM|UUID|JSON)/;

/** A JSON value of several types is a text of each. */
const textOf = (column: string, type: string) =>
  type === 'JSON' ? `json_extract_string(${column}, '$')` : `${column}::VARCHAR`;

/** What the SQL of columns is made of. */
export async function defineReadings(duck: Duck): Promise<void> {
  for (const macro of MACROS) await duck.run(`CREATE OR REPLACE MACRO ${macro}`);
}

export async function examine(duck: Duck, relation: Relation, options: TableOptions): Promise<Examined> {
  await defineReadings(duck);
  const notes: Phrase[] = [];
  const usable = relation.columns.filter(({ name, type }) => {
    const fits = !type.endsWith(']') && [NUMERIC, TEMPORAL, TEXTUAL, /^BOOLEAN$/].some((pattern) => pattern.test(type));
    if (!fits) notes.push(phrase('column-of-type', { name: verbatim(name), type: verbatim(type) }));
    return fits;
  });
  const readings = await readingsOf(duck, relation.from, usable, options);
  const counts = await count(duck, relation.from, usable, readings);
  const kinds = usable.map(({ name, type }, i) => kindOf(type, counts.columns[i]!, options.kinds[name]));
  const classes = await classesOf(duck, relation.from, readings, kinds, counts.columns);
  const columns: ExaminedColumn[] = [];
  for (const [i, { name }] of usable.entries()) {
    const found = classes.get(i);
    const kind = kinds[i] === 'category' && !found ? 'text' : kinds[i]!;
    columns.push(
      await examined(
        duck,
        relation.from,
        { name, kind, classes: found, index: i },
        readings[i]!,
        counts.columns[i]!,
        counts.rows,
      ),
    );
  }
  return { rows: counts.rows, columns, notes };
}

async function readingsOf(
  duck: Duck,
  from: string,
  columns: Relation['columns'],
  { decimal, dates }: TableOptions,
): Promise<Readings[]> {
  const texts = columns.map(({ name, type }) =>
    TEXTUAL.test(type) ? `said(${textOf(identifier(name), type)})` : undefined,
  );
  const ways = { ...NUMBERS, ...DATES };
  const asked = texts.flatMap((text, i) =>
    text === undefined
      ? []
      : Object.entries(ways).map(([way, sql]) => `count(${sql.replace('?', () => text)}) AS "${way}${i}"`),
  );
  const [sampled = {}] =
    asked.length > 0 ? await duck.rows(`SELECT ${asked.join(', ')} FROM (SELECT * FROM ${from} LIMIT ${SAMPLE})`) : [];
  return columns.map(({ name, type }, i): Readings => {
    const column = identifier(name);
    const text = texts[i];
    if (text === undefined) {
      const said = `${column}::VARCHAR`;
      if (NUMERIC.test(type)) return { text: said, number: `finite(${column}::DOUBLE)` };
      return TEMPORAL.test(type) ? { text: said, date: `days(${column}::TIMESTAMP)` } : { text: said };
    }
    // the first way of those that read most
    const best = (names: readonly (keyof typeof ways)[]) =>
      names.reduce((a, b) => (Number(sampled[`${b}${i}`]) > Number(sampled[`${a}${i}`]) ? b : a));
    const number =
      decimal === 'auto'
        ? best(['point', 'thousands', 'comma'])
        : decimal === 'comma'
          ? 'comma'
          : best(['point', 'thousands']);
    const date = dates === 'auto' ? best(['iso', 'monthFirst', 'dayFirst', 'named']) : best(['iso', dates, 'named']);
    return {
      text,
      number: ways[number].replace('?', () => text),
      date: ways[date].replace('?', () => text),
      ways: { number, date },
    };
  });
}

interface Counts {
  readonly said: number;
  readonly numbers: number;
  readonly dates: number;
  readonly distinct: number;
  readonly whole: boolean;
  /** Of the first rows: like sentences. */
  readonly prose: boolean;
  /** The largest of its numbers, signs aside. */
  readonly largest: number;
}

async function count(
  duck: Duck,
  from: string,
  columns: Relation['columns'],
  readings: readonly Readings[],
): Promise<{ rows: number; columns: Counts[] }> {
  const asked = readings.flatMap(({ text, number, date }, i) => [
    `count(${text}) AS "said${i}"`,
    `approx_count_distinct(${text}) AS "distinct${i}"`,
    ...(number
      ? [
          `count(${number}) AS "numbers${i}"`,
          `bool_and(${number} = floor(${number})) AS "whole${i}"`,
          `max(abs(${number})) AS "largest${i}"`,
        ]
      : []),
    ...(date ? [`count(${date}) AS "dates${i}"`] : []),
  ]);
  const [found = {}] = await duck.rows(`SELECT ${['count(*) AS "rows"', ...asked].join(', ')} FROM ${from}`);
  const lengths = readings.flatMap(({ text }, i) =>
    TEXTUAL.test(columns[i]!.type) ? [`avg(${wordsIn(text)}) AS "words${i}"`] : [],
  );
  const [long = {}] =
    lengths.length > 0
      ? await duck.rows(`SELECT ${lengths.join(', ')} FROM (SELECT * FROM ${from} LIMIT ${SAMPLE})`)
      : [];
  return {
    rows: Number(found.rows),
    columns: columns.map((_, i) => ({
      said: Number(found[`said${i}`]),
      numbers: Number(found[`numbers${i}`] ?? 0),
      dates: Number(found[`dates${i}`] ?? 0),
      // an estimate, which may be more than there are
      distinct: Math.min(Number(found[`said${i}`]), Number(found[`distinct${i}`])),
      whole: found[`whole${i}`] === true,
      prose: Number(long[`words${i}`] ?? 0) >= WORDS_OF_PROSE,
      largest: Number(found[`largest${i}`] ?? 0),
    })),
  };
}

/** The kind that a person chose, or the one that most values are of. */
function kindOf(type: string, { said, numbers, dates, distinct, prose }: Counts, chosen?: string): TableKind {
  if (TABLE_KINDS.includes(chosen as TableKind)) return chosen as TableKind;
  if (type === 'BOOLEAN') return 'category';
  if (numbers >= said * READABLE && (numbers > 0 || NUMERIC.test(type))) return 'number';
  if (dates >= said * READABLE && dates > 0) return 'date';
  if (said === 0 || (prose && distinct > said / 2)) return 'text';
  return distinct <= Math.min(MOST_GUESSED, Math.max(FEW, said / 2)) ? 'category' : 'text';
}

/** The different values of each category, in their order, all of one look at the file; a column of too many is left out. */
async function classesOf(
  duck: Duck,
  from: string,
  readings: readonly Readings[],
  kinds: readonly TableKind[],
  counts: readonly Counts[],
): Promise<Map<number, readonly string[]>> {
  // the counts are not exact: what is far beyond the most is not even looked at
  const asked = kinds.flatMap((kind, i) => (kind === 'category' && counts[i]!.distinct < 2 * MOST_CLASSES ? [i] : []));
  if (asked.length === 0) return new Map();
  const lists = asked.map((i) => `list(DISTINCT ${readings[i]!.text}) AS "values${i}"`);
  const [found = {}] = await duck.rows(`SELECT ${lists.join(', ')} FROM ${from}`);
  return new Map(
    asked.flatMap((i) => {
      const list = found[`values${i}`] as { readonly items: readonly unknown[] } | null;
      const values = (list?.items ?? []).filter((value) => value !== null).map(String);
      return values.length <= MOST_CLASSES ? [[i, inOrder(values)] as const] : [];
    }),
  );
}

/** Numbers by size, anything else by code points. */
function inOrder(values: readonly string[]): string[] {
  const numeric = values.every((value) => Number.isFinite(Number(value)));
  return values.toSorted((a, b) => (numeric && Number(a) - Number(b)) || byCodePoints(a, b));
}

async function examined(
  duck: Duck,
  from: string,
  {
    name,
    kind,
    classes,
    index,
  }: { name: string; kind: TableKind; classes: readonly string[] | undefined; index: number },
  readings: Readings,
  { said, numbers, dates, distinct, whole, prose, largest }: Counts,
  rows: number,
): Promise<ExaminedColumn> {
  const column = {
    name,
    kind,
    text: readings.text,
    distinct: classes?.length ?? distinct,
    missing: rows - said,
    whole: kind === 'number' && whole,
    ...((kind === 'date' || (kind === 'number' && whole && largest > EXACT)) && { wide: true }),
  };
  if (kind === 'text') return { ...column, ...(prose && { prose }) };
  if (kind === 'ignore') return column;
  if (kind === 'category') {
    const type = identifier(`classes${index}`);
    await duck.run(`CREATE TYPE ${type} AS ENUM (${classes!.map(quoted).join(', ')})`);
    return { ...column, classes: classes!, sql: `enum_code(TRY_CAST(${readings.text} AS ${type}))` };
  }
  const sql = (kind === 'number' ? readings.number : readings.date) ?? 'NULL::DOUBLE';
  const reading = readings.ways?.[kind];
  const unreadable = said - (kind === 'number' ? numbers : dates);
  const read = { ...column, number: sql, sql, ...(reading && { reading }) };
  if (unreadable === 0) return read;
  const [first] = await duck.rows(firstUnreadable(from, readings.text, sql));
  const [beyond] =
    kind === 'number'
      ? await duck.rows(
          `SELECT count(*) AS count FROM ${from} WHERE TRY_CAST(${readings.text} AS DOUBLE) IS NOT NULL AND ${sql} IS NULL`,
        )
      : [];
  const outOfRange = Number(beyond?.count ?? 0);
  return { ...read, unreadable: { count: unreadable, ...(outOfRange > 0 && { outOfRange }), ...placeOf(first!) } };
}

const firstUnreadable = (from: string, text: string, sql: string): string =>
  `SELECT row, value FROM (SELECT row_number() OVER () AS row, ${text} AS value, ${sql} AS read FROM ${from}) WHERE value IS NOT NULL AND read IS NULL LIMIT 1`;
const placeOf = ({ row, value }: Row) => ({ row: Number(row), value: String(value) });
