/** Rows of other files as text that DuckDB reads: it then says what they hold, as of any text. */
import { open } from 'node:fs/promises';

/** Rows that are written at a time. */
const ROWS = 4096;

/** Rows without anything in them are left out; all have as many values as the first one, or more. */
export async function writeCsv(file: string, width: number, rows: Iterable<readonly unknown[]>): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    let lines: string[] = [];
    const flush = async () => {
      await handle.write(lines.join(''));
      lines = [];
    };
    for (const row of rows) {
      const cells = Array.from({ length: width }, (_, i) => textOf(row[i]));
      if (cells.every((cell) => cell === '')) continue;
      if (lines.push(`${cells.join(',')}\n`) >= ROWS) await flush();
    }
    await flush();
  } finally {
    await handle.close();
  }
}

/** A value as CSV has it. */
function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date)
    return Number.isNaN(value.getTime()) ? '' : value.toISOString().replace('T', ' ').slice(0, 19);
  const text = String(value);
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}
