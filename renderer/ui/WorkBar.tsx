import styles from './WorkBar.module.css';

interface WorkBarProps {
  readonly label: string;
  /** 0 to 1; null where it is not known how far it is. */
  readonly share: number | null;
}

/** How far some work is. */
export function WorkBar({ label, share }: WorkBarProps) {
  return <progress className={styles.bar} aria-label={label} {...(share !== null && { value: share })} />;
}
