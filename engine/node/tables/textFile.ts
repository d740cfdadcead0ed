/** A column of text on disk: all its texts in UTF-8 one behind the other, and where each ends. A text is read at once wherever it stands. */
import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { open } from 'node:fs/promises';
import path from 'node:path';
import { keptOf } from '../../data/kinds/index.ts';
import type { Duck } from './duckdb.ts';
import { type ExaminedColumn, TABLE } from './examine.ts';

/** Bytes that are written at a time. */
const PART = 1 << 20;
/** Files up to so many bytes are held in memory. */
const HELD = 256 << 20;

const filesOf = (folder: string, column: number) => ({
  texts: path.join(folder, `text-${column}.utf8`),
  ends: path.join(folder, `text-${column}.ends`),
});

/** Writes the columns that are kept as text, each into files of its own that are named by the column's place. `progress` hears how many rows are written. */
export async function writeTexts(
  duck: Duck,
  columns: readonly ExaminedColumn[],
  folder: string,
  progress: (rows: number) => void,
): Promise<void> {
  const places = columns.flatMap(({ kind }, i) => (keptOf(kind) === 'texts' ? [i] : []));
  if (places.length === 0) return;
  const writers = await Promise.all(places.map((place) => TextWriter.open(filesOf(folder, place))));
  try {
    const select = places.map((place) => `COALESCE(c${place}, '')`).join(', ');
    let done = 0;
    for await (const texts of duck.texts(`SELECT ${select} FROM ${TABLE}`)) {
      for (const [i, writer] of writers.entries()) await writer.add(texts[i]!);
      progress((done += texts[0]!.length));
    }
    for (const writer of writers) await writer.flush();
  } finally {
    for (const writer of writers) await writer.close();
  }
}

type Handle = Awaited<ReturnType<typeof open>>;

class TextWriter {
  readonly #texts: Handle;
  readonly #ends: Handle;
  #waiting: Buffer[] = [];
  #size = 0;
  #places: number[] = [];
  #end = 0;

  private constructor(texts: Handle, ends: Handle) {
    this.#texts = texts;
    this.#ends = ends;
  }

  static async open({ texts, ends }: ReturnType<typeof filesOf>): Promise<TextWriter> {
    return new TextWriter(await open(texts, 'wx', 0o600), await open(ends, 'wx', 0o600));
  }

  async add(texts: readonly string[]): Promise<void> {
    for (const text of texts) {
      const bytes = Buffer.from(text);
      this.#waiting.push(bytes);
      this.#size += bytes.length;
      this.#end += bytes.length;
      this.#places.push(this.#end);
      if (this.#size >= PART) await this.#write();
    }
    await this.#write();
  }

  async #write(): Promise<void> {
    await this.#texts.write(Buffer.concat(this.#waiting));
    await this.#ends.write(new Uint8Array(Float64Array.from(this.#places).buffer));
    [this.#waiting, this.#places, this.#size] = [[], [], 0];
  }

  async flush(): Promise<void> {
    await this.#texts.sync();
    await this.#ends.sync();
  }

  async close(): Promise<void> {
    await this.#texts.close();
    await this.#ends.close();
  }
}

/** The texts of a column, by rows. */
export class TextFile {
  readonly #ends: Float64Array;
  readonly #held: Buffer | undefined;
  readonly #handle: number | undefined;

  /** `column`: its place in the table. */
  constructor(folder: string, column: number) {
    const files = filesOf(folder, column);
    const bytes = readFileSync(files.ends);
    this.#ends = new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    const handle = openSync(files.texts, 'r');
    if (fstatSync(handle).size > HELD) this.#handle = handle;
    else {
      closeSync(handle);
      this.#held = readFileSync(files.texts);
    }
  }

  read(rows: ArrayLike<number>): string[] {
    return Array.from(rows, (row) => {
      const [start, end] = [row === 0 ? 0 : this.#ends[row - 1]!, this.#ends[row]!];
      if (this.#held) return this.#held.toString('utf8', start, end);
      const bytes = Buffer.alloc(end - start);
      for (let at = 0; at < bytes.length; ) {
        const count = readSync(this.#handle!, bytes, at, bytes.length - at, start + at);
        if (count === 0) break;
        at += count;
      }
      return bytes.toString('utf8');
    });
  }
}
