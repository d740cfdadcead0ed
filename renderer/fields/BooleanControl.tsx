import { t } from '../../engine/texts/index.ts';
import type { BooleanField } from '../../engine/settings.ts';
import { Switch } from '../ui/Switch.tsx';
import { type ControlProps, MIXED } from './field.ts';
import styles from './Field.module.css';

export function BooleanControl({ id, field, value, onChange }: ControlProps<BooleanField>) {
  return (
    <span className={styles.inline}>
      <Switch id={id} label={field.label} checked={value === true} onChange={onChange} />
      {value === MIXED && <span className={styles.unit}>{t('common.mixed', 'Mixed')}</span>}
    </span>
  );
}
