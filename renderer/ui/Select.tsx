import { Check, ChevronDown } from 'lucide-react';
import { Select as Radix } from 'radix-ui';
import { useState } from 'react';
import { t } from '../../engine/texts/index.ts';
import styles from './Select.module.css';

interface SelectProps<T extends string> {
  readonly label: string;
  readonly value: T | undefined;
  readonly options: readonly {
    readonly value: T;
    readonly title: string;
    /** What it is: told where the pointer rests on it. */
    readonly doc?: string;
    readonly group?: string;
    readonly disabled?: boolean;
  }[];
  readonly onChange: (value: T) => void;
  readonly placeholder?: string;
  readonly id?: string;
}

/** One of many choices, in a list that opens. Options with a `group` stand under its heading. */
export function Select<T extends string>({ label, value, options, onChange, placeholder, id }: SelectProps<T>) {
  // Radix renders a list that is shut too, and a page has hundreds of options: nobody needs them before the first look
  const [needed, setNeeded] = useState(false);
  const need = () => setNeeded(true);
  const groups = needed ? [...new Set(options.map(({ group }) => group))] : [];
  const chosen = options.find((option) => option.value === value);
  return (
    <Radix.Root
      {...(value !== undefined && { value })}
      onValueChange={(next) => onChange(next as T)}
      onOpenChange={need}
    >
      <Radix.Trigger
        className={styles.trigger}
        aria-label={label}
        title={chosen?.doc}
        onFocus={need}
        {...(id !== undefined && { id })}
      >
        <Radix.Value placeholder={placeholder ?? t('common.choose', 'Choose')}>{chosen?.title ?? value}</Radix.Value>
        <Radix.Icon>
          <ChevronDown size={14} strokeWidth={1.5} />
        </Radix.Icon>
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content className={styles.content} position="popper" sideOffset={4} collisionPadding={8}>
          <Radix.Viewport>
            {groups.map((group) => (
              <Radix.Group key={group ?? ''}>
                {group && <Radix.Label className={styles.group}>{group}</Radix.Label>}
                {options
                  .filter((option) => option.group === group)
                  .map((option) => (
                    <Radix.Item
                      key={option.value}
                      value={option.value}
                      className={styles.item}
                      title={option.doc}
                      {...(option.disabled && { disabled: true })}
                    >
                      <Radix.ItemText>{option.title}</Radix.ItemText>
                      <Radix.ItemIndicator>
                        <Check size={14} strokeWidth={1.5} />
                      </Radix.ItemIndicator>
                    </Radix.Item>
                  ))}
              </Radix.Group>
            ))}
          </Radix.Viewport>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
