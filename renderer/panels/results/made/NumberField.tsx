import { useState } from 'react';
import { t } from '../../../../engine/texts/index.ts';
import styles from '../Results.module.css';

interface NumberFieldProps {
  readonly label: string;
  readonly doc: string;
  readonly value: number;
  readonly least?: number;
  readonly most: number;
  /** Less than 1 where it need not be whole. */
  readonly step?: number;
  readonly onChange: (value: number) => void;
}

/**
 * A number within bounds, beside its name. What is typed stands as it is until the field is left: it may be empty on the way. Beyond a
 * bound the bound is taken, and said.
 */
export function NumberField({ label, doc, value, least = 0, most, step = 1, onChange }: NumberFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const [beyond, setBeyond] = useState<'least' | 'most' | null>(null);
  const type = (text: string) => {
    setTyped(text);
    const given = Number(text);
    const isNumber = text.trim() !== '';
    setBeyond(isNumber && given < least ? 'least' : isNumber && given > most ? 'most' : null);
    if (isNumber) onChange(Math.max(least, Math.min(most, step < 1 ? given : Math.trunc(given))));
  };
  return (
    <label title={doc}>
      {label}
      <input
        type="number"
        min={least}
        max={most}
        step={step}
        value={typed ?? value}
        onChange={({ target }) => type(target.value)}
        onBlur={() => setTyped(null)}
      />
      {beyond !== null && (
        <span role="status" className={styles.beyond}>
          {beyond === 'most'
            ? t('results.atMost', 'at most {{most}}', { most })
            : t('results.atLeast', 'at least {{least}}', { least })}
        </span>
      )}
    </label>
  );
}
