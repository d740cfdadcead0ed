import type { ChoiceField } from '../../engine/settings.ts';
import { Segmented } from '../ui/Segmented.tsx';
import { Select } from '../ui/Select.tsx';
import { type ControlProps, MIXED } from './field.ts';

/** Beyond this many options they are a list that opens. */
const IN_SIGHT = 3;

export function ChoiceControl({ id, field, value, onChange }: ControlProps<ChoiceField>) {
  const options = field.options.map((option) => ({ value: option, title: field.names?.[option] ?? capital(option) }));
  if (options.length <= IN_SIGHT) return <Segmented label={field.label} value={value === MIXED ? '' : (value as string)} options={options} onChange={onChange} />;
  return <Select id={id} label={field.label} value={value === MIXED ? undefined : (value as string)} placeholder="Mixed" options={options} onChange={onChange} />;
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
