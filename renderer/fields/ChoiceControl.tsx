import { t } from '../../engine/texts/index.ts';
import type { ChoiceField } from '../../engine/settings.ts';
import { Segmented } from '../ui/Segmented.tsx';
import { Select } from '../ui/Select.tsx';
import { type ControlProps, MIXED } from './field.ts';

/** Beyond this many options, or letters in them, they are a list that opens: a form's column has room for no more in one row. */
const IN_SIGHT = { options: 3, letters: 18 };

export function ChoiceControl({ id, field, value, onChange }: ControlProps<ChoiceField>) {
  const options = field.options.map((option) => ({ value: option, title: field.names?.[option] ?? capital(option) }));
  const letters = options.reduce((sum, { title }) => sum + lettersOf(title), 0);
  if (options.length <= IN_SIGHT.options && letters <= IN_SIGHT.letters)
    return (
      <Segmented
        label={field.label}
        value={value === MIXED ? '' : (value as string)}
        options={options}
        onChange={onChange}
      />
    );
  return (
    <Select
      id={id}
      label={field.label}
      value={value === MIXED ? undefined : (value as string)}
      placeholder={t('common.mixed', 'Mixed')}
      options={options}
      onChange={onChange}
    />
  );
}

/** A Chinese character is as wide as two letters. */
const lettersOf = (text: string): number => Array.from(text).reduce((sum, sign) => sum + (sign >= '\u2e80' ? 2 : 1), 0);

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
