/**
 * A file of a table read as text, column by column, as the program does that the project comes from: what a value means was found there.
 * It goes along with exported projects word for word.
 */
import { NOTHING, NOTHING_AMONG_NUMBERS, numberOf } from '../../../data/kinds/written.ts';

/** How a text says a number, or a date: 1,234.5 by thousands, 1.234,5 with a comma; 2026-11-30, 11/30/2026, 30.11.2026, 30 Nov 2026. */
export type Reading = 'point' | 'thousands' | 'comma' | 'iso' | 'monthFirst' | 'dayFirst' | 'named';

/** What stands in the file, and how. */
export interface TableForm {
  readonly encoding: string;
  readonly separator: string;
  readonly quote: string;
  /** Lines above the first that counts. */
  readonly skipped: number;
  /** The first line names the columns. */
  readonly header: boolean;
  /** Lines of another length than the others: they stop the reading, or are left out. */
  readonly faulty: 'stop' | 'skip';
}

/** A column that is read: numbers, dates as days since 1970, or the numbers of classes. */
export interface TableColumn {
  readonly name: string;
  readonly reading?: Reading;
  /** What stands before or behind its numbers, as "$" or "%". */
  readonly sign?: string;
  /** Of a category: what its class numbers stand for. Where the last is "missing", it is what anything else is, and nothing. */
  readonly classes?: readonly string[];
  /** It is text: what stands there is kept as it is. */
  readonly text?: true;
  /** Its numbers keep all their digits: times are told apart by them. */
  readonly wide?: true;
  /** What is none of them has the number that its letters come to. */
  readonly hashed?: (word: string) => number;
}

export type Values = Float32Array<ArrayBuffer> | Float64Array<ArrayBuffer> | Int32Array<ArrayBuffer>;

const TIME = String.raw`(?:[T ](?<hour>\d{1,2}):(?<minute>\d{1,2})(?::(?<second>\d{1,2}(?:\.\d+)?))?)?`;
const DATES: Readonly<Partial<Record<Reading, readonly RegExp[]>>> = {
  iso: [
    new RegExp(
      String.raw`^(?<year>\d{4})[-/](?<month>\d{1,2})[-/](?<day>\d{1,2})${TIME} ?(?:Z|UTC|(?<zone>[+-]\d{2}(?::?\d{2})?))?$`,
    ),
  ],
  monthFirst: [new RegExp(String.raw`^(?<month>\d{1,2})(?<sign>[/-])(?<day>\d{1,2})\k<sign>(?<year>\d{4})${TIME}$`)],
  dayFirst: [new RegExp(String.raw`^(?<day>\d{1,2})(?<sign>[./-])(?<month>\d{1,2})\k<sign>(?<year>\d{4})${TIME}$`)],
  named: [
    new RegExp(String.raw`^(?<name>[a-z]+) (?<day>\d{1,2}),? (?<year>\d{4})${TIME}$`, 'i'),
    new RegExp(String.raw`^(?<day>\d{1,2}) (?<name>[a-z]+) (?<year>\d{4})${TIME}$`, 'i'),
  ],
};
const MONTHS = [
  ...['january', 'february', 'march', 'april', 'may', 'june'],
  ...['july', 'august', 'september', 'october', 'november', 'december'],
];
const MINUTE = 60_000;
const DAY = 1440 * MINUTE;

/** Days since 1970; NaN where the text is no date. */
function daysOf(text: string, reading: Reading): number {
  const found = DATES[reading]!.map((pattern) => pattern.exec(text)?.groups).find((groups) => groups);
  if (!found) return Number.NaN;
  const { name, zone } = found;
  const letters = name?.toLowerCase();
  const month =
    letters === undefined
      ? Number(found.month)
      : MONTHS.findIndex((one) => one === letters || one.slice(0, 3) === letters) + 1;
  const [year, day] = [Number(found.year), Number(found.day)];
  const [hour, minute, second] = [found.hour, found.minute, found.second].map((part) => Number(part ?? 0));
  const midnight = Date.UTC(year, month - 1, day);
  const date = new Date(midnight);
  // the 31st of June is none
  if (month < 1 || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return Number.NaN;
  if (hour! > 23 || minute! > 59 || second! >= 60) return Number.NaN;
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone ?? '') ?? [];
  const ahead = sign === undefined ? 0 : Number(`${sign}1`) * (60 * Number(hours) + Number(minutes ?? 0));
  return (midnight + (60 * hour! + minute! - ahead) * MINUTE + second! * 1000) / DAY;
}

/** Whether a text of a column of numbers, dates or classes stands for nothing. */
const isNothing = ({ classes }: TableColumn, said: string): boolean =>
  NOTHING.has(said) || (!classes && NOTHING_AMONG_NUMBERS.has(said));

/** What a text of a column comes to: its number, or that of its class; -1 for what is no class. */
function valueIn(column: TableColumn, places: ReadonlyMap<string, number>) {
  const { reading = 'point', sign, classes, hashed, text, wide } = column;
  const missing = classes?.at(-1) === 'missing' ? classes.length - 1 : -1;
  return (value: string): number => {
    if (text) return value.length;
    const said = value.trim();
    if (!classes) {
      if (isNothing(column, said)) return Number.NaN;
      const number = reading in DATES ? daysOf(said, reading) : numberOf(said, reading, sign);
      return wide ? number : Math.fround(number);
    }
    if (isNothing(column, said)) return missing;
    return places.get(said) ?? hashed?.(said) ?? missing;
  };
}

/** A text without the spaces around it; what stands for nothing is none. */
function said(text: string): string {
  const bare = text.replace(/^ +| +$/g, '');
  return NOTHING.has(bare) ? '' : bare;
}

/** Numbers that become more. */
class Growing {
  #values: Values;
  #count = 0;
  constructor(make: Float32ArrayConstructor | Float64ArrayConstructor | Int32ArrayConstructor) {
    this.#values = new make(1024);
  }
  push(value: number): void {
    if (this.#count === this.#values.length) {
      const grown = new (this.#values.constructor as Float32ArrayConstructor)(2 * this.#count);
      grown.set(this.#values);
      this.#values = grown;
    }
    this.#values[this.#count++] = value;
  }
  get values(): Values {
    return this.#values.slice(0, this.#count);
  }
}

/** The lines of a text that comes in parts, each as its values with the quotes taken off. */
function* linesOf(parts: Iterable<string>, separator: string, quote: string): Generator<string[]> {
  let [text, at] = ['', 0];
  let [values, value]: [string[], string] = [[], ''];
  let [isQuoted, isBegun] = [false, false];
  const more = parts[Symbol.iterator]();
  /** The next sign, and the one behind it, are there as far as the file has them. */
  const fill = (): boolean => {
    while (at + 1 >= text.length) {
      const next = more.next();
      if (next.done) return at < text.length;
      text = text.slice(at) + next.value;
      at = 0;
    }
    return true;
  };
  const plain = new RegExp(
    `[^${[separator, quote, '\r', '\n'].map((sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`).join('')}]*`,
    'y',
  );
  const within = new RegExp(`[^\\u${quote.charCodeAt(0).toString(16).padStart(4, '0')}]*`, 'y');
  while (fill()) {
    const stretch = isQuoted ? within : plain;
    stretch.lastIndex = at;
    const [run] = stretch.exec(text)!;
    if (run !== '') {
      value += run;
      at += run.length;
      isBegun ||= run.trim() !== '';
      continue;
    }
    const sign = text[at++]!;
    if (isQuoted) {
      if (text[at] === quote) at++;
      else {
        isQuoted = false;
        continue;
      }
      value += quote;
    } else if (sign === quote && !isBegun) {
      [isQuoted, isBegun, value] = [true, true, ''];
    } else if (sign === separator) {
      values.push(value);
      [value, isBegun] = ['', false];
    } else if (sign === '\n' || sign === '\r') {
      if (sign === '\r' && text[at] === '\n') at++;
      yield [...values, value];
      [values, value, isBegun] = [[], '', false];
    } else value += sign;
  }
  if (value !== '' || values.length > 0) yield [...values, value];
}

function* textOf(parts: Iterable<Uint8Array>, encoding: string): Generator<string> {
  let decoder: TextDecoder | undefined;
  for (const bytes of parts) {
    const isMarked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
    decoder ??= new TextDecoder(isMarked ? 'utf-8' : encoding);
    yield decoder.decode(bytes, { stream: true });
  }
  if (decoder) yield decoder.decode();
}

/** Why a file is not read as the table that it should be. */
export class TableError extends Error {}

/**
 * Columns of a file, by name. Rows that have nothing in one of the columns `filled` are left out. Throws a `TableError` that says which line or
 * column is not there or not as it should be.
 */
export function readColumns(
  parts: Iterable<Uint8Array>,
  form: TableForm,
  columns: readonly TableColumn[],
  filled: readonly string[] = [],
): Record<string, { shape: number[]; data: Values; texts?: readonly string[] }> {
  const lines = linesOf(textOf(parts, form.encoding), form.separator, form.quote);
  let line = form.skipped;
  for (let i = 0; i < form.skipped; i++) lines.next();
  let [places, width]: [number[] | undefined, number] = [undefined, 0];
  const find = (names: readonly string[]): number[] => {
    width = names.length;
    return columns.map(({ name }) => {
      const place = names.indexOf(name);
      if (place < 0) throw new TableError(`There is no column "${name}". There are ${names.join(', ')}.`);
      return place;
    });
  };
  const read = columns.map((column) => valueIn(column, new Map(column.classes?.map((name, number) => [name, number]))));
  const made = columns.map(
    ({ classes, wide }) => new Growing(classes ? Int32Array : wide ? Float64Array : Float32Array),
  );
  const texts = columns.map(({ text }): string[] | undefined => (text ? [] : undefined));
  const needed = columns.flatMap(({ name }, i) => (filled.includes(name) ? [i] : []));
  for (const values of lines) {
    line++;
    if (values.length === 1 && values[0]!.trim() === '' && width !== 1) continue;
    if (!places) {
      places = find(form.header ? values.map((name) => name.trim()) : values.map((_, i) => `column${i}`));
      if (form.header) continue;
    }
    if (values.length !== width) {
      if (form.faulty === 'skip') continue;
      throw new TableError(`Line ${line} has ${values.length} values, and the first has ${width}.`);
    }
    const row = read.map((say, i) => say(values[places![i]!]!));
    const isEmpty = (i: number) => NOTHING.has(values[places![i]!]!.trim()) || Number.isNaN(row[i]);
    if (needed.some(isEmpty)) continue;
    const stray = needed.find((i) => row[i] === -1);
    if (stray !== undefined) {
      const said = values[places[stray]!]!.trim();
      throw new TableError(`Line ${line}: "${said}" is none of ${columns[stray]!.classes!.join(', ')}.`);
    }
    row.forEach((value, i) => made[i]!.push(value));
    texts.forEach((list, i) => list?.push(said(values[places![i]!]!)));
  }
  if (!places) throw new TableError('There is nothing in it.');
  return Object.fromEntries(
    columns.map(({ name }, i) => {
      const { values } = made[i]!;
      const list = texts[i];
      return [name, { shape: [values.length], data: values, ...(list && { texts: list }) }];
    }),
  );
}

/** A value of a table: as its file would have it, or as a number, a date, or nothing. */
export type Cell = string | number | boolean | Date | null;

/** A value of a column. Throws a `TableError` where the text is none. */
function cellIn(column: TableColumn, cell: Cell, read: (text: string) => number): number {
  if (cell instanceof Date) return Math.fround(cell.getTime() / DAY);
  if (typeof cell === 'number' && !column.classes && !column.text) return Math.fround(cell);
  const text = String(cell ?? '');
  const value = read(text);
  if (column.text || isNothing(column, text.trim())) return value;
  if (column.classes && value === -1)
    throw new TableError(`"${text}" in the column "${column.name}" is none of ${column.classes.join(', ')}.`);
  if (Number.isNaN(value)) throw new TableError(`"${text}" in the column "${column.name}" is not understood.`);
  return value;
}

/** A row by the names of its columns, as `readColumns` reads it from a file. Throws a `TableError` where it lacks a column. */
export function rowColumns(
  row: Readonly<Record<string, Cell>>,
  columns: readonly TableColumn[],
): Record<string, { shape: number[]; data: Values; texts?: readonly string[] }> {
  return Object.fromEntries(
    columns.map((column) => {
      const { name, classes, text } = column;
      const cell = Object.hasOwn(row, name) ? row[name] : undefined;
      if (cell === undefined)
        throw new TableError(
          `The row lacks the column "${name}". It needs ${columns.map((one) => one.name).join(', ')}.`,
        );
      const read = valueIn(column, new Map(classes?.map((word, number) => [word, number])));
      const value = cellIn(column, cell, read);
      const data = classes ? Int32Array.of(value) : Float32Array.of(value);
      return [name, { shape: [1], data, ...(text && { texts: [said(String(cell ?? ''))] }) }];
    }),
  );
}
