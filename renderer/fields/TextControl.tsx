import type { TextField } from '../../engine/settings.ts';
import { DraftInput } from './DraftInput.tsx';
import { type ControlProps, MIXED } from './field.ts';

export function TextControl({ id, field, value, onChange, onError }: ControlProps<TextField>) {
  return (
    <DraftInput
      id={id}
      label={field.label}
      text={value === MIXED ? null : (value as string)}
      read={(text) => ({ value: text })}
      onChange={onChange}
      onError={onError}
      {...(field.blank && { placeholder: field.blank.text })}
    />
  );
}
