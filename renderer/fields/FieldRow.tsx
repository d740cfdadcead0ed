import { withinSentence } from '../../engine/texts/definitions.ts';
import { RotateCcw } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { t } from '../../engine/texts/index.ts';
import type { Field } from '../../engine/settings.ts';
import { Tip } from '../ui/Tip.tsx';
import { type ControlProps, MIXED, sameValue } from './field.ts';
import styles from './Field.module.css';

interface FieldRowProps<F extends Field> {
  readonly id: string;
  readonly field: F;
  readonly value: unknown;
  /** `undefined` goes back to the default. */
  readonly onChange: (value: unknown) => void;
  readonly control: (props: ControlProps<F>) => ReactNode;
  /** A button beside the way back: what else can be done with the setting. */
  readonly action?: { readonly label: string; readonly icon: ReactNode; readonly run: () => void };
}

/** A setting: its name with what it means, its control, the way back to the default, and what is wrong with what was typed. */
export function FieldRow<F extends Field>({ id, field, value, onChange, control: Control, action }: FieldRowProps<F>) {
  const [error, setError] = useState<string | null>(null);
  const isDefault = sameValue(value, field.default);
  return (
    <div className={styles.row}>
      <Tip text={field.doc} side="left">
        <label className={styles.label} htmlFor={id}>
          {field.label}
        </label>
      </Tip>
      <div className={styles.control}>
        <Control
          id={id}
          field={field}
          value={value}
          onChange={(next) => onChange(sameValue(next, field.default) ? undefined : next)}
          onError={setError}
        />
      </div>
      {!isDefault && value !== MIXED && (
        <button
          type="button"
          className={styles.reset}
          aria-label={t('field.reset', 'Reset {{setting}} to its default', { setting: withinSentence(field.label) })}
          title={t('field.reset.short', 'Back to the default')}
          onClick={() => onChange(undefined)}
        >
          <RotateCcw size={12} strokeWidth={1.5} />
        </button>
      )}
      {action && (
        <button
          type="button"
          className={styles.action}
          aria-label={action.label}
          title={action.label}
          onClick={action.run}
        >
          {action.icon}
        </button>
      )}
      {error !== null && (
        <p id={`${id}-message`} className={styles.message} role="alert">
          {error}
        </p>
      )}
    </div>
  );
}
