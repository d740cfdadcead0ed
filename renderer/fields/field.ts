/** What the fields of all kinds share. */
import { withinSentence } from '../../engine/texts/definitions.ts';
import { verbatim } from '../../engine/phrases.ts';
import { checkField, type Field } from '../../engine/settings.ts';
import { t, type Worded } from '../../engine/texts/index.ts';

/** The value of a setting in which the selected layers differ. */
export const MIXED = Symbol('mixed');

export interface ControlProps<F extends Field = Field> {
  readonly id: string;
  readonly field: F;
  readonly value: unknown;
  /** Only ever given values that the field allows. */
  readonly onChange: (value: unknown) => void;
  /** What is wrong with what was typed; null where nothing is. */
  readonly onError: (message: string | null) => void;
}

/** What to say of a value that a field does not allow. */
export function complaint(field: Field, value: unknown): string | null {
  const expected = checkField(field, value);
  return expected === undefined
    ? null
    : t('fields.must-be', '{{label}} must be {{expected}}.', { label: verbatim(field.label), expected });
}

/** What the step of undo is called that sets a field. */
export const editLabel = (label: string): Worded => t('edits.set', 'Set {{what}}', { what: withinSentence(label) });

/** Of a value that stands for something else: it is shown as an empty field with the words in it. */
export const isBlank = ({ blank }: Field, value: unknown): boolean =>
  blank !== undefined && sameValue(value, blank.value);

/** What an empty field says and means; nothing where it is just empty. */
export const blankOf = ({ blank }: Field): { readonly placeholder?: string; readonly emptied?: { value: unknown } } =>
  blank ? { placeholder: blank.text, emptied: { value: blank.value } } : {};

export const sameValue = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/** A number as it is typed: without what floating point adds. */
export const plain = (value: number): string => String(Number(value.toPrecision(12)));

/** One step from a number: 1 for whole ones, else one in its second digit. */
export function stepped(value: number, by: number, whole: boolean): number {
  const step = whole ? 1 : value === 0 ? 0.01 : 10 ** (Math.floor(Math.log10(Math.abs(value)) + 1e-9) - 1);
  return Number((value + by * step).toPrecision(12));
}
