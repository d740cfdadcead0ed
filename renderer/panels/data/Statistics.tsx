/** What the columns hold, as the data has them and as the network receives them; how the rows are spread over the classes. */
import { type Verbatim, verbatim } from '../../../engine/phrases.ts';
import { type ReactNode, useEffect, useState } from 'react';
import type { Column } from '../../../engine/data/define.ts';
import type { Moments } from '../../../engine/data/moments.ts';
import type { ColumnStatistics, DataStatistics } from '../../../engine/data/statistics.ts';
import { type Document, nameOf } from '../../../engine/graph/document.ts';
import { serialize } from '../../../engine/graph/file.ts';
import { ClassBars } from '../../charts/ClassBars.tsx';
import { formatNumber } from '../../charts/format.ts';
import { askForData } from '../../state/document/consent.ts';
import { messageOf } from '../../state/notices.ts';
import { inBackground } from '../../state/work.ts';
import { activeDocument } from '../../state/document/workspace.ts';
import { grouped } from '../../ui/bytes.ts';
import { Working } from '../../fields/Working.tsx';
import styles from './Data.module.css';
import { Failed } from './RowsHeading.tsx';
import { t } from '../../../engine/texts/index.ts';

interface StatisticsProps {
  readonly document: Document;
  readonly columns: readonly Column[];
  readonly heading: ReactNode;
}

export function Statistics({ document, columns, heading }: StatisticsProps) {
  const { found, error } = useStatistics(document);
  const title = (feed: string) => {
    const [kind, key] = feed.split(/:(.*)/s) as [string, string];
    const node = kind === 'input' ? document.graph.nodes.find(({ id }) => id === key) : undefined;
    return node ? nameOf(node) : key;
  };
  const shares = columns.flatMap(({ name, classes }) =>
    classes && found?.columns[name]?.classes ? [{ name, classes, counts: found.columns[name].classes }] : [],
  );
  return (
    <>
      <h3>{heading}</h3>
      <Failed error={error} />
      {!found && error === null && <Working title={t('work.counting', 'Counting rows')} />}
      {found && (
        <section
          className={styles.statistics}
          aria-label={t('data.statistics.columns', 'Statistics of the columns')}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it
          tabIndex={0}
        >
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{t('splits.train', 'Training')}</th>
                {momentTitles().map((name) => (
                  <th key={name} scope="col">
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <Group
              title={t('data.statistics.raw', 'As the data has them')}
              columns={columns.map(({ name }) => [name, found.columns[name]!])}
            />
            {Object.keys(found.feeds).length > 0 && (
              <Group
                title={t('data.statistics.fed', 'As the network receives them')}
                columns={Object.entries(found.feeds).map(([feed, statistics]) => [title(feed), statistics])}
              />
            )}
          </table>
          {Object.entries(found.classes).map(([name, counts]) => (
            <SplitClasses
              key={name}
              name={verbatim(name)}
              classes={columns.find((column) => column.name === name)?.classes ?? []}
              counts={counts}
            />
          ))}
          {shares.map(({ name, classes, counts }) => (
            <div key={name} className={styles.classes}>
              <h4>{t('data.statistics.classes', 'Rows of each class of {{name}}', { name: verbatim(name) })}</h4>
              <ClassBars
                label={t('data.statistics.classes', 'Rows of each class of {{name}}', { name: verbatim(name) })}
                classes={classes}
                values={counts}
                whole={Math.max(1, ...counts)}
                format={grouped}
                most={100}
              />
            </div>
          ))}
        </section>
      )}
    </>
  );
}

/** How many rows of each class every split has; where a class has none to learn from, that stands out. */
function SplitClasses({
  name,
  classes,
  counts,
}: {
  readonly name: Verbatim;
  readonly classes: readonly string[];
  readonly counts: DataStatistics['classes'][string];
}) {
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">{t('data.splits.classes', 'Classes of {{name}} in each split', { name })}</th>
          <th scope="col">{t('splits.train', 'Training')}</th>
          <th scope="col">{t('splits.validation', 'Validation')}</th>
          <th scope="col">{t('splits.test', 'Test')}</th>
        </tr>
      </thead>
      <tbody>
        {classes.slice(0, MOST_CLASSES).map((one, i) => (
          <tr key={one}>
            <th scope="row" title={one}>
              {one}
            </th>
            <td data-some={counts.train[i] === 0 || undefined}>{grouped(counts.train[i] ?? 0)}</td>
            <td>{grouped(counts.validation[i] ?? 0)}</td>
            <td>{grouped(counts.test[i] ?? 0)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
/** Classes that are listed; the bars below show no more either. */
const MOST_CLASSES = 100;

const momentTitles = (): readonly string[] => [
  t('data.rows', 'Rows'),
  t('data.missing', 'Missing'),
  t('data.minimum', 'Minimum'),
  t('data.mean', 'Mean'),
  t('data.maximum', 'Maximum'),
  t('data.deviation', 'Deviation'),
];

function Group({
  title,
  columns,
}: {
  readonly title: string;
  readonly columns: readonly (readonly [name: string, statistics: ColumnStatistics])[];
}) {
  return (
    <tbody>
      <tr>
        <th scope="rowgroup" colSpan={7} className={styles.group}>
          {title}
        </th>
      </tr>
      {columns.flatMap(([name, statistics]) => [
        <Line
          key={name}
          name={name}
          rows={statistics.rows}
          statistics={statistics}
          classes={statistics.classes !== undefined}
        />,
        ...(statistics.parts ?? []).map((part, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the parts are told apart by their order alone
          <Line key={`${name} ${i + 1}`} name={`${name} ${i + 1}`} statistics={part} part />
        )),
      ])}
    </tbody>
  );
}

interface LineProps {
  readonly name: string;
  readonly rows?: number;
  readonly statistics: Moments;
  /** One of the parts of the line above. */
  readonly part?: true;
  /** The numbers are names: they have no mean. */
  readonly classes?: boolean;
}

function Line({ name, rows, statistics, part, classes = false }: LineProps) {
  const { missing, minimum, mean, maximum, deviation } = statistics;
  // what rounding leaves of a mean that was taken off is none
  const settled = Math.abs(mean) < 1e-6 * deviation ? 0 : mean;
  return (
    <tr data-part={part}>
      <th scope="row" title={name}>
        {name}
      </th>
      <td>{rows === undefined ? '' : grouped(rows)}</td>
      <td data-some={missing > 0 || undefined}>{grouped(missing)}</td>
      {[minimum, classes ? Number.NaN : settled, maximum, classes ? Number.NaN : deviation].map((value, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the columns are told apart by their order alone
        <td key={i}>{Number.isNaN(value) ? '–' : Number.isInteger(value) ? grouped(value) : formatNumber(value)}</td>
      ))}
    </tr>
  );
}

/** How long a setting must stand before the rows are counted anew, in milliseconds. */
const SETTLED = 300;

function useStatistics(document: Document): { readonly found: DataStatistics | null; readonly error: string | null } {
  const [state, setState] = useState<{ found: DataStatistics | null; error: string | null }>({
    found: null,
    error: null,
  });
  const asked = JSON.stringify(document.data);
  // biome-ignore lint/correctness/useExhaustiveDependencies: of the document only its data counts
  useEffect(() => {
    const stale = new AbortController();
    const count = () =>
      inBackground(
        t('work.counting', 'Counting rows'),
        (signal) =>
          askForData(
            'data.statistics',
            { document: serialize(document), path: activeDocument()?.path ?? null },
            signal,
          ),
        stale.signal,
      );
    const timer = setTimeout(
      () =>
        count().then(
          (found) => stale.signal.aborted || setState({ found, error: null }),
          (error: unknown) => stale.signal.aborted || setState({ found: null, error: messageOf(error) }),
        ),
      state.found ? SETTLED : 0,
    );
    return () => {
      stale.abort();
      clearTimeout(timer);
    };
  }, [asked]);
  return state;
}
