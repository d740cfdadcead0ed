import { type Lined, LineNotes } from './lines.ts';
import { commentText } from './prose.ts';

/** Writes indented source text line by line; the printers of all code targets use it. */
export class Writer {
  readonly #lines: string[] = [];
  readonly #notes = new LineNotes();
  #depth = 0;

  line(text = ''): this {
    this.#lines.push(text === '' ? '' : '  '.repeat(this.#depth) + text);
    this.#notes.wrote(1);
    return this;
  }

  /** What `write` writes is about these nodes (`lines.ts`). */
  about(keys: readonly string[], write: () => void): this {
    this.#notes.about(keys, write);
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

  /** A line of comment. */
  comment(text: string): this {
    return this.line(`// ${commentText(text)}`);
  }

  /** What stands before a declaration or at the head of a file. */
  doc(text: string): this {
    return this.line(docComment(text));
  }

  /** Lines that are written already. */
  text(lines: string): this {
    for (const line of lines.trimEnd().split('\n')) this.line(line);
    return this;
  }

  toString(): string {
    return `${this.#lines.join('\n')}\n`;
  }

  /** With what its lines are about; nothing that was written to it may hold several lines. */
  get lined(): Lined {
    return { text: this.toString(), lines: this.#notes.lines };
  }
}

/** A comment of JSDoc on one line. */
export const docComment = (text: string): string => `/** ${commentText(text)} */`;
