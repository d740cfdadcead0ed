/** Writes indented source text line by line; the printers of all code targets use it. */
export class Writer {
  readonly #lines: string[] = [];
  #depth = 0;

  line(text = ''): this {
    this.#lines.push(text === '' ? '' : '  '.repeat(this.#depth) + text);
    return this;
  }

  /** `open`, then what `body` writes one level deeper, then `close`, where there is something that closes it. */
  block(open: string, body: () => void, close = '}'): this {
    this.line(open);
    this.#depth++;
    body();
    this.#depth--;
    return close === '' ? this : this.line(close);
  }

  /** Lines that are written already. */
  text(lines: string): this {
    for (const line of lines.trimEnd().split('\n')) this.line(line);
    return this;
  }

  toString(): string {
    return `${this.#lines.join('\n')}\n`;
  }
}

/** Code that stands for itself among literal values. */
export class Code {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A JSON value as a person writes it in TypeScript: single quotes, bare keys, spaces inside braces. */
export function literal(value: unknown): string {
  if (value instanceof Code) return value.text;
  if (typeof value === 'string')
    return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'").replaceAll('\n', '\\n')}'`;
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(
      ([key, item]) => `${/^[A-Za-z_$][\w$]*$/.test(key) ? key : literal(key)}: ${literal(item)}`,
    );
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }
  return String(value);
}

/** Turns names into identifiers of the target language, each unique: `conv 1` becomes `conv1`, the second one `conv1_2`. */
export class Identifiers {
  readonly #taken: Set<string>;
  constructor(reserved: Iterable<string> = []) {
    this.#taken = new Set(reserved);
  }
  /** Takes this very name; false where it is taken already. */
  take(name: string): boolean {
    if (this.#taken.has(name)) return false;
    this.#taken.add(name);
    return true;
  }
  make(name: string): string {
    const words = name.split(/[^A-Za-z0-9]+/).filter(Boolean);
    const joined = words
      .map((word, i) => (i === 0 ? word[0]!.toLowerCase() : word[0]!.toUpperCase()) + word.slice(1))
      .join('');
    const base = /^[A-Za-z]/.test(joined) ? joined : `value${joined}`;
    let identifier = base;
    for (let n = 2; this.#taken.has(identifier); n++) identifier = `${base}_${n}`;
    this.#taken.add(identifier);
    return identifier;
  }
}
