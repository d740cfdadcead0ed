/** Settings that most trainings leave as they are, folded; open where one of them is set, which its title says too. */
import { type ReactNode, useState } from 'react';
import { t } from '../../../../engine/texts/index.ts';
import { resolveSettings, type Schema } from '../../../../engine/settings.ts';
import { sameValue } from '../../../fields/field.ts';
import type { Worded } from '../../../../engine/texts/index.ts';
import styles from '../Training.module.css';

/** How many of a choice's settings are not its defaults. */
export function changedSettings(schema: Schema, set: Readonly<Record<string, unknown>>): number {
  const { settings } = resolveSettings(schema, set as never);
  return Object.entries(schema).filter(([name, field]) => !sameValue(settings[name], field.default)).length;
}

interface GroupProps {
  readonly title: Worded;
  /** How many of them are not as they are usually. */
  readonly changed: number;
  readonly children: ReactNode;
}

export function Group({ title, changed, children }: GroupProps) {
  const [open, setOpen] = useState(changed > 0);
  return (
    <details className={styles.group} open={open} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>
        {title}
        {changed > 0 && <span>{t('training.changed', '{{count}} set', { count: changed })}</span>}
      </summary>
      {children}
    </details>
  );
}
