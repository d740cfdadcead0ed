/** Rows of the dataset as it has them: pictures with their class, or a table; a page at a time. */
import { type ReactNode, useState } from 'react';
import type { Column } from '../../../engine/data/define.ts';
import type { Choice } from '../../../engine/graph/document.ts';
import { Picture } from '../../charts/Picture.tsx';
import { Segmented } from '../../ui/Segmented.tsx';
import { type Sample, type Split, textOfValue, useSample } from '../common/sample.ts';
import styles from './Data.module.css';
import { Failed, RowsHeading } from './RowsHeading.tsx';
import { t } from '../../../engine/texts/index.ts';

const PAGE = 60;

interface RowsProps {
  readonly heading: ReactNode;
  readonly dataset: Choice;
  readonly columns: readonly Column[];
  readonly rows: Readonly<Record<'train', number>> & Readonly<Record<'validation' | 'test', number | null>>;
}

export function Rows({ heading, dataset, columns, rows }: RowsProps) {
  const [split, setSplit] = useState<Split>('train');
  const [offset, setOffset] = useState(0);
  const { sample, error } = useSample(dataset, split, offset, PAGE);
  const total = rows[split] ?? 0;
  const parts = splitTitles().filter(({ value }) => rows[value] !== null);
  const picture = columns.find(({ kind }) => kind === 'image');
  return (
    <>
      <RowsHeading heading={heading} from={offset} most={PAGE} total={total} onChange={setOffset}>
        {parts.length > 1 && (
          <Segmented<Split>
            label={t('data.part', 'Part of the data')}
            value={split}
            options={parts}
            onChange={(next) => (setSplit(next), setOffset(0))}
          />
        )}
      </RowsHeading>
      <Failed error={error} />
      {sample &&
        (picture ? (
          <Pictures sample={sample} picture={picture} columns={columns} offset={offset} />
        ) : (
          <Table sample={sample} columns={columns} offset={offset} />
        ))}
    </>
  );
}

const splitTitles = (): readonly { readonly value: Split; readonly title: string }[] => [
  { value: 'train', title: t('splits.train', 'Training') },
  { value: 'validation', title: t('splits.validation', 'Validation') },
  { value: 'test', title: t('splits.test', 'Test') },
];

const rowsIn = (sample: Sample): number => Object.values(sample)[0]?.shape[0] ?? 0;

function Pictures({
  sample,
  picture,
  columns,
  offset,
}: {
  readonly sample: Sample;
  readonly picture: Column;
  readonly columns: readonly Column[];
  readonly offset: number;
}) {
  const label = columns.find(({ kind }) => kind === 'category');
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it
    <section className={styles.grid} aria-label={t('data.pictures', 'Pictures of the rows')} tabIndex={0}>
      {Array.from({ length: rowsIn(sample) }, (_, row) => {
        const words = label ? textOfValue(label, sample[label.name]!, row) : '';
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a row's place is its name
          <figure key={row} title={t('rows.nth', 'Row {{row}}', { row: offset + row + 1 })}>
            <Picture
              tensor={sample[picture.name]!}
              row={row}
              {...(picture.range && { range: picture.range })}
              label={
                words
                  ? t('rows.about', 'Row {{row}}: {{words}}', { row: offset + row + 1, words })
                  : t('rows.nth', 'Row {{row}}', { row: offset + row + 1 })
              }
            />
            <figcaption>{words}</figcaption>
          </figure>
        );
      })}
    </section>
  );
}

function Table({
  sample,
  columns,
  offset,
}: {
  readonly sample: Sample;
  readonly columns: readonly Column[];
  readonly offset: number;
}) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it
    <section className={styles.scroll} aria-label={t('data.table', 'Table of the rows')} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th>{t('rows.one', 'Row')}</th>
            {columns.map(({ name }) => (
              <th key={name}>{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Array.from({ length: rowsIn(sample) }, (_, row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a row's place is its name
            <tr key={row}>
              <td>{offset + row + 1}</td>
              {columns.map((column) => (
                <td key={column.name}>{textOfValue(column, sample[column.name]!, row)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
