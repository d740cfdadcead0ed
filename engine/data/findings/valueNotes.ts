/** What is to be told of the values of a table's columns: those that are no numbers or dates, and those that keep a column from being of them. */
import { type Phrase, phrase, verbatim } from '../../phrases.ts';
import type { TableColumn, TableKind } from '../tables.ts';

const NO_VALUES: Partial<Record<TableKind, 'values-no-dates' | 'values-no-sequences'>> = {
  date: 'values-no-dates',
  sequence: 'values-no-sequences',
};

const OF_VALUES: ReadonlySet<string> = new Set(
  (
    [
      'values-no-numbers',
      'values-no-dates',
      'values-no-sequences',
      'values-beyond',
      'nearly-numbers',
      'nearly-dates',
    ] as const
  ).map((id) => `phrases.${id}`),
);
/** Whether a note is one of these. */
export const isOfValues = ({ text }: Phrase): boolean => OF_VALUES.has(text);

/** `file`: what the file is called. */
export const valueNotes = (file: string, columns: readonly TableColumn[]): Phrase[] =>
  columns.flatMap(({ name, kind, unreadable, nearly }): Phrase[] => {
    const where = { file: verbatim(file), column: verbatim(name) };
    const beyond = unreadable?.outOfRange;
    const strange = (unreadable?.count ?? 0) - (beyond?.count ?? 0);
    return [
      ...(unreadable && strange > 0
        ? [phrase(NO_VALUES[kind] ?? 'values-no-numbers', { ...where, count: strange, ...placeOf(unreadable) })]
        : []),
      ...(beyond ? [phrase('values-beyond', { ...where, count: beyond.count, ...placeOf(beyond) })] : []),
      ...(nearly
        ? [phrase(`nearly-${nearly.kind}s`, { ...where, count: nearly.others, ...placeOf(nearly), able: nearly.able })]
        : []),
    ];
  });

const placeOf = ({ row, value }: { readonly row: number; readonly value: string }) => ({
  row,
  value: verbatim(shortened(value)),
});

const SHOWN = 40;
/** A value as a line has room for it. */
export const shortened = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
