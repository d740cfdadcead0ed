import { verbatim } from '../../engine/phrases.ts';
import { t } from '../../engine/texts/index.ts';
import { checkField, type NumberField } from '../../engine/settings.ts';
import { DraftInput } from './DraftInput.tsx';
import { blankOf, complaint, type ControlProps, isBlank, MIXED, plain, stepped } from './field.ts';
import styles from './Field.module.css';
import { readNumber } from './numbers.ts';

const withoutCommas = (complaint: string): string =>
  t('fields.commas', '{{complaint}} Write it without commas: 1024, 0.5.', { complaint: verbatim(complaint) });

/** A number, whole or not, or a calculation that comes to one. */
export function NumberControl({ id, field, value, onChange, onError }: ControlProps<NumberField>) {
  const { placeholder, emptied } = blankOf(field);
  const read = (text: string) => {
    if (emptied && text.trim() === '') return emptied;
    const number = readNumber(text);
    const error = complaint(field, number);
    if (error === null) return { value: number };
    return { error: /[,，]/.test(text) ? withoutCommas(error) : error };
  };
  const step = (by: number) => {
    const next = stepped(value as number, by, field.kind === 'int');
    return checkField(field, next) === undefined ? next : undefined;
  };
  return (
    <DraftInput
      id={id}
      label={field.label}
      text={value === MIXED ? null : isBlank(field, value) ? '' : plain(value as number)}
      {...(placeholder !== undefined && { placeholder })}
      value={value}
      read={read}
      onChange={onChange}
      onError={onError}
      {...(value !== MIXED && { step })}
      numeric
      suffix={field.unit && <span className={styles.unit}>{field.unit}</span>}
    />
  );
}
