/** What each column of a table holds and is for: kind and role to be changed, its values, and how it goes with the target. */
import type { ReactNode } from 'react';
import { kindTitle } from '../../../engine/data/kindTitle.ts';
import type { ColumnProfile, NumberProfile, Relation } from '../../../engine/data/study.ts';
import { TABLE_KINDS, type TableKind } from '../../../engine/data/tables.ts';
import type { Document } from '../../../engine/graph/document.ts';
import { verbatim } from '../../../engine/phrases.ts';
import { t } from '../../../engine/texts/index.ts';
import { grouped } from '../../../engine/types/bytes.ts';
import { chooseKind } from '../../actions/data.ts';
import { chooseRole, type ColumnRole, roleOf, rolesFor } from '../../actions/roles.ts';
import {
  chooseSeriesRole,
  isSeries,
  type SeriesRole,
  seriesRoleOf,
  seriesRolesFor,
  seriesTarget,
} from '../../actions/seriesRoles.ts';
import { useColumns } from '../../state/document/study.ts';
import { attempt } from '../../state/notices.ts';
import { Button } from '../../ui/Button.tsx';
import { Select } from '../../ui/Select.tsx';
import { Working } from '../../fields/Working.tsx';
import styles from './Table.module.css';
import { Failed } from './RowsHeading.tsx';

interface ColumnsProps {
  readonly heading: ReactNode;
  readonly document: Document;
  /** Columns that have transforms, which are shown when asked for. */
  readonly transformed: ReadonlySet<string>;
  readonly onTransforms: (column: string) => void;
}

export function Columns({ heading, document, transformed, onTransforms }: ColumnsProps) {
  const target = isSeries(document) ? seriesTarget(document) : Object.values(document.data.targets)[0]?.column;
  const { found, error } = useColumns(document.data.dataset!, target);
  return (
    <>
      <h3>{heading}</h3>
      <Failed error={error} />
      {!found && error === null && <Working title={t('work.columns', 'Counting columns')} />}
      {found && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it
        <section className={styles.columns} aria-label={t('data.columns.list', 'Columns of the table')} tabIndex={0}>
          {found.columns.map((column) => (
            <Column
              key={column.name}
              column={column}
              rows={found.rows}
              document={document}
              onTransforms={transformed.has(column.name) ? onTransforms : undefined}
            />
          ))}
          {found.looked < found.rows && (
            <p>
              {t('data.columns.looked', 'Quartiles and information are those of {{looked}} of {{rows}} rows.', {
                looked: verbatim(grouped(found.looked)),
                rows: verbatim(grouped(found.rows)),
              })}
            </p>
          )}
        </section>
      )}
    </>
  );
}

interface ColumnProps {
  readonly column: ColumnProfile;
  readonly rows: number;
  readonly document: Document;
  readonly onTransforms: ((column: string) => void) | undefined;
}

function Column({ column, rows, document, onTransforms }: ColumnProps) {
  const { name, kind, numbers, values, relation } = column;
  const column_ = verbatim(name);
  return (
    <article className={styles.column} aria-label={t('data.columns.one', 'Column {{column}}', { column: column_ })}>
      <div>
        <h4 title={name}>{name}</h4>
        <Counts column={column} rows={rows} />
      </div>
      <div className={styles.roles}>
        <Select
          label={t('data.kind.of', 'Kind of {{column}}', { column: column_ })}
          value={kind}
          options={TABLE_KINDS.map((value) => ({ value, title: kindTitle(value) }))}
          onChange={(value) => void attempt(() => chooseKind(name, value as TableKind))}
        />
        {kind !== 'ignore' && isSeries(document) && (
          <Select<SeriesRole>
            label={t('data.role.of', 'Role of {{column}}', { column: column_ })}
            value={seriesRoleOf(document, column)}
            options={seriesRolesFor(document, column).map((value) => ({ value, title: seriesRoleTitle(value) }))}
            onChange={(role) => chooseSeriesRole(column, role)}
          />
        )}
        {kind !== 'ignore' && !isSeries(document) && (
          <Select<ColumnRole>
            label={t('data.role.of', 'Role of {{column}}', { column: column_ })}
            value={roleOf(document, name)}
            options={rolesFor(document, column).map((value) => ({ value, title: roleTitle(value) }))}
            onChange={(role) => chooseRole(name, role)}
          />
        )}
      </div>
      <div>
        {numbers && <Spread name={name} kind={kind} numbers={numbers} />}
        {values && values.length > 0 && <Values values={values} />}
      </div>
      <div>
        {numbers && <Moments kind={kind} numbers={numbers} />}
        {relation && <Held relation={relation} />}
        {onTransforms && (
          <Button look="quiet" className={styles.toTransforms} onClick={() => onTransforms(name)}>
            {t('data.columns.transforms', 'Show transforms')}
          </Button>
        )}
      </div>
    </article>
  );
}

const seriesRoleTitle = (role: SeriesRole): string =>
  role === 'time'
    ? t('data.role.time', 'Time')
    : role === 'group'
      ? t('data.role.series', 'Tells series apart')
      : roleTitle(role);

function roleTitle(role: ColumnRole): string {
  switch (role) {
    case 'input':
      return t('data.role.input', 'Input');
    case 'target':
      return t('data.role.target', 'Target');
    case 'weight':
      return t('data.role.weight', 'Weight of the row');
    case 'group':
      return t('data.role.group', 'Group of the split');
    case 'split':
      return t('data.role.split', 'Says the split');
    case 'none':
      return t('data.role.none', 'Not used');
  }
}

/** How many values are there, differ, are missing or cannot be read. */
function Counts({ column, rows }: Pick<ColumnProps, 'column' | 'rows'>) {
  const { distinct, missing, unreadable, outOfRange, letters } = column;
  const share = (count: number) => verbatim(`${grouped(count)} (${((100 * count) / rows).toFixed(1)} %)`);
  return (
    <>
      <p>{t('data.columns.distinct', '{{count}} different', { count: verbatim(grouped(distinct)) })}</p>
      {missing > 0 && <p>{t('data.columns.missing', '{{count}} missing', { count: share(missing) })}</p>}
      {unreadable > 0 && (
        <p data-some>{t('data.columns.unreadable', '{{count}} unreadable', { count: share(unreadable) })}</p>
      )}
      {outOfRange > 0 && (
        <p data-some>{t('data.columns.range', '{{count}} of them out of range', { count: share(outOfRange) })}</p>
      )}
      {letters && (
        <p>
          {t('data.columns.letters', '{{least}} to {{most}} characters', {
            least: letters.minimum,
            most: letters.maximum,
          })}
        </p>
      )}
    </>
  );
}

/** Six digits say it as well. */
const short = (value: number): string => String(Number(value.toPrecision(6)));
const DAY = 86_400_000;
const said = (kind: TableKind, value: number): string =>
  kind === 'date' ? new Date(Math.round(value * DAY)).toISOString().slice(0, 10) : short(value);

const [WIDTH, HEIGHT] = [240, 48];

function Spread({
  name,
  kind,
  numbers,
}: {
  readonly name: string;
  readonly kind: TableKind;
  readonly numbers: NumberProfile;
}) {
  const { histogram, minimum, maximum } = numbers;
  const most = Math.max(1, ...histogram);
  const width = WIDTH / histogram.length;
  const says = t('data.columns.histogram', 'How {{column}} is spread from {{least}} to {{most}}', {
    column: verbatim(name),
    least: verbatim(said(kind, minimum)),
    most: verbatim(said(kind, maximum)),
  });
  return (
    <>
      <svg
        className={styles.bars}
        viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={says}
      >
        <title>{says}</title>
        {histogram.map((count, i) => {
          // what is there at all is seen
          const height = count === 0 ? 0 : Math.max(1, (count / most) * HEIGHT);
          // biome-ignore lint/suspicious/noArrayIndexKey: bars have no name, and their order is theirs
          return <rect key={i} x={i * width + 0.5} width={width - 1} y={HEIGHT - height} height={height} />;
        })}
      </svg>
      <div className={styles.scale}>
        <span>{said(kind, minimum)}</span>
        <span>{said(kind, maximum)}</span>
      </div>
    </>
  );
}

function Moments({ kind, numbers }: { readonly kind: TableKind; readonly numbers: NumberProfile }) {
  const { mean, deviation, quartiles, outliers } = numbers;
  return (
    <>
      <p>
        {t('data.columns.mean', 'Mean {{mean}}, deviation {{deviation}}', {
          mean: verbatim(said(kind, mean)),
          deviation: verbatim(short(deviation)),
        })}
      </p>
      <p>
        {t('data.columns.quartiles', 'Quartiles {{quartiles}}', {
          quartiles: verbatim(quartiles.map((one) => said(kind, one)).join(' · ')),
        })}
      </p>
      {outliers.count > 0 && (
        <p>{t('data.columns.far', '{{count}} far from the others', { count: verbatim(grouped(outliers.count)) })}</p>
      )}
    </>
  );
}

/** Values that are listed. */
const LISTED = 6;

function Values({ values }: { readonly values: NonNullable<ColumnProfile['values']> }) {
  const most = values[0]!.count;
  return (
    <ul className={styles.values} aria-label={t('data.columns.values', 'Most frequent values')}>
      {values.slice(0, LISTED).map(({ value, count }) => (
        <li key={value}>
          <span title={value}>{value}</span>
          <i style={{ width: `${(100 * count) / most}%` }} />
          <span>{grouped(count)}</span>
        </li>
      ))}
    </ul>
  );
}

function Held({ relation: { measure, correlation, information, share } }: { readonly relation: Relation }) {
  const value = verbatim(Number.isNaN(correlation) ? '–' : correlation.toFixed(3));
  return (
    <>
      <p>
        {measure === 'pearson'
          ? t('data.columns.pearson', 'Correlation with the target {{value}}', { value })
          : measure === 'ratio'
            ? t('data.columns.ratio', 'Correlation ratio with the target {{value}}', { value })
            : t('data.columns.cramer', 'Cramér’s V with the target {{value}}', { value })}
      </p>
      <p>
        {t('data.columns.information', 'Says {{share}} % of the target ({{nats}} nats)', {
          share: Math.round(100 * share),
          nats: verbatim(information.toFixed(3)),
        })}
      </p>
    </>
  );
}
