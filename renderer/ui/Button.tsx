import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import styles from './Button.module.css';
import { Tip } from './Tip.tsx';

interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  /** `primary`: the one filled button of its place. `quiet`: without a border. */
  readonly look?: 'primary' | 'plain' | 'quiet';
  readonly icon?: ReactNode;
  readonly ref?: Ref<HTMLButtonElement>;
  /** A dialog begins with it: Enter does what it is opened for. */
  readonly 'data-default'?: boolean;
}

export function Button({ look = 'plain', icon, children, className = '', ...rest }: ButtonProps) {
  return (
    <button type="button" className={`${styles.button} ${styles[look]} ${className}`} {...rest}>
      {icon}
      {children}
    </button>
  );
}

/** A button that is only an icon: its name is for screen readers and the tooltip. */
export function IconButton({
  label,
  keys,
  icon,
  className = '',
  ...rest
}: Omit<ButtonProps, 'look'> & { readonly label: string; readonly keys?: string }) {
  return (
    <Tip text={label} {...(keys !== undefined && { keys })}>
      <button
        type="button"
        aria-label={label}
        className={`${styles.button} ${styles.quiet} ${styles.icon} ${className}`}
        {...rest}
      >
        {icon}
      </button>
    </Tip>
  );
}
