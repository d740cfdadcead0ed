import type { ReactNode } from 'react';
import { t } from '../../../engine/texts/index.ts';
import { Pager } from '../common/Pager.tsx';
import styles from './Data.module.css';

interface RowsHeadingProps {
  readonly heading: ReactNode;
  /** Stands before the pager. */
  readonly children?: ReactNode;
  readonly from: number;
  readonly most: number;
  readonly total: number;
  readonly onChange: (from: number) => void;
}

/** What is shown, and the way through its rows. */
export function RowsHeading({ heading, children, ...pages }: RowsHeadingProps) {
  return (
    <h3>
      {heading}
      <div className={styles.pager}>
        {children}
        <Pager earlier={t('data.earlier', 'Earlier rows')} later={t('data.later', 'Later rows')} {...pages} />
      </div>
    </h3>
  );
}

/** Why what stands here otherwise does not. */
export const Failed = ({ error }: { readonly error: string | null }) =>
  error !== null && (
    <p className={styles.failed} role="alert">
      {error}
    </p>
  );
