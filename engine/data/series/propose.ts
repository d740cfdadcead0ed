/** What a table with a column of times asks to be foretold: window and horizon by what a step is, the columns that are read, a split by order. */
import { phrase } from '../../phrases.ts';
import { resolveSettings } from '../../settings.ts';
import { openWindows, series, type SeriesSettings, type SeriesWindows } from '../datasets/series.ts';
import type { Files } from '../define.ts';
import type { Proposal } from '../propose.ts';
import { AS_FOUND, type TableColumn } from '../tables.ts';
import type { Step } from './steps.ts';

/** What a person says of it; the rest is proposed. */
export interface SeriesWish {
  readonly time: string;
  readonly group?: string | undefined;
  readonly length?: number | undefined;
  readonly horizon?: number | undefined;
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
  const stored = await files.table(file, AS_FOUND);
  const group = wish.group ?? '';
  const foretold = target ?? proposedTarget(stored.columns, wish);
  const others = stored.columns.filter(({ name }) => ![wish.time, group, foretold].includes(name));
  const left = others.flatMap((column) => {
    const reason = reasonAgainst(column);
    return reason ? [{ name: column.name, reason }] : [];
  });
  const none = left.flatMap(({ name }) =>
    others.some((column) => column.name === name && column.kind === 'number') ? [[name, 'none']] : [],
  );
  const settings = {
    file,
    time: wish.time,
    target: foretold,
    ...(group !== '' && { group }),
    ...(none.length > 0 && { roles: Object.fromEntries(none) as Record<string, 'none'> }),
  };
  const whole = (more: object) =>
    resolveSettings(series.settings, { ...settings, ...more }).settings as unknown as SeriesSettings;
  const looked = await openWindows(files, whole({ length: 1, horizon: 1 }), 1);
  const { length, horizon } = sizesFor(looked, wish);
  const dataset = { type: series.id, settings: { ...settings, length, horizon } };
  const opened = await openWindows(files, whole({ length, horizon }), horizon);
  return {
    target: foretold,
    task: { kind: 'forecast', ...scalesOf(opened, length, horizon), length, horizon },
    series: { time: wish.time, ...(group !== '' && { group }) },
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

/** The last number that is not the time. */
function proposedTarget(columns: readonly TableColumn[], { time, group }: SeriesWish): string {
  const able = columns.filter(({ name, kind }) => kind === 'number' && name !== time && name !== group);
  return (able[0] ?? columns.at(-1)!).name;
}

function reasonAgainst({ kind, distinct }: TableColumn) {
  if (kind !== 'number') return phrase('not-a-number-over-time');
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

/** Roots of the mean squares of what each column was before the last known step, from that step, and of what the target was behind it. */
function scalesOf({ windows: { values, starts }, inputs }: SeriesWindows, length: number, horizon: number) {
  const width = inputs.length;
  const count = Math.ceil(starts.length * LEARNED);
  const taken = Math.min(count, MOST);
  const sums = new Float64Array(width);
  let ahead = 0;
  for (let k = 0; k < taken; k++) {
    const start = starts[Math.floor((k * count) / taken)]!;
    const last = (start + length - 1) * width;
    for (let step = 0; step < length; step++)
      for (let i = 0; i < width; i++) sums[i]! += (values[(start + step) * width + i]! - values[last + i]!) ** 2;
    for (let step = 1; step <= horizon; step++) ahead += (values[last + step * width]! - values[last]!) ** 2;
  }
  const rounded = (squares: number, of: number) => Number((Math.sqrt(squares / of) || 1).toPrecision(3));
  return {
    scales: Array.from(sums, (sum) => rounded(sum, taken * length)),
    scale: rounded(ahead, taken * horizon),
  };
}
