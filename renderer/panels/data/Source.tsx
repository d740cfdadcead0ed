import type { Column, Dataset } from '../../../engine/data/define.ts';
import { kindTitle } from '../../../engine/data/kindTitle.ts';
import type { TableKind } from '../../../engine/data/tables.ts';
import { DATASETS, datasetOf } from '../../../engine/data/index.ts';
import type { Document } from '../../../engine/graph/document.ts';
import { chooseDataset, setDatasetSetting } from '../../actions/data.ts';
import { ReadySource } from '../../fields/ReadySource.tsx';
import { SchemaFields } from '../../fields/SchemaFields.tsx';
import type { Described } from '../../state/document/data.ts';
import { attempt } from '../../state/notices.ts';
import { grouped } from '../../ui/bytes.ts';
import { Select } from '../../ui/Select.tsx';
import { type PlacedFields, schemaOf, setField, SPLIT, splitColumn, valuesOf } from '../common/recipe.ts';
import { Working } from '../../fields/Working.tsx';
import styles from './Data.module.css';
import { Kinds } from './Kinds.tsx';
import { docText } from '../../../engine/texts/docs.ts';
import { t, word } from '../../../engine/texts/index.ts';
import { settingsInLanguage, titledOptions } from '../../../engine/texts/definitions.ts';

interface SourceProps {
  readonly document: Document;
  readonly described: Described;
}

/** Which dataset it is, and how its rows are split. */
export function Source({ document: { data, ...document }, described }: SourceProps) {
  const dataset = data.dataset && datasetOf(data.dataset.type);
  const split = splitFields(described, data);
  // of a table they can be changed
  const kinds =
    dataset?.settings.kinds && ((data.dataset!.settings.kinds ?? {}) as Readonly<Record<string, TableKind>>);
  return (
    <>
      <h3>{t('data.dataset', 'Dataset')}</h3>
      <Select
        id="dataset"
        label={t('data.dataset', 'Dataset')}
        value={data.dataset?.type}
        options={titledOptions('datasets', DATASETS)}
        onChange={(type) => void attempt(() => chooseDataset({ type, settings: {} }))}
      />
      {dataset && <Told key={dataset.id} dataset={dataset} />}
      <ReadySource file={String(data.dataset?.settings.file ?? '')} className={styles.doc} />
      {dataset && Object.keys(dataset.settings).length > 0 && (
        <SchemaFields
          compact
          id="dataset"
          schema={offered(dataset, described.state === 'ready' ? described : {})}
          values={data.dataset!.settings}
          onChange={(name, value) => void attempt(() => setDatasetSetting(name, value))}
        />
      )}
      {described.state === 'loading' && <Working title={t('work.data', 'Opening data')} />}
      {described.state === 'ready' && (
        <>
          {described.notes.map((note) => (
            <p key={word(note)} className={styles.doc}>
              {word(note)}
            </p>
          ))}
          <dl className={styles.facts}>
            <dt>{t('data.rows.train', 'Training rows')}</dt>
            <dd>{grouped(described.rows.train)}</dd>
            <dt>{t('data.rows.validation', 'Validation rows')}</dt>
            <dd>
              {described.rows.validation === null
                ? t('data.rows.share', 'a share')
                : grouped(described.rows.validation)}
            </dd>
            <dt>{t('data.rows.test', 'Test rows')}</dt>
            <dd>{described.rows.test === null ? t('data.rows.share', 'a share') : grouped(described.rows.test)}</dd>
            {!kinds &&
              described.columns.map((column) => (
                <div key={column.name} style={{ display: 'contents' }}>
                  <dt title={column.name}>{column.name}</dt>
                  <dd>{describeColumn(column)}</dd>
                </div>
              ))}
          </dl>
          {kinds && <Kinds columns={described.fileColumns ?? described.columns} chosen={kinds} />}
          <SchemaFields
            compact
            id="split"
            schema={schemaOf('split', split)}
            values={valuesOf(split, { data, ...document })}
            onChange={setField('split', split)}
          />
        </>
      )}
    </>
  );
}

/** What the dataset is, where it is from, and what is to be known besides. */
function Told({ dataset: { doc, more, source } }: { readonly dataset: Dataset }) {
  return (
    <>
      <p className={styles.doc}>
        {docText(doc)}{' '}
        {source && (
          <a href={source.url} target="_blank" rel="noopener noreferrer">
            {source.title}
          </a>
        )}
      </p>
      {more !== undefined && (
        <details className={styles.more}>
          <summary>{t('data.dataset.more', 'More about it')}</summary>
          <p>{docText(more)}</p>
        </details>
      )}
    </>
  );
}

/** What is to be said of the split: nothing of the parts that the data bring, and the columns that it may go by. */
function splitFields(described: Described, { split, targets }: Document['data']): PlacedFields {
  if (described.state !== 'ready') return SPLIT;
  const { validation, test } = described.rows;
  if (validation !== null && test !== null) return {};
  const { method, ...shares } = SPLIT;
  const isFolded = (split.folds ?? 0) > 1;
  const { [isFolded ? 'validation' : 'fold']: _, ...others } = shares;
  const columns = described.columns.filter(({ kind }) => kind !== 'image').map(({ name }) => name);
  const [first] = split.method === 'stratified' ? Object.values(targets) : [];
  const goesBy = split.method !== 'random' && split.method !== 'order';
  return Object.fromEntries(
    Object.entries({
      method: method!,
      ...(goesBy && columns.length > 0 && { by: splitColumn(columns, first?.column ?? columns[0]!) }),
      ...others,
    }).filter(
      ([name]) =>
        !(['validation', 'folds', 'fold'].includes(name) && validation !== null) && !(name === 'test' && test !== null),
    ),
  );
}

/** Its settings; those of pictures where a column holds some. */
function offered(dataset: Dataset, { columns }: Extract<Described, { state: 'ready' }> | { columns?: undefined }) {
  const idle = columns?.some(({ kind }) => kind === 'image') ? [] : (dataset.ofPictures ?? []);
  return Object.fromEntries(
    Object.entries(settingsInLanguage('datasets', dataset)).filter(([name]) => !idle.includes(name)),
  );
}

const describeColumn = ({ kind, shape, classes }: Column): string =>
  [
    !classes && kindTitle(kind),
    shape.length > 0 && shape.join('×'),
    classes && t('columns.classes', { one: '{{count}} class', other: '{{count}} classes' }, { count: classes.length }),
  ]
    .filter(Boolean)
    .join(' ');
