import type { Column } from '../../../engine/data/define.ts';
import { kindTitle } from '../../../engine/data/kindTitle.ts';
import { TABLE_KINDS, type TableKind } from '../../../engine/data/tables.ts';
import { verbatim } from '../../../engine/phrases.ts';
import { t } from '../../../engine/texts/index.ts';
import { chooseKind } from '../../actions/data.ts';
import { attempt } from '../../state/notices.ts';
import { Select } from '../../ui/Select.tsx';
import styles from './Data.module.css';

interface KindsProps {
  readonly columns: readonly { readonly name: string; readonly kind: Column['kind'] | TableKind }[];
  /** That a person chose. */
  readonly chosen: Readonly<Record<string, TableKind>>;
}

/** What each column of a table holds, to be changed where it is not what was found. */
export const Kinds = ({ columns, chosen }: KindsProps) => (
  <section aria-label={t('data.kinds', 'What the columns hold')}>
    {columns.map(({ name, kind }) => (
      <div key={name} className={styles.row}>
        <span title={name}>{name}</span>
        <Select
          label={t('data.kind', 'What {{column}} holds', { column: verbatim(name) })}
          value={chosen[name] ?? kind}
          options={TABLE_KINDS.map((value) => ({ value, title: kindTitle(value) }))}
          onChange={(value) => void attempt(() => chooseKind(name, value as TableKind))}
        />
      </div>
    ))}
  </section>
);
