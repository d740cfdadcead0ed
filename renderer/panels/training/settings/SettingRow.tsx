import type { ReactNode } from 'react';
import styles from '../Training.module.css';

/** A label and what is set beside it. */
export function SettingRow({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  return (
    <div className={styles.row}>
      <span>{label}</span>
      {children}
    </div>
  );
}
