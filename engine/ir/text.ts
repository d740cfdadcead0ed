/**
 * Programs as text, one equation a line, and back. It is what a person reads when a pass goes wrong and what tests are written in:
 *
 *     input a:float32[2,3] "input:x"
 *     input b:float32[4,3] "dense_1.weight"
 *     c:float32[2,4] = matmul a b {transposeA: false, transposeB: true}
 *     output c "output:dense_1"
 *
 * A value's name is its number in letters, so it stays the same from pass to pass.
 */
import { DTYPES, type DType } from '../types/dtype.ts';
import type { Shape } from '../types/shape.ts';
import type { Equation, Program, Value } from './program.ts';

/** 0, 1 ... 25, 26 ... as a, b ... z, aa ...: columns of a spreadsheet. */
export function valueName({ id }: Pick<Value, 'id'>): string {
  let name = '';
  for (let n = id + 1; n > 0; n = Math.floor((n - 1) / 26)) name = String.fromCharCode(97 + ((n - 1) % 26)) + name;
  return name;
}
const idOf = (name: string): number => [...name].reduce((n, letter) => n * 26 + letter.charCodeAt(0) - 96, 0) - 1;

const typed = (value: Value): string => `${valueName(value)}:${value.dtype}[${value.shape.join(',')}]`;

/** A parameter. Every number keeps its bits: -0, infinities and NaN too, which JSON would lose. */
function formatParam(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(formatParam).join(', ')}]`;
  return Object.is(value, -0) ? '-0' : String(value);
}

export function formatParams(params: object): string {
  return `{${Object.entries(params).map(([name, value]) => `${name}: ${formatParam(value)}`).join(', ')}}`;
}

export function formatEquation({ prim, params, inputs, outputs }: Equation): string {
  const parts = [outputs.map(typed).join(' '), '=', prim, ...inputs.map(valueName)];
  return [...parts, ...(Object.keys(params).length > 0 ? [formatParams(params)] : [])].join(' ');
}

export function formatProgram({ inputs, equations, outputs }: Program): string {
  return [
    ...inputs.map(({ name, value }) => `input ${typed(value)} ${JSON.stringify(name)}`),
    ...equations.map(formatEquation),
    ...outputs.map(({ name, value }) => `output ${valueName(value)} ${JSON.stringify(name)}`),
    '',
  ].join('\n');
}

/** Reads one line from left to right. */
class Line {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get done(): boolean {
    return this.#at === this.#text.length;
  }

  fail(expected: string): never {
    throw new Error(`internal: expected ${expected} at column ${this.#at + 1}, received ${JSON.stringify(this.#text.slice(this.#at, this.#at + 20))}`);
  }

  /** What the pattern matches here, with the blanks behind it passed over; undefined where it does not match. */
  try(pattern: RegExp): string | undefined {
    const match = new RegExp(`(${pattern.source})\\s*`, 'y');
    match.lastIndex = this.#at;
    const found = match.exec(this.#text);
    if (found) this.#at = match.lastIndex;
    return found?.[1];
  }

  take(pattern: RegExp, expected: string): string {
    return this.try(pattern) ?? this.fail(expected);
  }

  /** Items between brackets, with commas between them. */
  list<T>(open: RegExp, close: RegExp, item: () => T): T[] {
    const items: T[] = [];
    this.take(open, open.source);
    while (this.try(close) === undefined) {
      if (items.length > 0) this.take(/,/, 'a comma');
      items.push(item());
    }
    return items;
  }
}

const NAME = /[a-z]+/;
const QUOTED = /"(?:[^"\\]|\\.)*"/;
const NUMBER = /-?(?:Infinity|\d+(?:\.\d+)?(?:e[+-]?\d+)?)|NaN/;
const WORDS: Readonly<Record<string, unknown>> = { true: true, false: false };

function readParam(line: Line): unknown {
  const number = line.try(NUMBER);
  if (number !== undefined) return Number(number);
  const word = line.try(/[A-Za-z]\w*/);
  if (word !== undefined) return word in WORDS ? WORDS[word] : word;
  return line.list(/\[/, /\]/, () => readParam(line));
}

function readParams(line: Line): object {
  if (line.done) return {};
  return Object.fromEntries(line.list(/\{/, /\}/, () => [line.take(/\w+(?=:)/, 'a parameter'), line.take(/:/, ':') && readParam(line)]));
}

/** The program that a text describes; `verify` tells whether it is a legal one. Throws on text that is none, naming the line. */
export function parseProgram(text: string): Program {
  const values = new Map<string, Value>();
  const program = { inputs: [] as Program['inputs'][number][], equations: [] as Equation[], outputs: [] as Program['outputs'][number][] };
  const define = (line: Line): Value => {
    const name = line.take(NAME, 'a value');
    line.take(/:/, ':');
    const dtype = DTYPES.find((type) => type === line.try(new RegExp(type))) ?? line.fail('an element type');
    const shape: Shape = line.list(/\[/, /\]/, () => Number(line.take(/\d+/, 'a size')));
    if (values.has(name)) line.fail(`a new name, not ${name} again,`);
    const value = { id: idOf(name), dtype: dtype as DType, shape };
    values.set(name, value);
    return value;
  };
  const use = (line: Line): Value => {
    const name = line.take(NAME, 'a value');
    return values.get(name) ?? line.fail(`a value that is defined above, not ${name},`);
  };
  const quoted = (line: Line): string => JSON.parse(line.take(QUOTED, 'a name in quotes')) as string;
  const read = (line: Line): void => {
    if (line.try(/input(?= )/)) program.inputs.push({ value: define(line), name: quoted(line) });
    else if (line.try(/output(?= )/)) program.outputs.push({ value: use(line), name: quoted(line) });
    else {
      const outputs: Value[] = [];
      do outputs.push(define(line));
      while (line.try(/=/) === undefined);
      const prim = line.take(/[A-Za-z]\w*/, 'a primitive');
      const inputs: Value[] = [];
      while (line.try(/(?=[a-z])/) !== undefined) inputs.push(use(line));
      program.equations.push({ prim, params: readParams(line), inputs, outputs } as unknown as Equation);
    }
    if (!line.done) line.fail('the end of the line');
  };
  text.split('\n').forEach((content, i) => {
    const line = new Line(content.trim());
    if (line.done) return;
    try {
      read(line);
    } catch (error) {
      throw new Error(`${(error as Error).message}, in line ${i + 1} of a program`, { cause: error });
    }
  });
  return program;
}
