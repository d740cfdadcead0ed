import type { ReactNode } from 'react';
import type { Verbatim } from '../../../engine/phrases.ts';
import type { Column } from '../../../engine/data/define.ts';
import { columnAfter, typeOf } from '../../../engine/data/feeds.ts';
import { TRANSFORMS, transformOf } from '../../../engine/data/index.ts';
import { transformFor } from '../../../engine/data/transformed.ts';
import type { ColumnConfig } from '../../../engine/graph/document.ts';
import { resolveSettings } from '../../../engine/settings.ts';
import { formatType } from '../../../engine/types/tensor.ts';
import { addTransform, chooseColumn, type FeedPlace } from '../../actions/data.ts';
import { Select } from '../../ui/Select.tsx';
import styles from './Data.module.css';
import { TransformFields } from './TransformFields.tsx';
import { t } from '../../../engine/texts/index.ts';
import { titledOptions } from '../../../engine/texts/definitions.ts';

interface ColumnFeedProps {
  /** The name of the input or the target. */
  readonly title: Verbatim;
  readonly place: FeedPlace;
  readonly config: ColumnConfig | undefined;
  readonly columns: readonly Column[];
  /** What the network's Input is made for. */
  readonly wants?: Verbatim;
  /** What else can be done with it, beside the column. */
  readonly action?: ReactNode;
}

/** A column on its way into the network: which it is, and the transforms in their order. */
export function ColumnFeed({ title, place, config, columns, wants, action }: ColumnFeedProps) {
  const source = columns.find(({ name }) => name === config?.column);
  return (
    <div>
      <div className={styles.row} data-action={action !== undefined || undefined}>
        <span title={title}>{title}</span>
        <Select
          label={t('data.column', 'Column for {{title}}', { title })}
          value={config?.column}
          placeholder={t('data.column.choose', 'Choose a column')}
          options={columns.map(({ name }) => ({ value: name, title: name }))}
          onChange={(column) => chooseColumn(place, title, column)}
        />
        {action}
      </div>
      {source && config && (
        <div className={styles.transforms}>
          {config.transforms.map((choice, i) => (
            <TransformFields
              // biome-ignore lint/suspicious/noArrayIndexKey: the same transform may stand twice
              key={i}
              place={place}
              choice={choice}
              index={i}
              last={i === config.transforms.length - 1}
            />
          ))}
          <NextTransform title={title} place={place} config={config} source={source} {...(wants && { wants })} />
        </div>
      )}
    </div>
  );
}

interface NextTransformProps extends Pick<ColumnFeedProps, 'title' | 'place' | 'wants'> {
  readonly config: ColumnConfig;
  readonly source: Column;
}

/** What the transforms give so far, and those that can follow. */
function NextTransform({ title, place, config, source, wants }: NextTransformProps) {
  const last = columnAfter(source, config, config.transforms.length);
  const gives = last && formatType(typeOf(last));
  const fitting = last
    ? TRANSFORMS.filter((one) => {
        const { settings } = resolveSettings(one.settings, transformFor(one, last).settings);
        return !('received' in one.column(last, settings));
      })
    : [];
  return (
    <div className={`${styles.row} ${styles.add}`}>
      <Select
        key={config.transforms.length}
        label={t('data.transform.addTo', 'Add a transform to {{title}}', { title })}
        value={undefined}
        placeholder={t('data.transform.add', 'Add transform')}
        options={titledOptions('transforms', fitting)}
        onChange={(type) => addTransform(place, transformFor(transformOf(type)!, last!))}
      />
      <span className={styles.type}>
        {gives &&
          (wants && gives !== wants
            ? t('data.gives.wanted', 'gives {{gives}}, wanted {{wants}}', { gives, wants })
            : t('data.gives', 'gives {{gives}}', { gives }))}
      </span>
    </div>
  );
}
