/** What is to be told of the values of a table's columns: those that are no numbers or dates, and those that keep a column from being of them. */
import { type Phrase, phrase, verbatim } from '../../phrases.ts';
import type { Nearly, SignTaken, TableColumn, TableKind } from '../tables.ts';

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
      'sign-taken-off',
      'signs-differ',
    ] as const
  ).map((id) => `phrases.${id}`),
);
/** Whether a note is one of these. */
export const isOfValues = ({ text }: Phrase): boolean => OF_VALUES.has(text);

/** `file`: what the file is called. */
export const valueNotes = (file: string, columns: readonly TableColumn[]): Phrase[] =>
  columns.flatMap(({ name, kind, unreadable, nearly, sign }): Phrase[] => {
    const where = { file: verbatim(file), column: verbatim(name) };
    const beyond = unreadable?.outOfRange;
    const strange = (unreadable?.count ?? 0) - (beyond?.count ?? 0);
    return [
      ...(unreadable && strange > 0
        ? [phrase(NO_VALUES[kind] ?? 'values-no-numbers', { ...where, count: strange, ...placeOf(unreadable) })]
        : []),
      ...(beyond ? [phrase('values-beyond', { ...where, count: beyond.count, ...placeOf(beyond) })] : []),
      ...(sign ? [phrase('sign-taken-off', { ...where, count: sign.count, ...signOf(sign) })] : []),
      ...(nearly?.signs
        ? [phrase('signs-differ', { ...where, signs: signsIn(nearly.signs), ...placeOf(nearly) })]
        : []),
      ...(nearly && !nearly.signs
        ? [phrase(`nearly-${nearly.kind}s`, { ...where, count: nearly.others, ...placeOf(nearly), able: nearly.able })]
        : []),
    ];
  });

const placeOf = ({ row, value }: { readonly row: number; readonly value: string }) => ({
  row,
  value: verbatim(shortened(value)),
});

/** What a sign is taken off, and what that comes to. */
export const signOf = ({ sign, value, number }: SignTaken) => ({
  sign: verbatim(sign),
  value: verbatim(shortened(value)),
  number: verbatim(String(number)),
});

/** Signs as they are told, and how many numbers have each. */
export const signsIn = (signs: NonNullable<Nearly['signs']>): Phrase[] =>
  signs
    .slice(0, MOST_SIGNS)
    .map(({ sign, count }) =>
      sign === ''
        ? phrase('without-sign', { times: count })
        : phrase('with-sign', { times: count, sign: verbatim(sign) }),
    );
const MOST_SIGNS = 4;

const SHOWN = 40;
/** A value as a line has room for it. */
export const shortened = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text);
