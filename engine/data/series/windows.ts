/**
 * A series cut into windows: so many steps that are known, then those to foretell. Never across groups; where steps are missing it is
 * cut there, or they are filled with what was last known.
 */
import { phrase, type Phrase, verbatim } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';
import { later, type Step, type SteppedRows, steppedRows, type TimedRows, timeText } from './steps.ts';

export const GAPS = ['cut', 'fill', 'follow'] as const;
export type Gaps = (typeof GAPS)[number];

export interface WindowSettings {
  /** Steps of the past in a window, and of the future behind them; 0 where the windows are only to foretell from. */
  readonly length: number;
  readonly horizon: number;
  /** Steps between the two, that are in neither. */
  readonly lead: number;
  /** Steps from the beginning of one window to that of the next. */
  readonly stride: number;
  readonly gaps: Gaps;
}

export interface SeriesRows extends TimedRows {
  /** Numbers of each row, one for each column, NaN where one is missing. */
  readonly values: Float32Array;
  readonly width: number;
}

/** Steps of all groups one behind the other, and where in them windows begin. */
export interface Windows {
  readonly step: Step;
  /** Numbers of each step that is there or filled in. */
  readonly values: Float32Array;
  /** Since the first of all steps, and the group. */
  readonly at: Float64Array;
  readonly groups: Int32Array;
  /** As they stand in the rows, and as they would of steps that are filled in. */
  readonly times: Float64Array;
  readonly starts: Int32Array;
  /** Of the steps that are no windows because of it, what is told. */
  readonly notes: readonly Phrase[];
}

/** What a window is made of: steps of the past, those after it that are foretold, and numbers of a step. */
export interface WindowShape extends Pick<WindowSettings, 'length' | 'horizon' | 'lead'> {
  readonly width: number;
}
/** Writes a part of the window that begins at a step to a place. */
export type WritePart = (out: Float32Array | Int32Array, place: number, start: number) => void;

/** The parts of windows: past, [length, width]; the first number of each step of the future, [horizon]; the group; the first and last step. */
export function partsOf(
  { values, at, groups }: Windows,
  { length, horizon, lead, width }: WindowShape,
): Readonly<Record<'past' | 'future' | 'group' | 'steps', WritePart>> {
  const ahead = length + lead;
  return {
    past: (out, place, start) => out.set(values.subarray(start * width, (start + length) * width), place),
    future(out, place, start) {
      for (let step = 0; step < horizon; step++) out[place + step] = values[(start + ahead + step) * width]!;
    },
    group(out, place, start) {
      out[place] = groups[start]!;
    },
    steps(out, place, start) {
      out[place] = at[start]!;
      out[place + 1] = at[start + ahead + horizon - 1]!;
    },
  };
}

/** What a series may hold in memory, in bytes. */
const MOST_BYTES = 2 ** 30;

export function stopAtTooLarge(rows: number, width: number): void {
  if (rows * width * Float32Array.BYTES_PER_ELEMENT <= MOST_BYTES) return;
  throw new Refusal(phrase('series-too-large', { rows, columns: width, most: MOST_BYTES >> 20 }));
}

/** Throws a `Refusal` where the times cannot be steps, or no window fits. */
export function cutWindows(rows: SeriesRows, settings: WindowSettings): Windows {
  const { order, at, step, timeless } = steppedRows(rows, settings.gaps === 'follow');
  const notes: Phrase[] = [];
  if (timeless > 0) notes.push(phrase('rows-without-time', { count: timeless }));
  const laid = layOut({ order, at, step }, rows, settings.gaps, notes);
  const starts: number[] = [];
  const { length, horizon, lead } = settings;
  const whole = length + (horizon === 0 ? 0 : lead + horizon);
  let longest = 0;
  for (const { from, to } of laid.runs) {
    longest = Math.max(longest, to - from);
    if (horizon === 0) {
      // the newest steps of each group, if they reach its end
      const isLast = to === laid.at.length || laid.groups[to] !== laid.groups[from];
      if (isLast && to - from >= whole) starts.push(to - whole);
    } else for (let start = from; start + whole <= to; start += settings.stride) starts.push(start);
  }
  if (starts.length === 0) throw new Refusal(phrase('series-too-short', { longest, needed: whole }));
  const { values, groups, times } = laid;
  return { step, values, at: laid.at, groups, times, starts: Int32Array.from(starts), notes };
}

type Stepped = Pick<SteppedRows, 'order' | 'at' | 'step'>;

interface LaidOut {
  readonly values: Float32Array;
  readonly at: Float64Array;
  readonly groups: Int32Array;
  readonly times: Float64Array;
  /** Steps that follow each other without a gap, in one group. */
  readonly runs: readonly { readonly from: number; readonly to: number }[];
}

/** The steps in their order, those that are missing told, and filled in where that is asked for. */
function layOut({ order, at, step }: Stepped, rows: SeriesRows, gaps: Gaps, notes: Phrase[]): LaidOut {
  const { values, width, groups, times, isDate } = rows;
  const isWhole = (row: number) => {
    for (let i = row * width; i < (row + 1) * width; i++) if (Number.isNaN(values[i])) return false;
    return true;
  };
  const filling = gaps === 'fill';
  const out = new Steps(width, filling ? filledCount(order, at, rows) : order.length);
  const lost = { steps: 0, places: 0, after: undefined as number | undefined };
  let [incomplete, firstIncomplete] = [0, Number.POSITIVE_INFINITY];
  let last: number | undefined;
  order.forEach((row, i) => {
    const group = groups[row]!;
    const begins = i === 0 || groups[order[i - 1]!] !== group;
    if (begins) last = undefined;
    if (!isWhole(row)) {
      incomplete++;
      firstIncomplete = Math.min(firstIncomplete, row);
    }
    if (!isWhole(row) && !(filling && last !== undefined)) return;
    const skipped = last === undefined || gaps === 'follow' ? 0 : at[i]! - at[last]! - 1;
    if (skipped > 0) {
      lost.steps += skipped;
      lost.places++;
      lost.after ??= order[last!]!;
    }
    if (filling)
      for (let k = 1; k <= skipped; k++)
        out.repeat({ at: at[last!]! + k, group, time: later(times[order[last!]!]!, k, step) });
    out.add(
      values.subarray(row * width, (row + 1) * width),
      { at: at[i]!, group, time: times[row]! },
      last === undefined || (skipped > 0 && !filling),
    );
    last = i;
  });
  if (incomplete > 0)
    notes.push(phrase(filling ? 'rows-filled' : 'rows-incomplete', { count: incomplete, row: firstIncomplete + 1 }));
  if (lost.steps > 0)
    notes.push(
      phrase(filling ? 'steps-filled' : 'steps-missing', {
        count: lost.steps,
        places: phrase('count-gaps', { count: lost.places }),
        time: verbatim(timeText(times[lost.after!]!, isDate)),
        row: lost.after! + 1,
      }),
    );
  return out.done();
}

/** How many steps there are with those that are missing. Throws a `Refusal` where more are missing than there are. */
function filledCount(order: Int32Array, at: Float64Array, { groups, width }: SeriesRows): number {
  let count = 0;
  order.forEach((row, i) => {
    const begins = i === 0 || groups[order[i - 1]!] !== groups[row];
    count += begins ? 1 : at[i]! - at[i - 1]!;
  });
  if (count > 2 * order.length)
    throw new Refusal(phrase('too-many-to-fill', { count: count - order.length, rows: order.length }));
  stopAtTooLarge(count, width);
  return count;
}

/** Where a step is, and whose. */
interface Place {
  readonly at: number;
  readonly group: number;
  readonly time: number;
}

/** Gathers steps one behind the other. */
class Steps {
  readonly #width: number;
  readonly #values: Float32Array;
  readonly #at: Float64Array;
  readonly #groups: Int32Array;
  readonly #times: Float64Array;
  readonly #begins: number[] = [];
  #count = 0;

  constructor(width: number, most: number) {
    this.#width = width;
    this.#values = new Float32Array(most * width);
    this.#at = new Float64Array(most);
    this.#groups = new Int32Array(most);
    this.#times = new Float64Array(most);
  }

  /** What is missing of the numbers is as it was before. */
  add(numbers: Float32Array, { at, group, time }: Place, begins: boolean): void {
    const start = this.#count * this.#width;
    this.#values.set(numbers, start);
    for (let i = start; i < start + this.#width; i++)
      if (Number.isNaN(this.#values[i])) this.#values[i] = this.#values[i - this.#width]!;
    if (begins) this.#begins.push(this.#count);
    this.#at[this.#count] = at;
    this.#times[this.#count] = time;
    this.#groups[this.#count++] = group;
  }

  repeat(place: Place): void {
    const end = this.#count * this.#width;
    this.add(this.#values.slice(end - this.#width, end), place, false);
  }

  done(): LaidOut {
    const count = this.#count;
    return {
      values: this.#values.subarray(0, count * this.#width),
      at: this.#at.subarray(0, count),
      groups: this.#groups.subarray(0, count),
      times: this.#times.subarray(0, count),
      runs: this.#begins.map((from, i) => ({ from, to: this.#begins[i + 1] ?? count })),
    };
  }
}
