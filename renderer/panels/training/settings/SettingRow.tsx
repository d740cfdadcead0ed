import type { ReactNode } from 'react';
import styles from '../Training.module.css';

interface SettingRowProps {
  /** By which the search finds it. */
  readonly id?: string;
  readonly label: string;
  readonly children: ReactNode;
}

/** A label and what is set beside it. */
export function SettingRow({ id, label, children }: SettingRowProps) {
  return (
    <div className={styles.row} id={id}>
      <span>{label}</span>
      {children}
    </div>
  );
}
