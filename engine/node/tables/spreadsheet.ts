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

/** Writes a sheet as CSV: the wanted one, else the first one with something in it. Throws a `Refusal`. */
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
  const filled = sheets.filter(({ rows }) => rows.length > 0).map(({ name }) => name);
  const chosen = chosenOf(filled, wanted);
  const { rows } = sheets.find(({ name }) => name === chosen)!;
  await writeCsv(
    to,
    rows.reduce((most, row) => Math.max(most, row.length), 0),
    rows,
  );
  return { tables };
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
