/** What is said of a table as a series: which column has the times, and how it is cut into windows. */
import { series } from '../../../engine/data/datasets/series.ts';
import { type SeriesWish, timeColumns } from '../../../engine/data/series/propose.ts';
import { t } from '../../../engine/texts/index.ts';
import { settingsInLanguage } from '../../../engine/texts/definitions.ts';
import { SchemaFields } from '../../fields/SchemaFields.tsx';
import { Select } from '../../ui/Select.tsx';
import styles from './TableDialog.module.css';
import type { Proposed } from './useProposal.ts';

const SIZES = ['length', 'horizon', 'stride', 'lead', 'gaps'] as const;

export function OverTime({ proposed: { proposal, asked, askFor, sayMore } }: { readonly proposed: Proposed }) {
  const settings = settingsInLanguage('datasets', series);
  const schema = Object.fromEntries(SIZES.map((name) => [name, settings[name]!]));
  const said = Object.entries(asked.overTime ?? {}).filter(([, value]) => value !== undefined);
  return (
    <>
      <div className={styles.fields}>
        <span>{t('table.time', 'Time')}</span>
        <Select
          label={t('table.time', 'Time')}
          value={asked.overTime?.time ?? proposal.series?.time}
          options={timeColumns(proposal.columns).map((name) => ({ value: name, title: name }))}
          onChange={(time) => void askFor({ overTime: { time } })}
        />
      </div>
      <div className={styles.sizes}>
        <SchemaFields
          id="over-time"
          schema={schema}
          values={{ ...proposal.dataset.settings, ...Object.fromEntries(said) }}
          onChange={(name, value) => void sayMore({ [name]: value } as SeriesWish)}
        />
      </div>
    </>
  );
}
