import { Switch as Radix } from 'radix-ui';
import styles from './Switch.module.css';

export function Switch({
  label,
  checked,
  onChange,
  id,
}: {
  readonly label: string;
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly id?: string;
}) {
  return (
    <Radix.Root
      className={styles.switch}
      aria-label={label}
      checked={checked}
      onCheckedChange={onChange}
      {...(id !== undefined && { id })}
    >
      <Radix.Thumb className={styles.thumb} />
    </Radix.Root>
  );
}
