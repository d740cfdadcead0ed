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
  readonly columns: readonly Column[];
  /** Those that are not offered: their text is no numbers. */
  readonly aside: readonly string[];
  /** That a person chose. */
  readonly chosen: Readonly<Record<string, TableKind>>;
}

/** What each column of a table holds, to be changed where it is not what was found. */
export const Kinds = ({ columns, aside, chosen }: KindsProps) => (
  <section aria-label={t('data.kinds', 'What the columns hold')}>
    {[...columns.map(({ name, kind }) => [name, kind] as const), ...aside.map((name) => [name, 'text'] as const)].map(
      ([name, kind]) => (
        <div key={name} className={styles.row}>
          <span title={name}>{name}</span>
          <Select
            label={t('data.kind', 'What {{column}} holds', { column: verbatim(name) })}
            value={chosen[name] ?? kind}
            options={TABLE_KINDS.map((value) => ({ value, title: kindTitle(value) }))}
            onChange={(value) => void attempt(() => chooseKind(name, value as TableKind))}
          />
        </div>
      ),
    )}
  </section>
);
