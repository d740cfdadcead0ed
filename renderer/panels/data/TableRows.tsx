/** Rows of a table as its file has them, as many as there are: only those in sight are asked for. They can be sorted and filtered. */
import { ArrowDown, ArrowUp, X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import {
  FILTER_TESTS,
  type FilterTest,
  type RowFilter,
  type RowPage,
  type RowView,
} from '../../../engine/data/study.ts';
import type { TableKind } from '../../../engine/data/tables.ts';
import type { Choice } from '../../../engine/graph/document.ts';
import { verbatim } from '../../../engine/phrases.ts';
import { t } from '../../../engine/texts/index.ts';
import { grouped } from '../../../engine/types/bytes.ts';
import { usePage } from '../../state/document/study.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Select } from '../../ui/Select.tsx';
import styles from './Table.module.css';
import { Failed } from './RowsHeading.tsx';

export interface FileColumn {
  readonly name: string;
  readonly kind: TableKind;
}

/** As high as the style says, in pixels. */
const HEIGHT = 24;
/** Rows that are asked for at a time, and before the first in sight. */
const PAGE = 100;
const BEFORE = 30;
/** Browsers do not scroll further than some ten million pixels. */
const MOST_ROWS = 400_000;

interface TableRowsProps {
  readonly heading: ReactNode;
  readonly dataset: Choice;
  /** Of the file, in its order. */
  readonly columns: readonly FileColumn[];
}

export function TableRows({ heading, dataset, columns }: TableRowsProps) {
  const [view, setView] = useState<RowView>({ filters: [], sort: null });
  const [top, setTop] = useState(0);
  const { found, error, offset } = usePage(dataset, view, Math.max(0, top - BEFORE), PAGE);
  const show = (next: RowView) => (setView(next), setTop(0));
  const sortBy = (column: string) => {
    const descending = view.sort?.column === column && !view.sort.descending;
    show({ ...view, sort: view.sort?.column === column && view.sort.descending ? null : { column, descending } });
  };
  const total = found?.total ?? 0;
  return (
    <>
      <h3>
        {heading}
        {found && (
          <span>
            {t(
              'data.table.total',
              { one: '{{rows}} row', other: '{{rows}} rows' },
              { count: total, rows: verbatim(grouped(total)) },
            )}
          </span>
        )}
      </h3>
      <Filters columns={columns} filters={view.filters} onChange={(filters) => show({ ...view, filters })} />
      <Failed error={error} />
      <Scrolled
        // another view begins at its top
        key={JSON.stringify(view)}
        page={found}
        offset={offset}
        columns={columns}
        sort={view.sort}
        onSort={sortBy}
        onTop={setTop}
      />
    </>
  );
}

interface ScrolledProps {
  readonly page: RowPage | null;
  readonly offset: number;
  readonly columns: readonly FileColumn[];
  readonly sort: RowView['sort'];
  readonly onSort: (column: string) => void;
  /** Which row is the first in sight. */
  readonly onTop: (row: number) => void;
}

/** The rows that are there, where they would stand among all. A longer table is scrolled in larger steps. */
function Scrolled({ page, offset, columns, sort, onSort, onTop }: ScrolledProps) {
  const total = page?.total ?? 0;
  const shown = Math.min(total, MOST_ROWS);
  const scale = total / Math.max(1, shown);
  const [start, setStart] = useState(0);
  const before = scale === 1 ? offset : Math.max(0, Math.min(shown - (page?.rows.length ?? 0), start));
  return (
    <section
      className={styles.scroll}
      aria-label={t('data.table', 'Table of the rows')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard scrolls it
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop } }) => {
        const place = Math.floor(scrollTop / HEIGHT);
        setStart(place);
        const first = Math.round(place * scale);
        // pages overlap: it is asked only where the rows come to their end
        onTop(scale === 1 ? Math.floor(first / BEFORE) * BEFORE : first + BEFORE);
      }}
    >
      <table
        className={styles.table}
        style={{ marginBottom: Math.max(0, shown - before - (page?.rows.length ?? 0)) * HEIGHT }}
      >
        <thead>
          <tr>
            <th scope="col">{t('rows.one', 'Row')}</th>
            {columns.map(({ name, kind }) => (
              <th
                key={name}
                data-text={!isNumeric(kind) || undefined}
                scope="col"
                aria-sort={sort?.column !== name ? 'none' : sort.descending ? 'descending' : 'ascending'}
              >
                <button
                  type="button"
                  onClick={() => onSort(name)}
                  title={t('data.table.sort', 'Sort by {{column}}', { column: verbatim(name) })}
                >
                  {name}
                  {sort?.column === name && (sort.descending ? <ArrowDown size={12} /> : <ArrowUp size={12} />)}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 && (
            <tr style={{ height: before * HEIGHT }}>
              <td colSpan={columns.length + 1} />
            </tr>
          )}
          {page?.rows.map((row, i) => (
            <tr key={row}>
              <td>{grouped(row)}</td>
              {columns.map((column, at) => (
                <Cell key={column.name} column={column} value={page.cells[at]?.[i] ?? null} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const DAY = 86_400_000;
/** Characters of a text that are shown. */
const SHOWN = 160;

/** Stands at the right, digit under digit. */
const isNumeric = (kind: TableKind): boolean => kind === 'number' || kind === 'date';

/** What cannot be read stands as it is in the file, and stands out. */
function Cell({ column: { kind }, value }: { readonly column: FileColumn; readonly value: number | string | null }) {
  const isNumber = isNumeric(kind);
  if (value === null) return <td data-empty>–</td>;
  if (typeof value === 'string')
    return (
      <td data-wrong={isNumber || undefined} data-text={!isNumber || undefined} title={value}>
        {value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value}
      </td>
    );
  return <td>{kind === 'date' ? dateText(value) : String(value)}</td>;
}

const dateText = (days: number): string => {
  const text = new Date(Math.round(days * DAY)).toISOString();
  return Number.isInteger(days) ? text.slice(0, 10) : text.slice(0, 19).replace('T', ' ');
};

const testTitles = (): Readonly<Record<FilterTest, string>> => ({
  is: t('data.filter.is', 'is'),
  isNot: t('data.filter.isNot', 'is not'),
  below: t('data.filter.below', 'is below'),
  above: t('data.filter.above', 'is above'),
  contains: t('data.filter.contains', 'contains'),
  missing: t('data.filter.missing', 'has no value'),
  filled: t('data.filter.filled', 'has a value'),
  unreadable: t('data.filter.unreadable', 'cannot be read'),
});
const WITHOUT_VALUE: readonly FilterTest[] = ['missing', 'filled', 'unreadable'];

interface FiltersProps {
  readonly columns: readonly FileColumn[];
  readonly filters: readonly RowFilter[];
  readonly onChange: (filters: readonly RowFilter[]) => void;
}

/** Those that hold, and a form for another. */
function Filters({ columns, filters, onChange }: FiltersProps) {
  const [draft, setDraft] = useState<RowFilter>({ column: columns[0]?.name ?? '', test: 'is', value: '' });
  const titles = testTitles();
  const asks = !WITHOUT_VALUE.includes(draft.test);
  return (
    <form
      className={styles.filters}
      onSubmit={(event) => {
        event.preventDefault();
        onChange([...filters, asks ? draft : { ...draft, value: '' }]);
      }}
    >
      <Select
        label={t('data.filter.column', 'Column to filter by')}
        value={draft.column}
        options={columns.map(({ name }) => ({ value: name, title: name }))}
        onChange={(column) => setDraft({ ...draft, column })}
      />
      <Select<FilterTest>
        label={t('data.filter.test', 'What it must be')}
        value={draft.test}
        options={FILTER_TESTS.map((value) => ({ value, title: titles[value] }))}
        onChange={(test) => setDraft({ ...draft, test })}
      />
      {asks && (
        <input
          aria-label={t('data.filter.value', 'Value to filter by')}
          value={draft.value}
          onChange={({ target: { value } }) => setDraft({ ...draft, value })}
        />
      )}
      <Button type="submit">{t('data.filter.add', 'Filter')}</Button>
      {filters.map(({ column, test, value }, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the same filter may stand twice
        <span key={i} className={styles.filter}>
          {column} {titles[test]} {value}
          <IconButton
            label={t('data.filter.remove', 'Remove the filter {{column}}', { column: verbatim(column) })}
            icon={<X size={12} strokeWidth={1.5} />}
            onClick={() => onChange(filters.toSpliced(i, 1))}
          />
        </span>
      ))}
    </form>
  );
}
