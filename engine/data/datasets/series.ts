import { type Phrase, phrase, verbatim } from '../../phrases.ts';
import { problem, reasonOf, Refusal, UserError } from '../../problems.ts';
import { choice, choices, int, type SettingsOf, text } from '../../settings.ts';
import { allocate } from '../../types/dtype.ts';
import { sizeOf } from '../../types/shape.ts';
import { type Column, defineDataset, type Files, type OpenDataset, type Table } from '../define.ts';
import { type Groups, together } from '../series/groups.ts';
import {
  cutWindows,
  GAPS,
  partsOf,
  type SeriesRows,
  stopAtTooLarge,
  type WindowShape,
  type Windows,
  type WritePart,
} from '../series/windows.ts';
import { columnNamed, type StoredTable, type TableColumn, type TableOptions } from '../tables.ts';
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
  target: text({ label: 'Target', default: '', doc: 'The column of numbers to predict.' }),
  roles: choices(['input', 'none', 'group'], {
    label: 'Inputs',
    default: {},
    doc: 'Which other columns of numbers are read: all of them, unless one is said to be none; and which tell series apart besides the group.',
  }),
  length: int({ label: 'Window', default: 24, min: 1, max: 100_000, doc: 'Steps of the past that are read.' }),
  horizon: int({ label: 'Horizon', default: 1, min: 1, max: 10_000, doc: 'Steps of the future that are predicted.' }),
  stride: int({
    label: 'Stride',
    default: 1,
    min: 1,
    doc: 'Steps from the beginning of one window to that of the next.',
  }),
  lead: int({
    label: 'Lead',
    default: 0,
    min: 0,
    max: 10_000,
    doc: 'Steps between the window and the first that is predicted, of which nothing is known yet.',
  }),
  gaps: choice(GAPS, {
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
    'A table with a column of times, cut into windows: steps of the past, and what the target was in the steps ' +
    'behind them.',
  more:
    'The column "past" has the values of so many steps, the target first, and "future" the target of those behind ' +
    'them. No window reaches from one group into another, or over the border between training, validation and test ' +
    'where these are split by order.',
  settings: SETTINGS,
  required: ['file', 'time', 'target'],
  async open(files, settings) {
    const { stored, windows, inputs, groups } = await openWindows(files, settings, settings.horizon);
    const { length, horizon, lead } = settings;
    const columns: Column[] = [
      { name: PAST, kind: 'number', shape: [length, inputs.length], dtype: 'float32', each: inputs },
      { name: FUTURE, kind: 'number', shape: [horizon], dtype: 'float32' },
      ...(groups
        ? [{ name: GROUP, kind: 'category', shape: [], dtype: 'int32', classes: groups, role: 'group' } as const]
        : []),
      { name: STEPS, kind: 'number', shape: [2], dtype: 'float32', whole: true, role: 'span' },
    ];
    return {
      columns,
      train: tableOf(windows, columns, { length, horizon, lead, width: inputs.length }),
      stored,
      forecast: {
        past: PAST,
        future: FUTURE,
        lead,
        step: windows.step,
        times(row) {
          const start = windows.starts[row]!;
          const ahead = start + length + lead;
          const { times } = windows;
          return [...times.subarray(start, start + length), ...times.subarray(ahead, ahead + horizon)];
        },
        isDate: columnNamed(stored, settings.time, settings.file).kind === 'date',
      },
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

type Roles = Pick<SeriesSettings, 'time' | 'group' | 'target' | 'roles'>;

/** The columns that tell series apart. */
const columnsOfGroups = ({ group, roles }: Pick<Roles, 'group' | 'roles'>): readonly string[] => [
  ...(group === '' ? [] : [group]),
  ...Object.keys(roles).filter((name) => roles[name] === 'group' && name !== group),
];

/** The columns that tell series apart, and those that a window has the numbers of, the target first. */
export function columnsOfSeries({ columns }: StoredTable, settings: Roles) {
  const { time, target, roles } = settings;
  const grouping = columnsOfGroups(settings);
  const others = columns.filter(
    ({ name, kind }) =>
      kind === 'number' && ![time, target, ...grouping].includes(name) && (roles[name] ?? 'input') === 'input',
  );
  return { grouping, inputs: [target, ...others.map(({ name }) => name)] };
}

/** `horizon`: 0 for the newest steps of each group alone. Throws a `UserError` that names the file. */
export async function openWindows(files: Files, settings: SeriesSettings, horizon: number): Promise<SeriesWindows> {
  const { file, time, group: _, target, roles: __, length, stride, lead, gaps, ...options } = settings;
  const grouping = columnsOfGroups(settings);
  const stored = await tableOfGroups(files, file, options, grouping);
  const timed = columnNamed(stored, time, file);
  if (timed.kind !== 'date' && timed.kind !== 'number')
    throw new UserError(problem('column-aside', { column: verbatim(time), reason: phrase('no-times') }));
  if (columnNamed(stored, target, file).kind !== 'number')
    throw new UserError(problem('column-aside', { column: verbatim(target), reason: phrase('no-number-to-foretell') }));
  const { inputs } = columnsOfSeries(stored, settings);
  const groups = grouping.length === 0 ? undefined : groupsOf(stored, grouping, file);
  try {
    stopAtTooLarge(stored.rows, inputs.length);
    const windows = cutWindows(seriesRows(stored, timed, groups, inputs), {
      length,
      horizon,
      stride,
      lead,
      gaps,
    });
    return { stored, windows, inputs, groups: groups?.names };
  } catch (error) {
    throw error instanceof Refusal ? damaged(file, reasonOf(error)) : error;
  }
}

/** A table in which these columns are categories: read anew only where they are none as it is. */
export async function tableOfGroups(
  files: Files,
  file: string,
  options: TableOptions,
  groups: readonly string[],
): Promise<StoredTable> {
  const stored = await files.table(file, options);
  if (groups.every((name) => columnNamed(stored, name, file).classes)) return stored;
  const kinds = { ...options.kinds, ...Object.fromEntries(groups.map((name) => [name, 'category'])) };
  return files.table(file, { ...options, kinds });
}

/** The groups that columns of categories tell apart, in the order of their classes; rows without a name are one of their own. */
export function groupsOf(stored: StoredTable, names: readonly string[], file: string): Groups {
  const all = Int32Array.from({ length: stored.rows }, (_, i) => i);
  const kinds = names.map((name): Groups => {
    const { classes } = columnNamed(stored, name, file);
    if (!classes) throw new UserError(problem('column-aside', { column: verbatim(name), reason: phrase('no-groups') }));
    const numbers = new Float32Array(stored.rows);
    stored.read(
      stored.columns.findIndex((column) => column.name === name),
      all,
      numbers,
    );
    return {
      names: [...classes, '?'],
      of: Int32Array.from(numbers, (n) => (Number.isNaN(n) ? classes.length : n)),
    };
  });
  return together(kinds)!;
}

/** The rows of a table as a series. */
export function seriesRows(
  stored: StoredTable,
  time: TableColumn,
  groups: Groups | undefined,
  inputs: readonly string[],
): SeriesRows {
  const { rows } = stored;
  const all = Int32Array.from({ length: rows }, (_, i) => i);
  const place = (name: string) => stored.columns.findIndex((column) => column.name === name);
  const times = new Float64Array(rows);
  stored.read(place(time.name), all, times);
  const width = inputs.length;
  const values = new Float32Array(rows * width);
  const column = new Float32Array(rows);
  inputs.forEach((name, input) => {
    stored.read(place(name), all, column);
    for (let row = 0; row < rows; row++) values[row * width + input] = column[row]!;
  });
  const groupName = (number: number): Phrase =>
    groups ? phrase('of-group', { name: verbatim(groups.names[number] ?? '?') }) : phrase('of-the-series');
  return { times, isDate: time.kind === 'date', groups: groups?.of ?? new Int32Array(rows), groupName, values, width };
}

function tableOf(windows: Windows, columns: readonly Column[], of: WindowShape): Table {
  const { starts } = windows;
  const write: Readonly<Record<string, WritePart>> = partsOf(windows, of);
  return {
    rows: starts.length,
    read(name, indices, into) {
      const { dtype, shape } = columns.find((column) => column.name === name)!;
      const size = sizeOf(shape);
      const data = (into ?? allocate(dtype, indices.length * size)) as Float32Array | Int32Array;
      for (let i = 0; i < indices.length; i++) write[name]!(data, i * size, starts[indices[i]!]!);
      return { dtype, shape: [indices.length, ...shape], data };
    },
  };
}
