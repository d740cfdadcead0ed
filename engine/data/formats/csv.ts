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

/** Reads a table of numbers. Throws a `Refusal` that names line and column where a value is none. */
export function readCsv(bytes: Uint8Array): CsvTable {
  const text = textOf(bytes);
  const declared = /^sep=([,;\t])\r?\n/.exec(text)?.[1];
  const separator = declared ?? separatorOf(text);
  const all = linesOf(text, separator).slice(declared === undefined ? 0 : 1);
  // lines without anything end many files, and part the rows of some; where a row is one value, such a line would be a row without it
  const isBlank = ({ values }: Line) => values.length === 1 && values[0]!.trim() === '';
  const lines = all.slice(0, all.findLastIndex((line) => !isBlank(line)) + 1);
  const isColumn = lines.every(({ values }) => values.length === 1);
  const table = isColumn ? lines : lines.filter((line) => !isBlank(line));
  const [first] = table;
  const names = first && areNames(first.values, separator) ? first.values.map((name) => name.trim()) : undefined;
  const rows = names ? table.slice(1) : table;
  if (rows.length === 0) throw new Refusal(phrase('has-no-rows'));
  const width = first!.values.length;
  const data = new Float32Array(rows.length * width);
  const notes: Phrase[] = [];
  const point = { comma: false, dot: undefined as (Place & { readonly text: string }) | undefined };
  rows.forEach(({ line, values }, row) => {
    if (values.length !== width)
      throw new Refusal(phrase('line-of-other-width', { line, found: values.length, expected: width }));
    values.forEach((value, column) => {
      const place = { line, column: column + 1 };
      const number = numberOf(value.trim(), separator, place);
      if (value.includes(',')) point.comma = true;
      else if (value.includes('.')) point.dot ??= { ...place, text: value.trim() };
      const rounded = Math.fround(number);
      data[row * width + column] = rounded;
      if (notes.length === 0 && Number.isInteger(number) && rounded !== number)
        notes.push(phrase('value-rounded', { line, value: shown(value.trim()), rounded: String(rounded) }));
    });
  });
  if (point.comma && point.dot)
    throw new Refusal(phrase('points-and-commas', { line: point.dot.line, value: shown(point.dot.text) }));
  return { names, shape: [rows.length, width], data, notes };
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
function linesOf(text: string, separator: string): Line[] {
  const lines: Line[] = [];
  const bare = separator === '\t' ? /[^"\t\r\n]*/y : separator === ';' ? /[^";\r\n]*/y : /[^",\r\n]*/y;
  let [at, line] = [0, 1];
  const take = (): string => {
    bare.lastIndex = at;
    const [taken] = bare.exec(text)!;
    at += taken.length;
    return taken;
  };
  /** From the opening quote to behind the closing one. */
  const quoted = (): string => {
    const opened = line;
    let value = '';
    do {
      const end = text.indexOf('"', at + 1);
      if (end < 0) throw new Refusal(phrase('quote-not-closed', { line: opened }));
      const part = text.slice(value === '' ? at + 1 : at, end);
      line += part.match(/\r\n|\r|\n/g)?.length ?? 0;
      value += part;
      at = end + 1;
    } while (text[at] === '"');
    return value;
  };
  while (at < text.length) {
    const start = line;
    const values: string[] = [];
    do {
      if (values.length > 0) at++;
      let value = take();
      if (text[at] === '"' && value.trim() === '') {
        value = quoted();
        if (take().trim() !== '') throw new Refusal(phrase('quote-within-value', { line }));
      }
      if (text[at] === '"') throw new Refusal(phrase('quote-within-value', { line }));
      values.push(value);
    } while (text[at] === separator);
    lines.push({ line: start, values });
    at += text.startsWith('\r\n', at) ? 2 : 1;
    line++;
  }
  return lines;
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
