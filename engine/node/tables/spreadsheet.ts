/** Spreadsheets: Excel's .xlsx and .xls, OpenDocument's .ods. Nothing else knows the library. */
import type { Workbook } from 'hucre';
import { stopAtBomb, zipMembers } from '../../data/formats/zip.ts';
import { phrase, verbatim } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';
import { readRegular } from '../files/regular.ts';
import { chosenOf, type WrittenTable } from './chosen.ts';
import { writeCsv } from './writeCsv.ts';

/** A workbook is held in memory as a whole, many times as large as its file. */
const MOST_BYTES = 200 << 20;
/** Unpacked; read, it takes about seven times as much. */
const MOST_UNPACKED = 100 << 20;

export type SpreadsheetFormat = 'xlsx' | 'xls' | 'ods';

/** Writes a sheet as CSV, from its table on: the wanted one, else the first that has rows of several values. Throws a `Refusal`. */
export async function writeSheet(
  file: string,
  format: SpreadsheetFormat,
  wanted: string,
  to: string,
): Promise<WrittenTable> {
  const bytes = await readRegular(file, MOST_BYTES);
  if (format !== 'xls') {
    const unpacked = zipMembers(bytes).reduce((sum, { size }) => sum + size, 0);
    stopAtBomb(unpacked, bytes.length);
    stopAtLarge(unpacked);
  }
  const { sheets } = await workbookOf(bytes, format);
  const tables = sheets.map(({ name }) => name);
  const filled = sheets.filter(({ rows }) => rows.length > 0);
  const likely = [...filled].sort((a, b) => Number(hasTable(b.rows)) - Number(hasTable(a.rows)));
  const name = chosenOf(
    likely.map((sheet) => sheet.name),
    wanted,
  );
  const { rows } = sheets.find((sheet) => sheet.name === name)!;
  const skipped = titleRows(rows);
  const table = rows.slice(skipped);
  await writeCsv(
    to,
    table.reduce((most, row) => Math.max(most, row.length), 0),
    table,
  );
  return { tables, name, skipped };
}

type Rows = Workbook['sheets'][number]['rows'];

const valuesIn = (row: Rows[number]): number =>
  row.reduce((count: number, cell) => count + Number(cell !== null && cell !== undefined && cell !== ''), 0);

/** Whether it has rows of several values: else it is a page of notes, or one list. */
const hasTable = (rows: Rows): boolean => rows.filter((row) => valuesIn(row) > 1).length > 1;

/** Rows above a table that are no more than a title: of one value at most, where the others have several. */
function titleRows(rows: Rows): number {
  const first = rows.findIndex((row) => valuesIn(row) > 1);
  return hasTable(rows) ? first : 0;
}

/** Throws a `Refusal` where a workbook of so many bytes would take more memory than there may be. */
export function stopAtLarge(unpacked: number): void {
  if (unpacked > MOST_UNPACKED)
    throw new Refusal(
      phrase('workbook-too-large', { size: Math.round(unpacked / 2 ** 20), most: MOST_UNPACKED >> 20 }),
    );
}

async function workbookOf(bytes: Uint8Array, format: SpreadsheetFormat): Promise<Workbook> {
  const { readOds, readXls, readXlsx } = await import('hucre');
  const read = { ods: readOds, xls: readXls, xlsx: readXlsx }[format];
  try {
    return await read(bytes);
  } catch (error) {
    throw new Refusal(phrase('not-whole', { why: verbatim((error as Error).message.replace(/\.$/, '')) }));
  }
}
