import { type Phrase, phrase, verbatim } from '../../phrases.ts';
import { problem, reasonOf, Refusal, UserError } from '../../problems.ts';
import { choice, choices, int, type SettingsOf, text } from '../../settings.ts';
import { allocate } from '../../types/dtype.ts';
import { sizeOf } from '../../types/shape.ts';
import { type Column, defineDataset, type Files, type OpenDataset, type Table } from '../define.ts';
import { cutWindows, type Gaps, stopAtTooLarge, type Windows } from '../series/windows.ts';
import type { StoredTable, TableColumn } from '../tables.ts';
import { damaged } from './files.ts';
import { TABLE_SETTINGS } from './tableFile.ts';

/** What the columns of a series are called. */
export const PAST = 'past';
export const FUTURE = 'future';
export const GROUP = 'group';
export const STEPS = 'steps';

const SETTINGS = {
  ...TABLE_SETTINGS,
  time: text({ label: 'Time', default: '', doc: 'The column of times: dates, or numbers that grow.' }),
  group: text({
    label: 'Group',
    default: '',
    doc: 'The column that tells series of one file apart, such as places or persons.',
    blank: { value: '', text: 'one series' },
  }),
  target: text({ label: 'Target', default: '', doc: 'The column of numbers to foretell.' }),
  roles: choices(['input', 'none'], {
    label: 'Inputs',
    default: {},
    doc: 'Which other columns of numbers are read: all of them, unless one is said to be none.',
  }),
  length: int({ label: 'Window', default: 24, min: 1, max: 100_000, doc: 'Steps of the past that are read.' }),
  horizon: int({ label: 'Horizon', default: 1, min: 1, max: 10_000, doc: 'Steps of the future that are foretold.' }),
  stride: int({
    label: 'Stride',
    default: 1,
    min: 1,
    doc: 'Steps from the beginning of one window to that of the next.',
  }),
  gaps: choice(['cut', 'fill', 'follow'], {
    label: 'Missing steps',
    default: 'cut',
    doc: 'Where steps are missing no window reaches over it; or they have the values that were last known; or rows simply follow each other.',
    names: { cut: 'Cut there', fill: 'Last known values', follow: 'As rows follow' },
  }),
};
export type SeriesSettings = SettingsOf<typeof SETTINGS>;

export const series = defineDataset({
  id: 'series',
  title: 'Table over time',
  doc:
    'A table with a column of times, cut into windows: "past" has the values of so many steps, the target first, and "future" what the ' +
    'target was in the steps behind them. No window reaches from one group into another, or over the border between training, ' +
    'validation and test where these are split by order.',
  settings: SETTINGS,
  required: ['file', 'time', 'target'],
  async open(files, settings) {
    const { stored, windows, inputs, groups } = await openWindows(files, settings, settings.horizon);
    const { length, horizon } = settings;
    const columns: Column[] = [
      { name: PAST, kind: 'number', shape: [length, inputs.length], dtype: 'float32' },
      { name: FUTURE, kind: 'number', shape: [horizon], dtype: 'float32' },
      ...(groups
        ? [{ name: GROUP, kind: 'category', shape: [], dtype: 'int32', classes: groups, role: 'group' } as const]
        : []),
      { name: STEPS, kind: 'number', shape: [2], dtype: 'float32', whole: true, role: 'span' },
    ];
    return {
      columns,
      train: tableOf(windows, columns, inputs.length),
      fileColumns: stored.columns.map(({ name, kind }) => ({ name, kind })),
      notes: [...stored.notes, ...windows.notes],
    } satisfies OpenDataset;
  },
});

export interface SeriesWindows {
  readonly stored: StoredTable;
  readonly windows: Windows;
  /** The columns whose values a window has, the target first. */
  readonly inputs: readonly string[];
  /** What the groups are called, where there are some. */
  readonly groups: readonly string[] | undefined;
}

/** `horizon`: 0 for the newest steps of each group alone. Throws a `UserError` that names the file. */
export async function openWindows(files: Files, settings: SeriesSettings, horizon: number): Promise<SeriesWindows> {
  const { file, time, group, target, roles, length, stride, gaps, ...options } = settings;
  const kinds = group === '' ? options.kinds : { ...options.kinds, [group]: 'category' };
  const stored = await files.table(file, { ...options, kinds });
  const named = (name: string): TableColumn => {
    const found = stored.columns.find((column) => column.name === name);
    if (found) return found;
    const columns = stored.columns.map((one) => verbatim(one.name));
    throw new UserError(problem('column-missing', { column: verbatim(name), columns }));
  };
  const timed = named(time);
  if (timed.kind !== 'date' && timed.kind !== 'number')
    throw new UserError(problem('column-aside', { column: verbatim(time), reason: phrase('no-times') }));
  if (named(target).kind !== 'number')
    throw new UserError(problem('column-aside', { column: verbatim(target), reason: phrase('no-number-to-foretell') }));
  const grouped = group === '' ? undefined : named(group);
  if (grouped && !grouped.classes)
    throw new UserError(problem('column-aside', { column: verbatim(group), reason: phrase('no-groups') }));
  const others = stored.columns.filter(
    ({ name, kind }) => kind === 'number' && ![time, group, target].includes(name) && roles[name] !== 'none',
  );
  const inputs = [target, ...others.map(({ name }) => name)];
  try {
    stopAtTooLarge(stored.rows, inputs.length);
    const windows = cutWindows(seriesRows(stored, timed, grouped, inputs), {
      length,
      horizon,
      stride,
      gaps: gaps as Gaps,
    });
    return { stored, windows, inputs, groups: grouped && namesOf(grouped) };
  } catch (error) {
    throw error instanceof Refusal ? damaged(file, reasonOf(error)) : error;
  }
}

/** The groups by number; rows without a name are one of their own. */
const namesOf = ({ classes, missing }: TableColumn): readonly string[] => (missing > 0 ? [...classes!, '?'] : classes!);

function seriesRows(stored: StoredTable, time: TableColumn, group: TableColumn | undefined, inputs: readonly string[]) {
  const { rows } = stored;
  const all = Int32Array.from({ length: rows }, (_, i) => i);
  const place = (name: string) => stored.columns.findIndex((column) => column.name === name);
  const times = new Float64Array(rows);
  stored.read(place(time.name), all, times);
  const groups = new Float64Array(rows);
  if (group) {
    stored.read(place(group.name), all, groups);
    groups.forEach((value, row) => {
      if (Number.isNaN(value)) groups[row] = group.classes!.length;
    });
  }
  const width = inputs.length;
  const values = new Float32Array(rows * width);
  const column = new Float32Array(rows);
  inputs.forEach((name, input) => {
    stored.read(place(name), all, column);
    for (let row = 0; row < rows; row++) values[row * width + input] = column[row]!;
  });
  const groupName = (number: number): Phrase =>
    group ? phrase('of-group', { name: verbatim(namesOf(group)[number] ?? '?') }) : phrase('of-the-series');
  return { times, isDate: time.kind === 'date', groups, groupName, values, width };
}

function tableOf({ values, at, groups, starts }: Windows, columns: readonly Column[], width: number): Table {
  const [length, horizon] = [columns[0]!.shape[0]!, columns[1]!.shape[0]!];
  const fill: Readonly<Record<string, (out: Float32Array | Int32Array, place: number, start: number) => void>> = {
    [PAST]: (out, place, start) => out.set(values.subarray(start * width, (start + length) * width), place),
    [FUTURE]: (out, place, start) => {
      for (let step = 0; step < horizon; step++) out[place + step] = values[(start + length + step) * width]!;
    },
    [GROUP]: (out, place, start) => {
      out[place] = groups[start]!;
    },
    [STEPS]: (out, place, start) => {
      out[place] = at[start]!;
      out[place + 1] = at[start + length + horizon - 1]!;
    },
  };
  return {
    rows: starts.length,
    read(name, indices, into) {
      const { dtype, shape } = columns.find((column) => column.name === name)!;
      const size = sizeOf(shape);
      const data = (into ?? allocate(dtype, indices.length * size)) as Float32Array | Int32Array;
      for (let i = 0; i < indices.length; i++) fill[name]!(data, i * size, starts[indices[i]!]!);
      return { dtype, shape: [indices.length, ...shape], data };
    },
  };
}
