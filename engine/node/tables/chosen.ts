/** One of several tables of a file. */
import { type Phrase, phrase, verbatim } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';

/** A table that was written as CSV out of a file of several. */
export interface WrittenTable {
  readonly tables: readonly string[];
  /** The one that was written. */
  readonly name: string;
  /** Lines above its first that were not. */
  readonly skipped?: number;
}

/** What is told where a file has several tables and none was asked for. */
export const chosenNotes = (tables: readonly string[], wanted: string, name: string): Phrase[] =>
  tables.length > 1 && wanted === ''
    ? [phrase('table-chosen', { name: verbatim(name), names: tables.map(verbatim) })]
    : [];

/** The table of that name, the first one where none is wanted. Throws a `Refusal` that names those there are. */
export function chosenOf(tables: readonly string[], wanted: string): string {
  const chosen = wanted === '' ? tables[0] : tables.find((name) => name === wanted);
  if (chosen !== undefined) return chosen;
  throw new Refusal(
    tables.length === 0
      ? phrase('no-table-in-file')
      : phrase('no-such-table', { name: verbatim(wanted), names: tables.map(verbatim) }),
  );
}
