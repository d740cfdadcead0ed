/** Rows of a table to look at: filtered and sorted once for all their pages. */
import type { RowFilter, RowPage, RowView } from '../../../data/study.ts';
import { keptOf } from '../../../data/kinds/index.ts';
import type { TableColumn } from '../../../data/tables.ts';
import { isSequence } from '../several.ts';
import { verbatim } from '../../../phrases.ts';
import { problem, UserError } from '../../../problems.ts';
import { type Duck, quoted } from '../duckdb.ts';
import { TABLE } from '../examine.ts';
import type { KeptTable } from './store.ts';

const DAY = 86_400_000;

/** Places of the rows that a view shows, in its order; undefined where it shows all of them as they stand. */
export async function rowsOf(
  duck: Duck,
  { columns }: Pick<KeptTable, 'columns'>,
  { filters, sort }: RowView,
): Promise<Int32Array | undefined> {
  if (filters.length === 0 && !sort) return undefined;
  const placeOf = (name: string) => {
    const i = columns.findIndex((column) => column.name === name);
    if (i >= 0) return i;
    throw new UserError(
      problem('column-missing', { column: verbatim(name), columns: columns.map((one) => verbatim(one.name)) }),
    );
  };
  const conditions = filters.map((filter) => {
    const i = placeOf(filter.column);
    return conditionOf(filter, columns[i]!, i);
  });
  const where = conditions.length > 0 ? `WHERE ${conditions.map((one) => `(${one})`).join(' AND ')}` : '';
  const order = sort ? `c${placeOf(sort.column)} ${sort.descending ? 'DESC' : 'ASC'} NULLS LAST, rowid` : 'rowid';
  return duck.rowNumbers(`SELECT rowid::INTEGER FROM ${TABLE} ${where} ORDER BY ${order}`);
}

/** What of a cell is none of what its column holds. */
function unreadIn({ kind, unreadable }: TableColumn, i: number): string | undefined {
  if (!unreadable) return undefined;
  return keptOf(kind) === 'numbers' ? `t${i}` : `CASE WHEN NOT ${isSequence(`c${i}`)} THEN c${i} END`;
}

/** Values are quoted or are numbers: no text of a person's becomes SQL. */
function conditionOf({ test, value }: RowFilter, column: TableColumn, i: number): string {
  const c = `c${i}`;
  const t = unreadIn(column, i) ?? 'NULL';
  switch (test) {
    case 'missing':
      return `${c} IS NULL AND ${t} IS NULL`;
    case 'filled':
      return `${c} IS NOT NULL`;
    case 'unreadable':
      return `${t} IS NOT NULL`;
    case 'contains':
      return `contains(lower(coalesce(${c}::VARCHAR, ${t})), lower(${quoted(value)}))`;
    default: {
      const operator = { is: '=', isNot: 'IS DISTINCT FROM', below: '<', above: '>' }[test];
      return `${c} ${operator} ${literalOf(value, column)}`;
    }
  }
}

function literalOf(value: string, { name, kind }: TableColumn): string {
  if (kind === 'category' || keptOf(kind) === 'texts') return quoted(value);
  const text = value.trim();
  const iso = /^\d{4}-\d\d-\d\d([ T]\d\d:\d\d(:\d\d)?)?$/.test(text);
  const number =
    kind === 'date' && iso
      ? Date.parse(`${text.replace(' ', 'T')}${text.length > 10 ? '' : 'T00:00'}Z`) / DAY
      : Number(text);
  if (text !== '' && Number.isFinite(number)) return `${number.toExponential()}::DOUBLE`;
  throw new UserError(
    problem(kind === 'date' ? 'filter-no-date' : 'filter-no-number', {
      column: verbatim(name),
      value: verbatim(value),
    }),
  );
}

/** Rows `places` of the table, from 0, in that order. */
export async function pageOf(
  duck: Duck,
  { columns }: Pick<KeptTable, 'columns'>,
  places: readonly number[],
  total: number,
): Promise<RowPage> {
  if (places.length === 0) return { total, rows: [], cells: columns.map(() => []) };
  const select = columns.flatMap(({ unreadable, kind }, i) => [
    `c${i}`,
    ...(unreadable && keptOf(kind) === 'numbers' ? [`t${i}`] : []),
  ]);
  const [first, last] = [places[0]!, places.at(-1)!];
  const apart = last - first !== places.length - 1 || places.some((place, i) => place !== first + i);
  const where = apart ? `rowid IN (${places.join(', ')})` : `rowid BETWEEN ${first} AND ${last}`;
  const found = await duck.rows(`SELECT rowid AS place, ${select.join(', ')} FROM ${TABLE} WHERE ${where}`);
  const byPlace = new Map(found.map((row) => [Number(row.place), row]));
  return {
    total,
    rows: places.map((place) => place + 1),
    cells: columns.map(({ unreadable }, i) =>
      places.map((place) => {
        const row = byPlace.get(place)!;
        return (row[`c${i}`] ?? (unreadable ? row[`t${i}`] : null) ?? null) as number | string | null;
      }),
    ),
  };
}
