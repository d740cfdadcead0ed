/** DuckDB in memory, as what reads tables uses it: bounded, alone with the files that it is given, nothing fetched. */
import type { DuckDBConnection } from '@duckdb/node-api';
import { phrase, verbatim } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';

/** What it holds before it goes to the disk; the rest of the process comes on top. */
const MEMORY = '512MB';

export type Row = Readonly<Record<string, unknown>>;

export class Duck {
  readonly #connection: DuckDBConnection;
  readonly #close: () => void;

  private constructor(connection: DuckDBConnection, close: () => void) {
    this.#connection = connection;
    this.#close = close;
  }

  /** `temporary`: a folder for what does not fit into memory. Throws a `Refusal` where the library does not load. */
  static async open(temporary: string): Promise<Duck> {
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
    return new Duck(connection, () => {
      connection.closeSync();
      instance.closeSync();
    });
  }

  /** Throws DuckDB's own error; its first line says what is wrong. */
  async rows(sql: string): Promise<Row[]> {
    return (await this.#connection.runAndReadAll(sql)).getRowObjects();
  }

  async run(sql: string): Promise<void> {
    await this.#connection.run(sql);
  }

  /** A column of INTEGER without a NULL in it. */
  async rowNumbers(sql: string): Promise<Int32Array> {
    const result = await this.#connection.stream(sql);
    const parts: Int32Array[] = [];
    let length = 0;
    for (;;) {
      const chunk = await result.fetchChunk();
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
    const result = await this.#connection.stream(sql);
    for (;;) {
      const chunk = await result.fetchChunk();
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
    const result = await this.#connection.stream(sql);
    for (;;) {
      const chunk = await result.fetchChunk();
      if (!chunk || chunk.rowCount === 0) return;
      yield Array.from({ length: chunk.columnCount }, (_, i) => chunk.getColumnValues(i) as readonly string[]);
    }
  }

  close(): void {
    this.#close();
  }
}

/** A text as SQL has it. */
export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;
/** A name as SQL has it. */
export const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;
/** A path in which no sign stands for several. */
export const exactPath = (file: string): string => quoted(file.replace(/[[*?]/g, '[$&]'));

/** With what DuckDB says first, without the kind of error. */
export const refusalOf = (error: unknown): Refusal =>
  new Refusal(
    phrase('as-said', {
      text: verbatim(
        String((error as Error).message ?? error)
          .split('\n')[0]!
          .replace(/^[A-Z][A-Za-z ]*Error: /, ''),
      ),
    }),
  );
