/** What a table with a column of times asks to be foretold: window and horizon by what a step is, the columns that are read, a split by order. */
import { phrase, verbatim } from '../../phrases.ts';
import { problem, UserError } from '../../problems.ts';
import { resolveSettings } from '../../settings.ts';
import {
  groupsOf,
  openWindows,
  series,
  seriesRows,
  type SeriesSettings,
  type SeriesWindows,
  tableOfGroups,
} from '../datasets/series.ts';
import type { Files } from '../define.ts';
import { countsRows, isIdentifier } from '../kinds/identifier.ts';
import { type Proposal, propose, type Wish } from '../propose.ts';
import { AS_FOUND, columnNamed, type StoredTable, type TableColumn } from '../tables.ts';
import type { Step } from './steps.ts';
import { isTimeName } from './timeName.ts';
import type { Gaps } from './windows.ts';

/** What a person says of it; the rest is proposed. */
export interface SeriesWish {
  readonly time?: string | undefined;
  /** The columns that tell series apart; none where there is one series. */
  readonly groups?: readonly string[] | undefined;
  /** The columns besides the target whose past is read. */
  readonly inputs?: readonly string[] | undefined;
  readonly length?: number | undefined;
  readonly horizon?: number | undefined;
  readonly stride?: number | undefined;
  readonly lead?: number | undefined;
  readonly gaps?: Gaps | undefined;
}

/** Windows that are worth learning from: so many times as long as one a series is at least, where that can be had. */
const [LENGTHS, HORIZONS] = [6, 12];

/** Throws a `UserError` where the columns are not there or hold something else, or no window fits. */
export async function proposeSeries(
  files: Files,
  file: string,
  target: string | undefined,
  wish: SeriesWish,
): Promise<Proposal> {
  const found = await files.table(file, AS_FOUND);
  const time = wish.time ?? proposedTime(found.columns);
  const groups = wish.groups ?? (await proposedGroups(files, file, time));
  const stored = await tableOfGroups(files, file, AS_FOUND, groups);
  const foretold = target ?? proposedTarget(stored, time, groups);
  const others = stored.columns.filter(({ name }) => ![time, foretold, ...groups].includes(name));
  const left = others.flatMap((column) => {
    const reason = reasonAgainst(column, stored, wish.inputs);
    return reason ? [{ name: column.name, reason }] : [];
  });
  const [group = '', ...more] = groups;
  const roles: Record<string, 'none' | 'group'> = {};
  for (const { name, kind } of others)
    if (kind === 'number' && left.some((column) => column.name === name)) roles[name] = 'none';
  for (const name of more) roles[name] = 'group';
  const { stride, lead, gaps } = wish;
  const settings = {
    file,
    time,
    target: foretold,
    ...(group !== '' && { group }),
    ...(Object.keys(roles).length > 0 && { roles }),
    ...(stride !== undefined && { stride }),
    ...(lead !== undefined && { lead }),
    ...(gaps !== undefined && { gaps }),
  };
  const whole = (sizes: object) =>
    resolveSettings(series.settings, { ...settings, ...sizes }).settings as unknown as SeriesSettings;
  const looked = await openWindows(files, whole({ length: 1, horizon: 1, stride: 1, lead: 0 }), 1);
  const { length, horizon } = sizesFor(looked, wish);
  const dataset = { type: series.id, settings: { ...settings, length, horizon } };
  const opened = await openWindows(files, whole({ length, horizon }), horizon);
  return {
    target: foretold,
    task: { kind: 'forecast', ...scalesOf(opened, length, horizon, lead ?? 0), length, horizon },
    series: { time, groups },
    inputs: looked.inputs,
    texts: [],
    left,
    rows: opened.windows.starts.length,
    columns: stored.columns,
    notes: [...stored.notes, ...opened.windows.notes],
    width: looked.inputs.length,
    dataset,
    joined: {},
    split: { method: 'order' },
  };
}

/**
 * What to look at first of a table: over time where dates stand in it that are even steps and the target is a number, else row by row.
 * `test` as in a wish. Throws as `propose` does.
 */
export async function proposeFirst(files: Files, file: string, { test }: Pick<Wish, 'test'> = {}): Promise<Proposal> {
  const { columns } = await files.table(file, AS_FOUND);
  const found = await propose(files, file, { test }).then(
    (proposal) => ({ proposal }),
    (error: unknown) => ({ error }),
  );
  const isDated = columns.some(({ kind, distinct }) => kind === 'date' && distinct > 1);
  const isNumber = 'error' in found || found.proposal.task.kind === 'number';
  if (isDated && isNumber)
    try {
      return await proposeSeries(files, file, undefined, {});
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  if ('error' in found) throw found.error;
  return found.proposal;
}

/** Columns that may be times, the likeliest first: dates, then numbers that are called so, then other numbers. */
export function timeColumns(columns: readonly TableColumn[]): readonly string[] {
  const rank = ({ name, kind }: TableColumn) => (kind === 'date' ? 0 : isTimeName(name) ? 1 : 2);
  return columns
    .filter(({ kind, distinct }) => distinct > 1 && (kind === 'date' || kind === 'number'))
    .toSorted((a, b) => rank(a) - rank(b))
    .map(({ name }) => name);
}

/** Whether a table has a column that looks like times. */
export const hasTimes = (columns: readonly TableColumn[]): boolean =>
  columns.some(
    ({ name, kind, distinct }) => distinct > 1 && (kind === 'date' || (kind === 'number' && isTimeName(name))),
  );

function proposedTime(columns: readonly TableColumn[]): string {
  const [first] = timeColumns(columns);
  if (first !== undefined) return first;
  throw new UserError(problem('column-aside', { column: verbatim(columns[0]!.name), reason: phrase('no-times') }));
}

/** Columns that may tell series apart: what has few different values, the fewest first. */
export const groupColumns = (columns: readonly TableColumn[], time: string): readonly string[] =>
  columns
    .filter(({ name, kind, classes, whole, distinct }) => {
      if (name === time || distinct <= 1) return false;
      return classes !== undefined || kind === 'category' || (kind === 'number' && whole && distinct <= MOST_GROUPS);
    })
    .toSorted((a, b) => Number(a.kind === 'number') - Number(b.kind === 'number') || a.distinct - b.distinct)
    .map(({ name }) => name);
const MOST_GROUPS = 10_000;
/** Columns of which pairs are tried. */
const PAIRED = 4;

/** Where so many of the rows are there twice, as a share, the others still say what tells them apart. */
const TWICE = 0.05;

/**
 * The fewest columns that tell the rows of a time apart, but for a few that are there twice; none where no row has the time of another, or
 * nothing tells them apart.
 */
async function proposedGroups(files: Files, file: string, time: string): Promise<readonly string[]> {
  const found = await files.table(file, AS_FOUND);
  const singles = groupColumns(found.columns, time);
  const few = singles.slice(0, PAIRED);
  const pairs = few.flatMap((a, i) => few.slice(i + 1).map((b) => [a, b]));
  let best: { readonly names: readonly string[]; readonly twice: number } = {
    names: [],
    twice: 1 + Math.floor(TWICE * found.rows),
  };
  for (const names of [[], ...singles.map((name) => [name]), ...pairs]) {
    const twice = rowsTwice(await tableOfGroups(files, file, AS_FOUND, names), time, names, file);
    if (twice === 0) return names;
    if (twice < best.twice) best = { names, twice };
  }
  return best.names;
}

/** Rows that have the time of another one of their group. */
function rowsTwice(stored: StoredTable, time: string, names: readonly string[], file: string): number {
  const timed = columnNamed(stored, time, file);
  const groups = names.length === 0 ? undefined : groupsOf(stored, names, file);
  const { times, groups: of } = seriesRows(stored, timed, groups, []);
  const order = Int32Array.from({ length: stored.rows }, (_, row) => row).filter((row) => Number.isFinite(times[row]));
  order.sort((a, b) => of[a]! - of[b]! || times[a]! - times[b]!);
  return order.filter((row, i) => {
    const before = order[i - 1];
    return before !== undefined && of[before] === of[row] && times[before] === times[row];
  }).length;
}

/** Names that say that a number is to be foretold. */
const FORETOLD = /^(y|target|value|count|total|sales|demand|load|price|close|amount)s?$/i;

/** The first number that is called so, else the first that is not the time. */
function proposedTarget(stored: StoredTable, time: string, groups: readonly string[]): string {
  const { columns } = stored;
  const able = columns.filter(
    ({ name, kind, distinct }) => kind === 'number' && distinct > 1 && name !== time && !groups.includes(name),
  );
  const fit = able.filter((column) => !tellsRowsApart(column, stored));
  return (able.find(({ name }) => FORETOLD.test(name)) ?? fit[0] ?? able[0] ?? columns.at(-1)!).name;
}

const tellsRowsApart = (column: TableColumn, stored: StoredTable): boolean =>
  isIdentifier(column, stored.rows) || countsRows(column, stored);

function reasonAgainst(column: TableColumn, stored: StoredTable, chosen: readonly string[] | undefined) {
  const { name, kind, distinct } = column;
  if (kind !== 'number') return phrase('not-a-number-over-time');
  if (chosen) return chosen.includes(name) ? undefined : phrase('not-chosen');
  if (tellsRowsApart(column, stored)) return phrase('identifier-column');
  return distinct <= 1 ? phrase('constant-column') : undefined;
}

/** By what a step is, what is usual; of a short series less. */
function sizesFor({ windows }: SeriesWindows, wish: SeriesWish): { length: number; horizon: number } {
  const [length, horizon] = usual(windows.step);
  const longest = longestRun(windows);
  const most = (wanted: number, parts: number) => Math.max(1, Math.min(wanted, Math.floor(longest / parts)));
  return { length: wish.length ?? most(length, LENGTHS), horizon: wish.horizon ?? most(horizon, HORIZONS) };
}

const HOUR = 1 / 24;
function usual({ unit, length }: Step): readonly [length: number, horizon: number] {
  if (unit === 'months') return length < 12 ? [24, 12] : [12, 3];
  if (unit === 'units') return [24, 6];
  if (length < HOUR / 2) return [60, 10];
  return length < 0.9 ? [48, 24] : length < 6 ? [28, 7] : [26, 4];
}

/** Steps of the longest stretch: windows of two steps lie side by side in it. */
function longestRun({ starts }: SeriesWindows['windows']): number {
  let [longest, run] = [0, 0];
  starts.forEach((start, i) => {
    run = i > 0 && start === starts[i - 1]! + 1 ? run + 1 : 2;
    longest = Math.max(longest, run);
  });
  return longest;
}

/** Of the windows that a split by order learns from, so many at most. */
const [LEARNED, MOST] = [0.8, 2000];

/**
 * Roots of the mean squares of what each column was before the last known step, from that step, and of what the target was behind it;
 * and what each column was at that step: the mean, and how far from it.
 */
function scalesOf(
  { windows: { values, starts }, inputs }: SeriesWindows,
  length: number,
  horizon: number,
  lead: number,
) {
  const width = inputs.length;
  const count = Math.ceil(starts.length * LEARNED);
  const taken = Math.min(count, MOST);
  const sums = new Float64Array(width);
  const levels = Array.from({ length: width }, () => new Float64Array(taken));
  let ahead = 0;
  for (let k = 0; k < taken; k++) {
    const start = starts[Math.floor((k * count) / taken)]!;
    const last = (start + length - 1) * width;
    for (let step = 0; step < length; step++)
      for (let i = 0; i < width; i++) sums[i]! += (values[(start + step) * width + i]! - values[last + i]!) ** 2;
    for (let step = 1; step <= horizon; step++) ahead += (values[last + (lead + step) * width]! - values[last]!) ** 2;
    levels.forEach((level, i) => (level[k] = values[last + i]!));
  }
  const rounded = (squares: number, of: number) => short(Math.sqrt(squares / of) || 1);
  return {
    scales: Array.from(sums, (sum) => rounded(sum, taken * length)),
    scale: rounded(ahead, taken * horizon),
    levels: levels.map((level) => {
      const mean = level.reduce((sum, value) => sum + value, 0) / taken;
      const deviation = rounded(
        level.reduce((sum, value) => sum + (value - mean) ** 2, 0),
        taken,
      );
      return { mean: short(mean, Math.abs(mean) / deviation), deviation };
    }),
  };
}

/** With three digits, and as many before them as what it is taken from is `larger`. */
const short = (value: number, larger = 1): number =>
  Number(value.toPrecision(Math.min(15, 3 + Math.max(0, Math.ceil(Math.log10(larger))))));
