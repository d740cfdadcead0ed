import type { NumbersField } from '../../engine/settings.ts';
import { DraftInput } from './DraftInput.tsx';
import { complaint, type ControlProps, MIXED, plain } from './field.ts';
import { readNumbers } from './numbers.ts';

/** A list of numbers of any length; an empty one is typed as nothing. */
export function NumbersControl({ id, field, value, onChange, onError }: ControlProps<NumbersField>) {
  const list = value === MIXED ? null : (value as readonly number[]);
  const read = (text: string) => {
    const typed = readNumbers(text);
    const error = complaint(field, typed);
    return error === null ? { value: typed } : { error };
  };
  return (
    <DraftInput
      id={id}
      label={field.label}
      text={list === null ? null : list.map(plain).join(', ')}
      value={value}
      read={read}
      onChange={onChange}
      onError={onError}
      numeric
      {...(field.blank && { placeholder: field.blank.text })}
    />
  );
}
