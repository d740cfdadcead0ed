/**
 * Rows of numbers as tables of text (RFC 4180): values between separators, quoted where they hold separators, quotes or line breaks.
 * The separator is a comma, a semicolon or a tab; beside the other two, a comma may be the decimal point. Line breaks may be of any kind.
 */
import { phrase, type Phrase, verbatim } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';

export interface CsvTable {
  /** What the first line calls the columns; undefined where it is numbers as well. */
  readonly names: readonly string[] | undefined;
  /** Rows and columns. */
  readonly shape: readonly [number, number];
  readonly data: Float32Array;
  /** What is to be told: the first whole number that float32 rounds. */
  readonly notes: readonly Phrase[];
}

interface Line {
  /** The number of the line that it begins in, from 1. */
  readonly line: number;
  readonly values: readonly string[];
}

/** Most that is shown of a value. */
const SHOWN = 40;
const shown = (value: string) => verbatim(value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value);

/** Most values that a line may have. */
const MOST_VALUES = 1 << 22;

/** Reads a table of numbers. Throws a `Refusal` that names line and column where a value is none. */
export function readCsv(bytes: Uint8Array): CsvTable {
  const text = textOf(bytes);
  const declared = /^sep=([,;\t])\r?\n/.exec(text)?.[1];
  const separator = declared ?? separatorOf(text);
  const table = new Table(separator);
  for (const line of linesOf(text, separator)) if (declared === undefined || line.line > 1) table.add(line);
  return table.finish();
}

/** Lines become rows one by one, so that no more of a file is held than its numbers. */
class Table {
  readonly #separator: string;
  #names: readonly string[] | undefined;
  /** Of the first line that says something. */
  #width = 0;
  #rows = 0;
  #data = new Float32Array(1024);
  readonly #notes: Phrase[] = [];
  /** A line without anything, which may be the file's end, or a break between rows; among single values it is a row without one. */
  #blank: number | undefined;
  #hasComma = false;
  #point: { readonly line: number; readonly value: string } | undefined;

  constructor(separator: string) {
    this.#separator = separator;
  }

  add({ line, values }: Line): void {
    if (values.length === 1 && values[0]!.trim() === '') {
      this.#blank ??= line;
      return;
    }
    const isFirst = this.#width === 0;
    this.#width ||= values.length;
    if (values.length !== this.#width)
      throw new Refusal(phrase('line-of-other-width', { line, found: values.length, expected: this.#width }));
    if (this.#width === 1 && this.#blank !== undefined)
      throw new Refusal(phrase('value-missing', { line: this.#blank, column: 1 }));
    this.#blank = undefined;
    if (isFirst && areNames(values, this.#separator)) this.#names = values.map((name) => name.trim());
    else this.#addRow(line, values);
  }

  #addRow(line: number, values: readonly string[]): void {
    const start = this.#rows++ * this.#width;
    if (start + this.#width > this.#data.length) {
      const grown = new Float32Array(Math.max(2 * this.#data.length, start + this.#width));
      grown.set(this.#data);
      this.#data = grown;
    }
    values.forEach((text, column) => {
      const value = text.trim();
      const number = numberOf(value, this.#separator, { line, column: column + 1 });
      if (value.includes(',')) this.#hasComma = true;
      else if (value.includes('.')) this.#point ??= { line, value };
      const rounded = Math.fround(number);
      this.#data[start + column] = rounded;
      if (this.#notes.length === 0 && Number.isInteger(number) && rounded !== number)
        this.#notes.push(phrase('value-rounded', { line, value: shown(value), rounded: verbatim(String(rounded)) }));
    });
  }

  finish(): CsvTable {
    if (this.#rows === 0) throw new Refusal(phrase('has-no-rows'));
    if (this.#hasComma && this.#point)
      throw new Refusal(phrase('points-and-commas', { line: this.#point.line, value: shown(this.#point.value) }));
    const shape = [this.#rows, this.#width] as const;
    return { names: this.#names, shape, data: this.#data.slice(0, shape[0] * shape[1]), notes: this.#notes };
  }
}

function textOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const isWide = (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
  // every second byte of Latin text in UTF-16 is zero
  if (isWide || (bytes.length > 1 && (first === 0) !== (second === 0))) throw new Refusal(phrase('is-utf-16'));
  if (bytes.subarray(0, 1000).includes(0)) throw new Refusal(phrase('is-not-text'));
  // names may be of any encoding, and the decoder takes the byte-order mark away
  return new TextDecoder().decode(bytes);
}

/** The separator: a tab or a semicolon where the first line has one outside quotes, else a comma. */
function separatorOf(text: string): string {
  const signs = new Set<string>();
  let isQuoted = false;
  for (const sign of text) {
    if (sign === '"') isQuoted = !isQuoted;
    else if (!isQuoted && (sign === '\n' || sign === '\r')) break;
    else if (!isQuoted) signs.add(sign);
  }
  return ['\t', ';'].find((separator) => signs.has(separator)) ?? ',';
}

/** The lines with their values, quotes taken off. Throws a `Refusal` where quotes are not as they should be. */
function* linesOf(text: string, separator: string): Generator<Line> {
  const whole = /[^\r\n]*/y;
  let [at, line] = [0, 1];
  while (at < text.length) {
    whole.lastIndex = at;
    const [plain] = whole.exec(text)!;
    const start = line;
    let values: string[];
    if (plain.includes('"')) [values, at, line] = quotedLine(text, separator, at, line);
    else {
      values = plain.split(separator, MOST_VALUES + 1);
      at += plain.length;
    }
    if (values.length > MOST_VALUES) throw new Refusal(phrase('line-too-long', { line: start, most: MOST_VALUES }));
    yield { line: start, values };
    at += text.startsWith('\r\n', at) ? 2 : 1;
    line++;
  }
}

/** A line with quotes from a place on: its values, its end, and the line of the file that it ends in. */
function quotedLine(text: string, separator: string, from: number, first: number): [string[], number, number] {
  const bare = separator === '\t' ? /[^"\t\r\n]*/y : separator === ';' ? /[^";\r\n]*/y : /[^",\r\n]*/y;
  const values: string[] = [];
  let [at, line] = [from, first];
  const take = (): string => {
    bare.lastIndex = at;
    const [taken] = bare.exec(text)!;
    at += taken.length;
    return taken;
  };
  /** From the opening quote to behind the closing one. */
  const quoted = (): string => {
    const opened = line;
    const parts: string[] = [];
    do {
      const end = text.indexOf('"', at + 1);
      if (end < 0) throw new Refusal(phrase('quote-not-closed', { line: opened }));
      // of two quotes the second one is said
      parts.push(text.slice(parts.length === 0 ? at + 1 : at, end));
      at = end + 1;
    } while (text[at] === '"');
    const value = parts.join('');
    line += value.match(/\r\n|\r|\n/g)?.length ?? 0;
    return value;
  };
  do {
    if (values.length > 0) at++;
    let value = take();
    if (text[at] === '"' && value.trim() === '') {
      value = quoted();
      if (take().trim() !== '') throw new Refusal(phrase('quote-within-value', { line }));
    }
    if (text[at] === '"') throw new Refusal(phrase('quote-within-value', { line }));
    values.push(value);
  } while (text[at] === separator && values.length <= MOST_VALUES);
  return [values, at, line];
}

/** What stands for a value that is missing, and for numbers that are none. */
const MISSING = /^(nan?|n\/a|null|none|nil|missing|[+-]?inf(inity)?|[-?.*]+)$/i;

/** Whether a first line names the columns: all that it says are words, and none of them is a number or stands for one that is missing. */
function areNames(values: readonly string[], separator: string): boolean {
  const said = values.map((value) => value.trim()).filter((value) => value !== '');
  const isName = (value: string) =>
    /^[\p{L}_#("'%$]/u.test(value) && /\p{L}/u.test(value) && !MISSING.test(value) && !isNumber(value, separator);
  return said.length > 0 && said.every(isName);
}

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const WITH_COMMA = /^[+-]?(\d+,\d*|,\d+)(e[+-]?\d+)?$/i;
/** Between commas, a quoted value of these is no one knows what: a thousand, or one with three decimals. */
const THOUSANDS = /^[+-]?[1-9]\d{0,2}(,\d{3})+$/;

const isNumber = (value: string, separator: string): boolean =>
  NUMBER.test(value) || (WITH_COMMA.test(value) && !(separator === ',' && THOUSANDS.test(value)));

interface Place {
  readonly line: number;
  readonly column: number;
}

function numberOf(value: string, separator: string, place: Place): number {
  if (value === '') throw new Refusal(phrase('value-missing', { ...place }));
  if (!isNumber(value, separator)) throw new Refusal(phrase('value-no-number', { ...place, value: shown(value) }));
  const number = Number(value.replace(',', '.'));
  if (!Number.isFinite(Math.fround(number)))
    throw new Refusal(phrase('value-beyond-float32', { ...place, value: shown(value) }));
  return number;
}
