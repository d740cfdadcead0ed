/**
 * Times as whole steps: what lies between one row of a series and the next, most often, is one step. Months are as long as the
 * calendar has them.
 */
import { phrase, type Phrase, verbatim } from '../../phrases.ts';
import { Refusal } from '../../problems.ts';

/** What a step is: so many months, days (of dates) or units (of numbers). */
export interface Step {
  readonly unit: 'months' | 'days' | 'units';
  readonly length: number;
}

/** Rows in the order of their groups and times. `at`: the step of each, from the first of all on, increasing within a group. */
export interface SteppedRows {
  readonly order: Int32Array;
  readonly at: Float64Array;
  readonly step: Step;
  /** Rows without a time, which are none of them. */
  readonly timeless: number;
}

export interface TimedRows {
  /** Days since 1970 of dates, else any numbers; NaN where a row has none. */
  readonly times: Float64Array;
  readonly isDate: boolean;
  /** The number of each row's group. */
  readonly groups: ArrayLike<number>;
  /** What a group is called, for messages. */
  readonly groupName: (group: number) => Phrase;
}

const MONTH_DAYS = 27.5;
/** So far from whole steps a time may be, as part of a step, and so many of them may be farther. */
const [UNEVEN, MOST_UNEVEN] = [0.2, 0.02];

/** A time in words that are the same in every language. */
export function timeText(time: number, isDate: boolean): string {
  if (!isDate) return String(time);
  const [day, clock] = new Date(Math.round(time * 86_400) * 1000).toISOString().split('T') as [string, string];
  return clock.startsWith('00:00:00') ? day : `${day} ${clock.slice(0, clock.startsWith('00', 6) ? 5 : 8)}`;
}

/** So many steps later. Of months the same day, and the last behind the last. */
export function later(time: number, steps: number, { unit, length }: Step): number {
  if (unit !== 'months') return time + steps * length;
  const date = new Date(Math.round(time * DAY));
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  const lastOf = (month: number) => new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  const wanted = month + steps * length;
  return Date.UTC(year, wanted, day === lastOf(month) ? lastOf(wanted) : Math.min(day, lastOf(wanted))) / DAY;
}
const DAY = 86_400_000;

/**
 * `asTheyFollow`: rows lie one step apart whatever time is between them. Throws a `Refusal` where two rows of a group have one time, or
 * the times are none of even steps.
 */
export function steppedRows(rows: TimedRows, asTheyFollow: boolean): SteppedRows {
  const { times, groups, isDate } = rows;
  const all = Int32Array.from({ length: times.length }, (_, row) => row);
  const order = all.filter((row) => Number.isFinite(times[row]));
  order.sort((a, b) => groups[a]! - groups[b]! || times[a]! - times[b]! || a - b);
  const timeless = times.length - order.length;
  if (asTheyFollow) return { order, at: ranksOf(order, rows), step: { unit: 'units', length: 1 }, timeless };
  stopAtSameTimes(order, rows);
  const months = isDate ? monthsOf(order, rows) : undefined;
  const counted = months ?? times;
  const length = medianGap(order, counted, groups);
  const unit = months ? 'months' : isDate ? 'days' : 'units';
  return { order, at: placed(order, counted, length, rows), step: { unit, length }, timeless };
}

/** The place of each time among all there are. */
function ranksOf(order: Int32Array, { times }: TimedRows): Float64Array {
  const sorted = Float64Array.from(new Set(Array.from(order, (row) => times[row]!))).sort();
  const ranks = new Map(Array.from(sorted, (time, rank) => [time, rank]));
  return Float64Array.from(order, (row) => ranks.get(times[row]!)!);
}

function stopAtSameTimes(order: Int32Array, { times, isDate, groups, groupName }: TimedRows): void {
  for (let i = 1; i < order.length; i++) {
    const [before, row] = [order[i - 1]!, order[i]!];
    if (groups[before] !== groups[row] || times[before] !== times[row]) continue;
    const [first, second] = [Math.min(before, row) + 1, Math.max(before, row) + 1];
    const time = verbatim(timeText(times[row]!, isDate));
    throw new Refusal(phrase('times-repeated', { first, second, time, group: groupName(groups[row]!) }));
  }
}

/** The months since year 0 of dates that all lie on one day of the month, or all at its end, so far apart; else undefined. */
function monthsOf(order: Int32Array, rows: TimedRows): Float64Array | undefined {
  if (medianGap(order, rows.times, rows.groups) < MONTH_DAYS) return undefined;
  const dates = Array.from(order, (row) => new Date(Math.round(rows.times[row]! * 86_400) * 1000));
  const isEnd = (date: Date) => new Date(date.getTime() + 86_400_000).getUTCDate() === 1;
  const alike = dates.every((date) => date.getUTCDate() === dates[0]!.getUTCDate()) || dates.every(isEnd);
  if (!alike) return undefined;
  const months = new Float64Array(rows.times.length);
  order.forEach((row, i) => {
    months[row] = dates[i]!.getUTCFullYear() * 12 + dates[i]!.getUTCMonth();
  });
  return months;
}

/** The median of what lies between rows that follow each other in a group; 1 where none do. */
function medianGap(order: Int32Array, times: Float64Array, groups: ArrayLike<number>): number {
  const gaps = new Float64Array(Math.max(0, order.length - 1));
  let count = 0;
  for (let i = 1; i < order.length; i++)
    if (groups[order[i - 1]!] === groups[order[i]!]) gaps[count++] = times[order[i]!]! - times[order[i - 1]!]!;
  return count === 0 ? 1 : gaps.subarray(0, count).sort()[(count - 1) >> 1]!;
}

/** The steps of rows, from one to the next, so that what a clock drifts by does not add up. */
function placed(order: Int32Array, times: Float64Array, length: number, rows: TimedRows): Float64Array {
  const { groups } = rows;
  const at = new Float64Array(order.length);
  let origin = Number.POSITIVE_INFINITY;
  for (const row of order) if (times[row]! < origin) origin = times[row]!;
  let uneven = 0;
  let first: number | undefined;
  for (let i = 0; i < order.length; i++) {
    const row = order[i]!;
    if (i === 0 || groups[order[i - 1]!] !== groups[row]) {
      at[i] = Math.round((times[row]! - origin) / length);
      continue;
    }
    const steps = (times[row]! - times[order[i - 1]!]!) / length;
    if (Math.abs(steps - Math.round(steps)) > UNEVEN) {
      uneven++;
      first ??= row;
    }
    at[i] = at[i - 1]! + Math.max(1, Math.round(steps));
  }
  if (uneven > MOST_UNEVEN * order.length)
    throw new Refusal(
      phrase('times-uneven', {
        count: uneven,
        row: first! + 1,
        time: verbatim(timeText(rows.times[first!]!, rows.isDate)),
      }),
    );
  return at;
}
