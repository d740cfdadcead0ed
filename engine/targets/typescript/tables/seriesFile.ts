/**
 * A table over time as windows: steps of the past, and what was to be foretold behind them. It goes along with exported projects word for
 * word, behind what cuts windows in the program itself.
 */
import { type Groups, together } from '../../../data/series/groups.ts';
import { cutWindows, partsOf, type WindowSettings } from '../../../data/series/windows.ts';
import { phrase, verbatim } from '../../../phrases.ts';

/** What the columns of a table are to a series, and how it is cut. */
export interface SeriesForm extends WindowSettings {
  /** The column of times, and whether these are dates. */
  readonly time: string;
  readonly isDate: boolean;
  /** The columns that tell series apart, each with the names that were learned from. */
  readonly groups: readonly { readonly name: string; readonly classes: readonly string[] }[];
  /** The columns of numbers that are read, the one that is foretold first. */
  readonly inputs: readonly string[];
}

/** A column of the table, read from its file. */
interface ReadColumn {
  readonly data: ArrayLike<number>;
  readonly texts?: readonly string[];
}

/** The groups of one column: those that were learned from, rows without a name, then whatever else there is. */
function groupsIn(texts: readonly string[], classes: readonly string[]): Groups {
  const numbers = new Map([...classes, ''].map((name, number) => [name, number]));
  const of = Int32Array.from(texts, (name) => {
    if (!numbers.has(name)) numbers.set(name, numbers.size);
    return numbers.get(name)!;
  });
  return { names: Array.from(numbers.keys(), (name) => name || '?'), of };
}

/**
 * Windows of a table, a row each: `past`, [rows, length, inputs]; `future`, [rows, horizon]; the number of the `group`; the first and last of its
 * `steps`. With a horizon of 0 the newest steps of each group alone. `names`: what the group of each is called. Throws an error where the
 * times are no steps, or no window fits.
 */
export function readSeries(
  columns: Readonly<Record<string, ReadColumn>>,
  { time, isDate, groups: grouping, inputs, ...form }: SeriesForm,
  horizon: number = form.horizon,
) {
  const times = Float64Array.from(columns[time]!.data);
  const [rows, width] = [times.length, inputs.length];
  const values = new Float32Array(rows * width);
  inputs.forEach((name, input) => {
    const { data } = columns[name]!;
    for (let row = 0; row < rows; row++) values[row * width + input] = data[row]!;
  });
  const groups = together(grouping.map(({ name, classes }) => groupsIn(columns[name]!.texts!, classes)));
  const groupName = (number: number) =>
    groups ? phrase('of-group', { name: verbatim(groups.names[number]!) }) : phrase('of-the-series');
  const series = { times, isDate, groups: groups?.of ?? new Int32Array(rows), groupName, values, width };
  const windows = cutWindows(series, { ...form, horizon });
  const { length, lead } = form;
  const write = partsOf(windows, { length, horizon, lead, width });
  const { starts } = windows;
  const part = (name: keyof typeof write, out: Float32Array | Int32Array, ...shape: readonly number[]) => {
    starts.forEach((start, i) => write[name](out, (i * out.length) / starts.length, start));
    return { shape: [starts.length, ...shape], data: out };
  };
  return {
    past: part('past', new Float32Array(starts.length * length * width), length, width),
    future: part('future', new Float32Array(starts.length * horizon), horizon),
    group: part('group', new Int32Array(starts.length)),
    steps: part('steps', new Float32Array(starts.length * 2), 2),
    names: Array.from(starts, (start) => groups?.names[windows.groups[start]!] ?? ''),
    notes: windows.notes,
  };
}
