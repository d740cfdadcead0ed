/** Values, names and comments as they stand in generated Python. Whatever a text holds, it stays within its quotes. */
import { withoutUnseen } from '../../graph/characters.ts';
import { type Lined, LineNotes } from '../lines.ts';
import { unique } from '../names.ts';
import { plainText } from '../prose.ts';

/** A JSON value as a person writes it in Python: double quotes, tuples for lists of numbers in `tuple` form. */
export function literal(value: unknown): string {
  if (typeof value === 'string') return `"${withoutUnseen(value.replaceAll('\\', '\\\\').replaceAll('"', '\\"'))}"`;
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (value === null || value === undefined) return 'None';
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  return `{${Object.entries(value)
    .map(([key, item]) => `${literal(key)}: ${literal(item)}`)
    .join(', ')}}`;
}

/** A list as a tuple. */
export const tuple = (items: readonly string[]): string =>
  items.length === 1 ? `(${items[0]},)` : `(${items.join(', ')})`;

export const numberText = (value: number): string =>
  Number.isNaN(value) ? 'float("nan")' : Number.isFinite(value) ? String(value) : `float("${value < 0 ? '-' : ''}inf")`;

/** Code that is a number alone. */
export const isNumber = (x: string): boolean => /^-?[\d.]+(e[+-]?\d+)?$/.test(x) || /^float\("-?(inf|nan)"\)$/.test(x);

/** An expression behind which a dot, a bracket or an operator may stand. */
export function primary(x: string): string {
  if (/^[\w.]+$/.test(x) && !/^\d/.test(x)) return x;
  if (!/^[A-Za-z_(]/.test(x)) return `(${x})`;
  let depth = 0;
  for (let i = 0; i < x.length; i++) {
    if ('([{'.includes(x[i]!)) depth++;
    else if (')]}'.includes(x[i]!)) depth--;
    else if (depth === 0 && !/[\w.]/.test(x[i]!)) return `(${x})`;
  }
  return x;
}

/** An expression beside an operator. */
export const operand = (x: string): string => (isNumber(x) ? (x.startsWith('-') ? `(${x})` : x) : primary(x));

/** Source text without its strings and comments: what names in it are code. */
export const withoutTexts = (source: string): string =>
  source.replaceAll(/"""[\s\S]*?"""|"(?:[^"\\\n]|\\.)*"|#.*/g, '""');

/** A number that Python shall take for a real one. */
export const realText = (value: number): string => {
  const text = numberText(value);
  return /^-?\d+$/.test(text) ? `${text}.0` : text;
};

/** As a line of a comment. */
export const comment = (text: string): string => `# ${plainText(text)}`;

/** As the documentation of a module, class or function that is indented so deep: on one line, or on several of the usual width. */
export function docstring(text: string, depth = 0): string {
  const indent = '    '.repeat(depth);
  const whole = `"""${plainText(text).replaceAll('\\', '\\\\').replaceAll('"', "'")}`;
  if (indent.length + whole.length + 3 <= LIMIT) return `${whole}"""`;
  const lines: string[] = [];
  let line = '';
  for (const word of whole.split(' ')) {
    if (line !== '' && indent.length + line.length + 1 + word.length > LIMIT) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line, '"""'].join(`\n${indent}`);
}

/** Words of the language, and what generated modules speak of. */
const RESERVED =
  `False None True and as assert async await break case class continue def del elif else except finally for from global if
import in is lambda match nonlocal not or pass raise return try type while with yield
abs all any bool dict enumerate float getattr hasattr int isinstance len list map max min open print property range reversed set setattr
sorted str sum super tuple vars zip
F math nn self torch keras ops custom layers device batch training data model train evaluate predict runs losses metrics optimizer schedule
object Exception name`.split(/\s+/);

/** Turns names into identifiers of Python, each unique. */
export class PythonNames {
  readonly #taken: Set<string>;
  constructor(taken: Iterable<string> = []) {
    this.#taken = new Set([...RESERVED, ...taken]);
  }
  /** Takes this very name; false where it is taken already. */
  take(name: string): boolean {
    if (this.#taken.has(name)) return false;
    this.#taken.add(name);
    return true;
  }
  /** `Conv 1` becomes `conv_1`. */
  make(name: string): string {
    return unique(snake(name), '_', this.#taken);
  }
  /** `residual block` becomes `ResidualBlock`. */
  makeClass(name: string): string {
    const words = ascii(name)
      .split(/[^A-Za-z0-9]+/)
      .filter(Boolean);
    const joined = words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join('');
    return unique(/^[A-Za-z]/.test(joined) ? joined : `Network${joined}`, '', this.#taken);
  }
}

const LONGEST = 60;
const ascii = (name: string): string => name.normalize('NFKD').replaceAll(/\p{M}/gu, '').slice(0, LONGEST);

/** A name as an identifier, though perhaps not the only one: `Conv 1` is `conv_1`, and a `ReLU` is one word. */
export function snake(name: string): string {
  const joined = ascii(name)
    .replaceAll('ReLU', 'Relu')
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
    .join('_')
    .toLowerCase();
  return /^[a-z]/.test(joined) ? joined : joined === '' ? 'node' : `node_${joined}`;
}

/** How long a line may be, and how long its code where a remark may stand behind it. */
const [LIMIT, WIDTH] = [120, 110];

/** A line, broken within its outermost brackets where it is too long, as Black breaks it. */
export function fitted(line: string, depth = 0): string[] {
  const indent = '    '.repeat(depth);
  const [code, ...note] = line.split('  # ');
  if (indent.length + code!.length <= WIDTH) return [indent + line];
  const close = closing(code!);
  if (close === undefined) return [indent + line];
  const [open, end] = close;
  const inner = code!.slice(open + 1, end);
  const items = parts(inner);
  const head = indent + code!.slice(0, open + 1);
  const tail = `${indent}${code!.slice(end)}${note.length > 0 ? `  # ${note.join('  # ')}` : ''}`;
  const whole = `${indent}    ${inner}`;
  if (items.length === 1 || whole.length <= WIDTH)
    return [head, ...fitted(inner.replace(/,\s*$/, items.length === 1 ? ',' : ''), depth + 1), tail];
  return [head, ...items.flatMap((item) => fitted(`${item},`, depth + 1)), tail];
}

/** The brackets within which a line may be broken: the longest that no others are around. */
function closing(code: string): readonly [number, number] | undefined {
  let found: readonly [number, number] | undefined;
  const opened: number[] = [];
  let quoted = false;
  for (let i = 0; i < code.length; i++) {
    const character = code[i]!;
    if (quoted && character === '\\') i++;
    else if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if ('([{'.includes(character)) opened.push(i);
    else if (')]}'.includes(character)) {
      const open = opened.pop();
      if (open === undefined || opened.length > 0 || i === open + 1) continue;
      if (!found || i - open > found[1] - found[0]) found = [open, i];
    }
  }
  return found;
}

/** What stands between the outermost commas. */
function parts(inner: string): string[] {
  const items: string[] = [];
  let [depth, from, quoted] = [0, 0, false];
  for (let i = 0; i < inner.length; i++) {
    const character = inner[i]!;
    if (quoted && character === '\\') i++;
    else if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if ('([{'.includes(character)) depth++;
    else if (')]}'.includes(character)) depth--;
    else if (character === ',' && depth === 0) {
      items.push(inner.slice(from, i).trim());
      from = i + 1;
    }
  }
  const last = inner.slice(from).trim();
  return last === '' ? items : [...items, last];
}

/** Writes indented Python line by line. */
export class PythonWriter {
  readonly #lines: string[] = [];
  readonly #notes = new LineNotes();
  #depth: number;
  /** `depth`: of the first line. */
  constructor(depth = 0) {
    this.#depth = depth;
  }
  line(text = ''): this {
    const [, deeper, own] = /^((?: {4})*)(.*)$/s.exec(text)!;
    return this.#write(text === '' ? [''] : fitted(own!, this.#depth + deeper!.length / 4));
  }
  block(open: string, body: () => void): this {
    this.line(open);
    this.#depth++;
    body();
    this.#depth--;
    return this;
  }
  /** What `write` writes is about these nodes (`lines.ts`). */
  about(keys: readonly string[], write: () => void): this {
    this.#notes.about(keys, write);
    return this;
  }
  doc(text: string): this {
    return this.#write(('    '.repeat(this.#depth) + docstring(text, this.#depth)).split('\n'));
  }
  comment(text: string): this {
    return this.#write(['    '.repeat(this.#depth) + comment(text)]);
  }
  /** Lines that are written already. */
  text(lines: string): this {
    return this.#write(
      lines
        .trimEnd()
        .split('\n')
        .map((line) => (line === '' ? '' : '    '.repeat(this.#depth) + line)),
    );
  }
  toString(): string {
    return `${this.#lines.join('\n')}\n`;
  }
  get lined(): Lined {
    return { text: this.toString(), lines: this.#notes.lines };
  }
  #write(lines: readonly string[]): this {
    this.#lines.push(...lines);
    this.#notes.wrote(lines.length);
    return this;
  }
}
