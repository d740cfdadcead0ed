/** DuckDB in memory, as what reads tables uses it: bounded, alone with the files that it is given, nothing fetched. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { phrase, verbatim } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';

/** What it holds before it goes to the disk; the rest of the process comes on top. */
const MEMORY = '512MB';

/** How often it is looked how far a query is, in milliseconds. */
const LOOK_EVERY = 100;

export type Row = Readonly<Record<string, unknown>>;

export class Duck {
  readonly #connection: DuckDBConnection;
  readonly #close: () => void;
  readonly #signal: AbortSignal | undefined;

  private constructor(connection: DuckDBConnection, close: () => void, signal: AbortSignal | undefined) {
    this.#connection = connection;
    this.#close = close;
    this.#signal = signal;
  }

  /**
   * `temporary`: a folder for what does not fit into memory. What is under way fails with the signal's reason where that is aborted.
   * Throws a `Refusal` where the library does not load.
   */
  static async open(temporary: string, signal?: AbortSignal): Promise<Duck> {
    // loaded where a table is first read: most processes read none
    const { DuckDBInstance } = await import('@duckdb/node-api').catch((error: Error) => {
      throw new Refusal(phrase('no-table-reader', { why: verbatim(error.message.split('\n')[0]!) }));
    });
    const instance = await DuckDBInstance.create(':memory:', {
      threads: '2',
      memory_limit: MEMORY,
      temp_directory: temporary,
      autoinstall_known_extensions: 'false',
      autoload_known_extensions: 'false',
    });
    const connection = await instance.connect();
    // without a bar nothing is counted: it is asked for, and not shown
    for (const setting of ['enable_progress_bar = true', 'enable_progress_bar_print = false'])
      await connection.run(`SET ${setting}`);
    return new Duck(
      connection,
      () => {
        connection.closeSync();
        instance.closeSync();
      },
      signal,
    );
  }

  /** Throws DuckDB's own error; its first line says what is wrong. */
  async rows(sql: string): Promise<Row[]> {
    return this.#wanted(async () => (await this.#connection.runAndReadAll(sql)).getRowObjects());
  }

  /** `progress` hears how far it is, from 0 to 1. */
  async run(sql: string, progress?: (share: number) => void): Promise<void> {
    const look = () => progress?.(Math.min(1, Math.max(0, this.#connection.progress.percentage / 100)));
    const timer = progress && setInterval(look, LOOK_EVERY);
    try {
      await this.#wanted(() => this.#connection.run(sql));
    } finally {
      clearInterval(timer);
    }
  }

  /** Does something unless and until nobody wants it any more. */
  async #wanted<T>(work: () => Promise<T>): Promise<T> {
    const signal = this.#signal;
    signal?.throwIfAborted();
    const interrupt = () => this.#connection.interrupt();
    signal?.addEventListener('abort', interrupt);
    try {
      return await work();
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener('abort', interrupt);
    }
  }

  /** A column of INTEGER without a NULL in it. */
  async rowNumbers(sql: string): Promise<Int32Array> {
    const result = await this.#wanted(() => this.#connection.stream(sql));
    const parts: Int32Array[] = [];
    let length = 0;
    for (;;) {
      const chunk = await this.#wanted(() => result.fetchChunk());
      if (!chunk || chunk.rowCount === 0) break;
      const { items } = chunk.getColumnVector(0) as unknown as { readonly items: Int32Array };
      parts.push(items.slice(0, chunk.rowCount));
      length += chunk.rowCount;
    }
    const all = new Int32Array(length);
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  /** Rows of FLOAT columns without a NULL among them, so many at a time, in the order of the file. */
  async *floats(sql: string): AsyncGenerator<{ readonly rows: number; readonly columns: readonly Float32Array[] }> {
    const result = await this.#wanted(() => this.#connection.stream(sql));
    for (;;) {
      const chunk = await this.#wanted(() => result.fetchChunk());
      if (!chunk || chunk.rowCount === 0) return;
      const columns = Array.from(
        { length: chunk.columnCount },
        (_, i) => (chunk.getColumnVector(i) as unknown as { readonly items: Float32Array }).items,
      );
      yield { rows: chunk.rowCount, columns };
    }
  }

  /** Rows of VARCHAR columns without a NULL among them, so many at a time, column by column, in the order of the file. */
  async *texts(sql: string): AsyncGenerator<readonly (readonly string[])[]> {
    const result = await this.#wanted(() => this.#connection.stream(sql));
    for (;;) {
      const chunk = await this.#wanted(() => result.fetchChunk());
      if (!chunk || chunk.rowCount === 0) return;
      yield Array.from({ length: chunk.columnCount }, (_, i) => chunk.getColumnValues(i) as readonly string[]);
    }
  }

  close(): void {
    this.#close();
  }
}

/** A text as SQL has it. A statement ends at a NUL, so that one is written by its number. */
export function quoted(text: string): string {
  const plain = `'${text.replaceAll("'", "''")}'`;
  return plain.includes('\0') ? `(${plain.replaceAll('\0', "' || chr(0) || '")})` : plain;
}
/** A name as SQL has it. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
/** A path in which no sign stands for several. */
export const exactPath = (file: string): string => quoted(file.replace(/[[*?]/g, '[$&]'));

/** With what DuckDB says first, without the kind of error and the file. */
export function refusalOf(error: unknown): Refusal {
  const text = String((error as Error).message ?? error)
    .split('\n')[0]!
    .replace(/^[A-Z][A-Za-z ]*Error: /, '')
    .replace(/ in file (["']).*?\1/, '')
    .replace(/[.\s]+$/, '');
  // what it says else is for who writes SQL
  if (/^Error when sniffing/.test(text)) return new Refusal(phrase('not-a-table'));
  const [, byte, what, place, why] = MALFORMED.exec(text) ?? [];
  if (why === undefined) return new Refusal(phrase('as-said', { text: verbatim(text) }));
  const where = { place: Number(place), byte: Number(byte), why: verbatim(why) };
  return new Refusal(phrase(what === 'line' ? 'json-line-malformed' : 'json-value-malformed', where));
}

/** How it says where JSON breaks off. */
const MALFORMED = /^Malformed JSON,? at byte (\d+) in (line|record\/value) (\d+): (.+)$/;
