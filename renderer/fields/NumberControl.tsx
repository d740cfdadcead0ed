import { checkField, type NumberField } from '../../engine/settings.ts';
import { DraftInput } from './DraftInput.tsx';
import { complaint, type ControlProps, MIXED, plain, stepped } from './field.ts';
import styles from './Field.module.css';

/** A number, whole or not. */
export function NumberControl({ id, field, value, onChange, onError }: ControlProps<NumberField>) {
  const read = (text: string) => {
    const number = text.trim() === '' ? Number.NaN : Number(text.trim().replace('−', '-'));
    const error = complaint(field, number);
    return error === null ? { value: number } : { error };
  };
  const step = (by: number) => {
    const next = stepped(value as number, by, field.kind === 'int');
    return checkField(field, next) === undefined ? next : undefined;
  };
  return (
    <DraftInput
      id={id}
      label={field.label}
      text={value === MIXED ? null : plain(value as number)}
      read={read}
      onChange={onChange}
      onError={onError}
      {...(value !== MIXED && { step })}
      numeric
      suffix={field.unit && <span className={styles.unit}>{field.unit}</span>}
    />
  );
}
