/**
 * Programs as text, one equation a line, and back. It is what a person reads when a pass goes wrong and what tests are written in:
 *
 *     input a:float32[2,3] "input:x"
 *     input b:float32[4,3] "dense_1.weight"
 *     c:float32[2,4] = matmul a b {transposeA: false, transposeB: true}
 *     output c "output:dense_1"
 *
 * A value's name is its number in letters, so it stays the same from pass to pass. The body of a loop stands among its parameters
 * as `<statement; statement; ...>`.
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
  if (typeof value === 'object') return `<${formatStatements(value as Program).join('; ')}>`;
  return Object.is(value, -0) ? '-0' : String(value);
}

export function formatParams(params: object): string {
  // the passes ask for it of every equation, again and again
  let text = '';
  for (const name in params)
    text += `${text === '' ? '' : ', '}${name}: ${formatParam(params[name as keyof typeof params])}`;
  return `{${text}}`;
}

export function formatEquation({ prim, params, inputs, outputs }: Equation): string {
  const parts = [outputs.map(typed).join(' '), '=', prim, ...inputs.map(valueName)];
  return [...parts, ...(Object.keys(params).length > 0 ? [formatParams(params)] : [])].join(' ');
}

function formatStatements({ inputs, equations, outputs }: Program): string[] {
  return [
    ...inputs.map(({ name, value }) => `input ${typed(value)} ${JSON.stringify(name)}`),
    ...equations.map(formatEquation),
    ...outputs.map(({ name, value }) => `output ${valueName(value)} ${JSON.stringify(name)}`),
  ];
}

export const formatProgram = (program: Program): string => `${formatStatements(program).join('\n')}\n`;

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
    throw new Error(
      `internal: expected ${expected} at column ${this.#at + 1}, received ${JSON.stringify(this.#text.slice(this.#at, this.#at + 20))}`,
    );
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
  if (line.try(/<(?=[a-z])/) !== undefined) return readBody(line);
  return line.list(/\[/, /\]/, () => readParam(line));
}

/** A program between `<` and `>`, of which the first is read already. */
function readBody(line: Line): Program {
  const reader = new Statements();
  do reader.read(line);
  while (line.try(/;/) !== undefined);
  line.take(/>/, '>');
  return reader.program;
}

function readParams(line: Line): object {
  if (line.try(/(?=\{)/) === undefined) return {};
  return Object.fromEntries(
    line.list(/\{/, /\}/, () => [line.take(/\w+(?=:)/, 'a parameter'), line.take(/:/, ':') && readParam(line)]),
  );
}

/** Collects the statements of one program. */
class Statements {
  readonly program = {
    inputs: [] as Program['inputs'][number][],
    equations: [] as Equation[],
    outputs: [] as Program['outputs'][number][],
  };
  readonly #values = new Map<string, Value>();

  read(line: Line): void {
    const { inputs, equations, outputs } = this.program;
    if (line.try(/input(?= )/)) inputs.push({ value: this.#define(line), name: this.#quoted(line) });
    else if (line.try(/output(?= )/)) outputs.push({ value: this.#use(line), name: this.#quoted(line) });
    else {
      const results: Value[] = [];
      do results.push(this.#define(line));
      while (line.try(/=/) === undefined);
      const prim = line.take(/[A-Za-z]\w*/, 'a primitive');
      const operands: Value[] = [];
      while (line.try(/(?=[a-z])/) !== undefined) operands.push(this.#use(line));
      equations.push({ prim, params: readParams(line), inputs: operands, outputs: results } as unknown as Equation);
    }
  }

  #define(line: Line): Value {
    const name = line.take(NAME, 'a value');
    line.take(/:/, ':');
    const dtype = DTYPES.find((type) => type === line.try(new RegExp(type))) ?? line.fail('an element type');
    const shape: Shape = line.list(/\[/, /\]/, () => Number(line.take(/\d+/, 'a size')));
    if (this.#values.has(name)) line.fail(`a new name, not ${name} again,`);
    const value = { id: idOf(name), dtype: dtype as DType, shape };
    this.#values.set(name, value);
    return value;
  }

  #use(line: Line): Value {
    const name = line.take(NAME, 'a value');
    return this.#values.get(name) ?? line.fail(`a value that is defined above, not ${name},`);
  }

  #quoted(line: Line): string {
    return JSON.parse(line.take(QUOTED, 'a name in quotes')) as string;
  }
}

/** The program that a text describes; `verify` tells whether it is a legal one. Throws on text that is none, naming the line. */
export function parseProgram(text: string): Program {
  const reader = new Statements();
  text.split('\n').forEach((content, i) => {
    const line = new Line(content.trim());
    if (line.done) return;
    try {
      reader.read(line);
      if (!line.done) line.fail('the end of the line');
    } catch (error) {
      throw new Error(`${(error as Error).message}, in line ${i + 1} of a program`, { cause: error });
    }
  });
  return reader.program;
}
