/**
 * What the columns of a table hold: the first rows say how each may be read, all rows how many of its values can. Nothing is read as
 * what it is not without being counted.
 */
import { NOTHING, NOTHING_AMONG_NUMBERS } from '../../data/kinds/written.ts';
import type {
  Nearly,
  SignTaken,
  TableColumn,
  TableKind,
  TableOptions,
  TextReading,
  Unreadable,
} from '../../data/tables.ts';
import { TABLE_KINDS } from '../../data/tables.ts';
import { type Phrase, phrase, verbatim } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';
import { byCodePoints } from '../../types/codePoints.ts';
import { type Duck, identifier, quoted, type Row } from './duckdb.ts';
import type { Relation } from './relation.ts';
import {
  classesInCells,
  isList,
  listText,
  longestCell,
  type SeveralCounts,
  severalAsked,
  severalCounts,
  severalKind,
  severalSampled,
} from './several.ts';
import { hasSign, longestSigned, mixedSigns, SIGN_MACROS, signsOf, unsigned } from './signs.ts';

/**
 * A column, and in SQL what is stored of it in the row file: the number of a number or a date, of a category that of its class; NULL
 * where there is nothing. Text and what is ignored has none.
 */
export interface ExaminedColumn extends TableColumn {
  readonly sql?: string;
}
export interface Examined {
  readonly rows: number;
  readonly columns: readonly ExaminedColumn[];
  readonly notes: readonly Phrase[];
}

/**
 * The table as SQL calls it once the file was read; its columns are `c0`, `c1` ...: numbers, days since 1970, or texts. Of numbers and
 * days that were texts, `t0`, `t1` ... hold those that could not be read; `s0`, `s1` ... say which had the sign that was taken off.
 */
export const TABLE = 'kept.rows';

/** Rows that say how a column may be read. */
const SAMPLE = 20_000;
/** Of the values that are there so many must be read as numbers or dates for a column to be of them. */
const READABLE = 0.98;
/** So many look as if a few slips kept the column from being read so. */
const NEARLY = 0.8;
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

/** What stands for a value that is missing has so many bytes at most. */
const LONGEST_MISSING = 4;
/** The largest float32. */
const LARGEST = 3.4028234663852886e38;

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
const WAYS: Readonly<Record<TextReading, string>> = { ...NUMBERS, ...DATES };

const toNull = (x: string, texts: Iterable<string>) =>
  `CASE ${x} ${Array.from(texts, (text) => `WHEN ${quoted(text)} THEN NULL`).join(' ')} ELSE ${x} END`;

// what is missing is compared with one by one: of IN with a list DuckDB makes a join for each column, eight times as long
const MACROS = [
  `said(x) AS CASE WHEN strlen(trim(x)) > ${LONGEST_MISSING} THEN trim(x) ELSE ${toNull('trim(x)', NOTHING)} END`,
  `among(x) AS CASE WHEN strlen(x) > ${LONGEST_MISSING} THEN x ELSE ${toNull('x', NOTHING_AMONG_NUMBERS)} END`,
  `finite(x) AS CASE WHEN abs(x) <= ${LARGEST} THEN x END`,
  'as_point(x) AS finite(TRY_CAST(x AS DOUBLE))',
  `as_thousands(x) AS CASE WHEN regexp_full_match(trim(x), ${WITH_THOUSANDS}) THEN as_point(replace(x, ',', '')) ELSE as_point(x) END`,
  `as_comma(x) AS CASE WHEN regexp_full_match(trim(x), ${WITH_COMMA}) THEN as_point(replace(replace(x, '.', ''), ',', '.')) ELSE as_point(x) END`,
  `days(x) AS epoch(x) / ${DAYS}`,
  'as_iso(x) AS days(TRY_CAST(x AS TIMESTAMP))',
  `as_day_first(x) AS days(try_strptime(trim(x), ${formats('%d.%m.%Y', '%d/%m/%Y', '%d-%m-%Y')}))`,
  `as_named(x) AS days(try_strptime(trim(x), ${formats('%b %d %Y', '%d %b %Y', '%b %d, %Y', '%B %d, %Y', '%d %B %Y')}))`,
  `as_month_first(x) AS days(try_strptime(trim(x), ${formats('%m/%d/%Y', '%m-%d-%Y')}))`,
  ...SIGN_MACROS,
];

/** How a column can be read: as text it has been said, or its type says it. */
interface Readings {
  /** What stands there, as text; NULL where nothing does. */
  readonly text: string;
  readonly number?: string;
  readonly date?: string;
  /** What these two are called, of a text. */
  readonly ways?: { readonly number: TextReading; readonly date: TextReading };
  /** Some of its numbers have a sign beside them. */
  readonly hasSigns?: true;
  /** What stands beside most of its numbers, and the longest of the first of these. */
  readonly sign?: string;
  readonly example?: string;
}

/** In SQL, a text as a number; NULL where a column is never read so. */
const numberIn = ({ ways, sign }: Readings, text: string): string =>
  ways ? WAYS[ways.number].replace('?', () => unsigned(text, sign)) : 'NULL';
/** In SQL, a text as a date. */
const dateIn = ({ ways }: Readings, text: string): string => (ways ? WAYS[ways.date].replace('?', () => text) : 'NULL');
/** In SQL, what stands in a column of numbers or dates. */
const amongIn = ({ ways }: Readings, text: string): string => (ways ? `among(${text})` : text);

const NUMERIC = /^(U?(TINYINT|SMALLINT|INTEGER|BIGINT|HUGEINT)|FLOAT|DOUBLE|DECIMAL)/;
const TEMPORAL = /^(DATE|TIMESTAMP)/;
const TEXTUAL = /^(VARCHAR|ENUM|UUID|JSON)/;

/** A JSON value of several types is a text of each. */
const textOf = (column: string, type: string) =>
  isList(type) ? listText(column) : type === 'JSON' ? `json_extract_string(${column}, '$')` : `${column}::VARCHAR`;
const isTextual = (type: string): boolean => isList(type) || TEXTUAL.test(type);

/** What the SQL of columns is made of. */
async function defineReadings(duck: Duck): Promise<void> {
  for (const macro of MACROS) await duck.run(`CREATE OR REPLACE MACRO ${macro}`);
}

/** As what a column is stored: texts become numbers or days on the way in. */
type Form = 'number' | 'date' | 'text';

/**
 * Reads a relation once, into the table `kept.rows` of a database that is attached as `kept`, and says what its columns hold. The first
 * rows say how each is read; where all rows say otherwise, it is read once more.
 */
export async function examine(
  duck: Duck,
  relation: Relation,
  options: TableOptions,
  progress: (share: number) => void,
): Promise<Examined> {
  await defineReadings(duck);
  const notes: Phrase[] = [];
  const usable = relation.columns.filter(({ name, type }) => {
    const single = [NUMERIC, TEMPORAL, TEXTUAL, /^BOOLEAN$/].some((pattern) => pattern.test(type));
    const fits = isList(type) || (single && !type.endsWith(']'));
    if (!fits) notes.push(phrase('column-of-type', { name: verbatim(name), type: verbatim(type) }));
    return fits;
  });
  if (usable.length === 0) throw new Refusal(phrase('no-columns-to-read'));
  const { readings, forms } = await readingsOf(duck, relation.from, usable, options);
  await store(duck, relation.from, readings, forms, progress);
  let counts = await count(duck, usable, readings, forms);
  const kinds = usable.map(({ name, type }, i) =>
    kindOf(type, counts.columns[i]!, readings[i]!.sign, options.kinds[name]),
  );
  const others = kinds.map((kind, i) => formOf(kind, forms[i]!));
  if (others.some((form, i) => form !== forms[i])) {
    await duck.run(`DROP TABLE ${TABLE}`);
    await store(duck, relation.from, readings, others, progress);
    counts = await count(duck, usable, readings, others);
  }
  const several = new Map<number, Several | undefined>();
  for (const [i, { name, type }] of usable.entries())
    if (kinds[i] === 'categories' || kinds[i] === 'sequence') {
      const guessed = options.kinds[name] !== kinds[i] && !isList(type);
      several.set(i, await severalOf(duck, `c${i}`, kinds[i], counts.columns[i]!, guessed));
      // what turns out to be neither is what it would have been else
      if (!several.get(i)) kinds[i] = plainKind(counts.columns[i]!);
    }
  const classes = await classesOf(duck, kinds, counts.columns);
  const guessed = usable.map(({ name }, i) => !Object.hasOwn(options.kinds, name) && isPlain(kinds[i]!));
  const nearly = await nearlyOf(duck, guessed, readings, counts.columns);
  const columns: ExaminedColumn[] = [];
  for (const [i, { name }] of usable.entries()) {
    const found = classes.get(i);
    const kind = kinds[i] === 'category' && !found ? 'text' : kinds[i]!;
    const reading = readings[i]!.ways?.[kind as 'number' | 'date'];
    const sign = kind === 'number' ? await signTaken(duck, readings[i]!, counts.columns[i]!) : undefined;
    const column = {
      ...{ name, kind, classes: found, index: i, reading, sign },
      ...{ several: several.get(i), nearly: nearly.get(i) },
    };
    columns.push(await examined(duck, column, counts.columns[i]!, counts.rows));
  }
  return { rows: counts.rows, columns, notes };
}

/** The sign that is taken off a column's numbers; undefined where none is. */
async function signTaken(duck: Duck, reading: Readings, { signed }: Counts): Promise<SignTaken | undefined> {
  const { sign, example } = reading;
  if (sign === undefined || example === undefined) return undefined;
  const [read] = await duck.rows(`SELECT ${numberIn(reading, quoted(example))} AS number`);
  return { sign, count: signed, value: example, number: Number(read!.number) };
}

/** `now`: what an ignored column is stored as. */
const formOf = (kind: TableKind, now: Form): Form =>
  kind === 'ignore' ? now : kind === 'number' || kind === 'date' ? kind : 'text';

async function store(
  duck: Duck,
  from: string,
  readings: readonly Readings[],
  forms: readonly Form[],
  progress: (share: number) => void,
): Promise<void> {
  const select = readings.flatMap((reading, i) => {
    const { text, number, date, sign } = reading;
    if (forms[i] === 'text') return [`${text} AS c${i}`];
    const value = (forms[i] === 'number' ? number : date) ?? 'NULL::DOUBLE';
    return [
      `${value} AS c${i}`,
      `CASE WHEN ${value} IS NULL THEN ${amongIn(reading, text)} END AS t${i}`,
      ...(sign === undefined ? [] : [`${value} IS NOT NULL AND ${hasSign(text, sign)} AS s${i}`]),
    ];
  });
  await duck.run(`CREATE TABLE ${TABLE} AS SELECT ${select.join(', ')} FROM ${from}`, progress);
}

async function readingsOf(
  duck: Duck,
  from: string,
  columns: Relation['columns'],
  { decimal, dates, kinds }: TableOptions,
): Promise<{ readonly readings: readonly Readings[]; readonly forms: readonly Form[] }> {
  // as it stands there: numbers and dates are read of that
  const texts = columns.map(({ name, type }) => (isTextual(type) ? textOf(identifier(name), type) : undefined));
  const rows = `(SELECT * FROM ${from} LIMIT ${SAMPLE})`;
  const signs = await signsOf(duck, rows, texts);
  /** A person who says that a column is of numbers means those that have a sign. */
  const signOf = (i: number) =>
    signs.get(i)?.most || kinds[columns[i]!.name] === 'number' ? signs.get(i)?.sign : undefined;
  const asked = texts.flatMap((text, i) =>
    text === undefined
      ? []
      : [
          `count(among(said(${text}))) AS "among${i}"`,
          ...Object.entries(NUMBERS).flatMap(([way, sql]) => {
            const number = sql.replace('?', () => unsigned(text, signOf(i)));
            return [`count(${number}) AS "${way}${i}"`, ...longestSigned(text, number, signOf(i), `${way}Of${i}`)];
          }),
          // trying all forms of dates takes longest, and a number is none
          ...Object.entries(DATES).map(
            ([way, sql]) =>
              `count(CASE WHEN as_point(${text}) IS NULL THEN ${sql.replace('?', () => text)} END) AS "${way}${i}"`,
          ),
        ],
  );
  const [sampled = {}] = asked.length > 0 ? await duck.rows(`SELECT ${asked.join(', ')} FROM ${rows}`) : [];
  const readings = columns.map(({ name, type }, i): Readings => {
    const column = identifier(name);
    const text = texts[i];
    if (text === undefined) {
      const said = `${column}::VARCHAR`;
      if (NUMERIC.test(type)) return { text: said, number: `finite(${column}::DOUBLE)` };
      return TEMPORAL.test(type) ? { text: said, date: `days(${column}::TIMESTAMP)` } : { text: said };
    }
    // the first way of those that read most
    const best = (names: readonly TextReading[]) =>
      names.reduce((a, b) => (Number(sampled[`${b}${i}`]) > Number(sampled[`${a}${i}`]) ? b : a));
    const number =
      decimal === 'auto'
        ? best(['point', 'thousands', 'comma'])
        : decimal === 'comma'
          ? 'comma'
          : best(['point', 'thousands']);
    const date = dates === 'auto' ? best(['iso', 'monthFirst', 'dayFirst', 'named']) : best(['iso', dates, 'named']);
    const sign = signOf(i);
    const read: Readings = {
      text: `said(${text})`,
      ways: { number, date },
      ...(sign !== undefined &&
        sampled[`${number}Of${i}`] !== null && { sign, example: String(sampled[`${number}Of${i}`]) }),
      ...(signs.has(i) && { hasSigns: true as const }),
    };
    return { ...read, number: numberIn(read, text), date: dateIn(read, text) };
  });
  const forms = columns.map(({ name, type }, i): Form => {
    const { ways: found } = readings[i]!;
    const counts = found && {
      among: Number(sampled[`among${i}`]),
      numbers: Number(sampled[`${found.number}${i}`]),
      dates: Number(sampled[`${found.date}${i}`]),
    };
    const chosen = TABLE_KINDS.find((kind) => kind === kinds[name]);
    const kind = chosen ?? (counts ? readableAs(counts) : NUMERIC.test(type) ? 'number' : 'date');
    return (type === 'BOOLEAN' || isList(type)) && chosen === undefined ? 'text' : formOf(kind ?? 'text', 'text');
  });
  return { readings, forms };
}

interface Counts {
  readonly said: number;
  /** Those that do not stand for nothing among numbers or dates. */
  readonly among: number;
  readonly numbers: number;
  /** Numbers that have the column's sign beside them. */
  readonly signed: number;
  readonly dates: number;
  readonly distinct: number;
  readonly whole: boolean;
  /** Of the first rows: like sentences. */
  readonly prose: boolean;
  /** The largest of its numbers, signs aside. */
  readonly largest: number;
  readonly unreadable?: Unreadable;
  /** Of a text. */
  readonly several: SeveralCounts;
}

async function count(
  duck: Duck,
  columns: Relation['columns'],
  readings: readonly Readings[],
  forms: readonly Form[],
): Promise<{ rows: number; columns: Counts[] }> {
  const asked = readings.flatMap((reading, i) => {
    const [c, t] = [`c${i}`, `t${i}`];
    const all = [`count(${c}) AS "read${i}"`, `approx_count_distinct(${c}) AS "distinct${i}"`];
    const { sign } = reading;
    if (forms[i] === 'text')
      return [
        ...all,
        ...severalAsked(c, i),
        `count(${amongIn(reading, c)}) AS "among${i}"`,
        `count(${numberIn(reading, c)}) AS "numbers${i}"`,
        `count(${dateIn(reading, c)}) AS "dates${i}"`,
        ...(sign === undefined ? [] : [`count(${numberIn(reading, c)}) FILTER (${hasSign(c, sign)}) AS "signed${i}"`]),
      ];
    return [
      ...all,
      `count(${t}) AS "unread${i}"`,
      ...(forms[i] === 'number'
        ? [
            `count(${dateIn(reading, t)}) AS "dates${i}"`,
            ...(sign === undefined ? [] : [`count(*) FILTER (s${i}) AS "signed${i}"`]),
            `bool_and(${c} = floor(${c})) AS "whole${i}"`,
            `max(abs(${c})) AS "largest${i}"`,
          ]
        : [`count(${numberIn(reading, t)}) AS "numbers${i}"`]),
    ];
  });
  const [found = {}] = await duck.rows(`SELECT ${['count(*) AS "rows"', ...asked].join(', ')} FROM ${TABLE}`);
  const places = forms.flatMap((_, i) => (Number(found[`unread${i}`] ?? 0) > 0 ? [i] : []));
  const whereOf = places.flatMap((i) => {
    const number = forms[i] === 'number' ? `TRY_CAST(t${i} AS DOUBLE)` : 'NULL';
    return [
      ...firstOf(`t${i}`, `${number} IS NULL`, `strange${i}`),
      ...firstOf(`t${i}`, `${number} IS NOT NULL`, `beyond${i}`),
    ];
  });
  const [bad = {}] = places.length > 0 ? await duck.rows(`SELECT ${whereOf.join(', ')} FROM ${TABLE}`) : [];
  const lengths = columns.flatMap(({ type }, i) =>
    isTextual(type) && forms[i] === 'text'
      ? [`avg(${wordsIn(`c${i}`)}) AS "words${i}"`, severalSampled(`c${i}`, i)]
      : [],
  );
  const [long = {}] =
    lengths.length > 0
      ? await duck.rows(`SELECT ${lengths.join(', ')} FROM (SELECT * FROM ${TABLE} LIMIT ${SAMPLE})`)
      : [];
  return {
    rows: Number(found.rows),
    columns: columns.map((_, i): Counts => {
      const [read, unread] = [Number(found[`read${i}`]), Number(found[`unread${i}`] ?? 0)];
      return {
        said: read + unread,
        among: Number(found[`among${i}`] ?? read + unread),
        signed: Number(found[`signed${i}`] ?? 0),
        numbers: forms[i] === 'number' ? read : Number(found[`numbers${i}`]),
        dates: forms[i] === 'date' ? read : Number(found[`dates${i}`]),
        // an estimate, which may be more than there are
        distinct: Math.min(read, Number(found[`distinct${i}`])),
        whole: found[`whole${i}`] === true,
        prose: Number(long[`words${i}`] ?? 0) >= WORDS_OF_PROSE,
        largest: Number(found[`largest${i}`] ?? 0),
        several: severalCounts(found, long, i),
        ...(unread > 0 && { unreadable: unreadableOf(bad, i, unread) }),
      };
    }),
  };
}

/** Of the texts for which something holds: how many there are, and where the first stands. */
const firstOf = (text: string, holds: string, name: string): string[] => [
  `count(${text}) FILTER (${holds}) AS "${name}"`,
  `min(rowid) FILTER (${text} IS NOT NULL AND ${holds}) AS "${name}Row"`,
  `arg_min(${text}, rowid) FILTER (${text} IS NOT NULL AND ${holds}) AS "${name}Value"`,
];
const placeOf = (found: Row, name: string) => ({
  row: Number(found[`${name}Row`]) + 1,
  value: String(found[`${name}Value`]),
});

function unreadableOf(bad: Row, i: number, count: number): Unreadable {
  const beyond = Number(bad[`beyond${i}`]);
  const place = placeOf(bad, `${beyond === count ? 'beyond' : 'strange'}${i}`);
  return { count, ...place, ...(beyond > 0 && { outOfRange: { count: beyond, ...placeOf(bad, `beyond${i}`) } }) };
}

const isPlain = (kind: TableKind): boolean => kind === 'text' || kind === 'category';

/** Columns that would be of numbers or dates but for a few values. Few different values are classes, whatever they are called. */
async function nearlyOf(
  duck: Duck,
  guessed: readonly boolean[],
  readings: readonly Readings[],
  counts: readonly Counts[],
): Promise<Map<number, Nearly>> {
  const nearly = new Map<number, Nearly>();
  for (const [i, { among }] of counts.entries()) {
    const mixed =
      guessed[i] && readings[i]!.hasSigns ? await mixedSigns(duck, TABLE, `c${i}`, among * READABLE) : undefined;
    if (mixed) nearly.set(i, mixed);
  }
  const able = counts.flatMap(({ among, numbers, dates, distinct }, i) => {
    const kind = numbers >= dates ? 'number' : 'date';
    const count = Math.max(numbers, dates);
    const isNearly = guessed[i]! && readings[i]!.ways && distinct > FEW && count >= among * NEARLY && count < among;
    return isNearly && !nearly.has(i) ? [{ i, kind, able: count } as const] : [];
  });
  if (able.length === 0) return nearly;
  const asked = able.flatMap(({ i, kind }) => {
    const value = (kind === 'number' ? numberIn : dateIn)(readings[i]!, `c${i}`);
    return firstOf(amongIn(readings[i]!, `c${i}`), `${value} IS NULL`, `other${i}`);
  });
  const [found = {}] = await duck.rows(`SELECT ${asked.join(', ')} FROM ${TABLE}`);
  for (const { i, kind, able: count } of able)
    nearly.set(i, { kind, able: count, others: Number(found[`other${i}`]), ...placeOf(found, `other${i}`) });
  return nearly;
}

/** What most of the values that are there can be read as. */
function readableAs({
  among,
  numbers,
  dates,
}: Pick<Counts, 'among' | 'numbers' | 'dates'>): 'number' | 'date' | undefined {
  if (numbers >= among * READABLE && numbers > 0) return 'number';
  return dates >= among * READABLE && dates > 0 ? 'date' : undefined;
}

/** The kind that a person chose, or the one that most values are of. */
function kindOf(type: string, counts: Counts, sign: string | undefined, chosen?: string): TableKind {
  const { said, among, signed, several } = counts;
  if (TABLE_KINDS.includes(chosen as TableKind)) return chosen as TableKind;
  if (type === 'BOOLEAN') return 'category';
  if (isList(type)) return severalKind(type, several, said, READABLE)!;
  // of numbers of which only some have a sign nobody knows what the others are of
  const isMixed = sign !== undefined && signed < among * READABLE;
  const readable =
    said === 0 && NUMERIC.test(type) ? 'number' : readableAs(isMixed ? { ...counts, numbers: 0 } : counts);
  if (said > 0 && several.pictures >= said * READABLE) return 'picture';
  return readable ?? severalKind(type, several, said, READABLE) ?? plainKind(counts);
}

const plainKind = ({ said, distinct, prose }: Counts): TableKind =>
  said > 0 && !(prose && distinct > said / 2) && distinct <= Math.min(MOST_GUESSED, Math.max(FEW, said / 2))
    ? 'category'
    : 'text';

/** What is known of a column with several values in a cell. */
type Several = Pick<ExaminedColumn, 'classes' | 'between' | 'longest' | 'unreadable'>;
/** Numbers of a cell at most. */
const MOST_NUMBERS = 65_536;

/** Undefined where it holds too many classes, or rows too long. */
async function severalOf(
  duck: Duck,
  c: string,
  kind: 'categories' | 'sequence',
  { said, several }: Counts,
  guessed: boolean,
): Promise<Several | undefined> {
  if (kind === 'categories')
    return classesInCells(duck, TABLE, c, several, { most: guessed ? MOST_GUESSED : MOST_CLASSES, guessed });
  const { longest, row, value } = await longestCell(duck, TABLE, c);
  if (longest === 0 || longest > MOST_NUMBERS) return undefined;
  const count = said - several.sequences;
  return { longest, ...(count > 0 && { unreadable: { count, row, value } }) };
}

/** The different values of each category, in their order; a column of too many is left out. */
async function classesOf(
  duck: Duck,
  kinds: readonly TableKind[],
  counts: readonly Counts[],
): Promise<Map<number, readonly string[]>> {
  // the counts are not exact: what is far beyond the most is not even looked at
  const asked = kinds.flatMap((kind, i) => (kind === 'category' && counts[i]!.distinct < 2 * MOST_CLASSES ? [i] : []));
  if (asked.length === 0) return new Map();
  const lists = asked.map((i) => `list(DISTINCT c${i}) AS "values${i}"`);
  const [found = {}] = await duck.rows(`SELECT ${lists.join(', ')} FROM ${TABLE}`);
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
  { name, kind, classes, index, reading, sign, several, nearly }: Described,
  { said, distinct, whole, prose, largest, unreadable }: Counts,
  rows: number,
): Promise<ExaminedColumn> {
  const column = {
    name,
    kind,
    distinct: classes?.length ?? distinct,
    missing: rows - said,
    whole: kind === 'number' && whole,
    ...((kind === 'date' || (kind === 'number' && whole && largest > EXACT)) && { wide: true }),
    ...(nearly && { nearly }),
  };
  if (kind === 'text') return { ...column, ...(prose && { prose }) };
  if (kind === 'ignore' || kind === 'picture') return column;
  if (kind === 'categories' || kind === 'sequence')
    return { ...column, ...several, distinct: several?.classes?.length ?? distinct };
  if (kind === 'category') {
    const type = identifier(`classes${index}`);
    await duck.run(`DROP TYPE IF EXISTS ${type}`);
    await duck.run(`CREATE TYPE ${type} AS ENUM (SELECT unnest([${classes!.map(quoted).join(', ')}]::VARCHAR[]))`);
    return { ...column, classes: classes!, sql: `enum_code(TRY_CAST(c${index} AS ${type}))` };
  }
  return {
    ...column,
    sql: `c${index}`,
    ...(reading && { reading }),
    ...(sign && { sign }),
    ...(unreadable && { unreadable }),
  };
}

interface Described {
  readonly name: string;
  readonly kind: TableKind;
  readonly classes: readonly string[] | undefined;
  readonly index: number;
  readonly reading: TextReading | undefined;
  readonly sign: SignTaken | undefined;
  readonly several: Several | undefined;
  readonly nearly: Nearly | undefined;
}
