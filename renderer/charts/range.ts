/** The part of the y axis that a chart shows: where the data is, so that one spike does not press the rest into a line. */
import { decimate, type Points } from './decimate.ts';

export interface Ranged {
  readonly points: Points;
  /** Behind another line: it does not stretch the axis. */
  readonly faint?: boolean;
}

export interface YRange {
  readonly low: number;
  readonly high: number;
  /** Something lies outside. */
  readonly clipped: boolean;
}

export interface RangeOptions {
  readonly log: boolean;
  /** Nothing is left outside. */
  readonly all: boolean;
}

/** Pixel columns that are looked at. */
const COLUMNS = 400;
/** The share of the values at each end that may lie far from the others. */
const TAIL = 0.02;
/** Fewer values have no tail. */
const FEW = 8;

/** Of the lines between two places of the x axis: what lies farther from the bulk of the values than the bulk is wide is left outside. */
export function yRangeOf(
  lines: readonly Ranged[],
  [from, to]: readonly [number, number],
  { log, all }: RangeOptions,
): YRange {
  const values = lines
    .filter(({ faint }) => !faint)
    .flatMap(({ points }) => {
      const { x, y } = decimate(points, from, to, COLUMNS);
      return y.filter((value, i) => x[i]! >= from && x[i]! <= to && !(log && value <= SMALLEST));
    })
    .map((value) => (log ? Math.log10(value) : value))
    .sort((a, b) => a - b);
  if (values.length === 0) return { ...(log ? { low: 0.01, high: 1 } : { low: 0, high: 1 }), clipped: false };
  const [least, most] = [values[0]!, values.at(-1)!];
  const [low, high] = all || values.length < FEW ? [least, most] : bulkOf(values);
  const room = roomBeside(low, high, log);
  const back = log ? (value: number) => 10 ** value : (value: number) => value;
  return { low: back(low - room), high: back(high + room), clipped: least < low || most > high };
}

/** A range that is narrower than this share of its numbers has no steps that these could tell apart: its axis would never end. */
const FLAT = 1e-9;
/** What is smaller has no steps on an axis. */
const SMALLEST = 1e-30;

/** What is left free above and below; what hardly differs is shown as one line. */
function roomBeside(low: number, high: number, log: boolean): number {
  const size = Math.max(Math.abs(low), Math.abs(high));
  if (high - low > Math.max(FLAT * (log ? Math.max(1, size) : size), SMALLEST)) return 0.06 * (high - low);
  if (log) return 0.05;
  return size > SMALLEST / FLAT ? 0.1 * size : 0.5;
}

/** The least and the greatest of rising values that lie no farther from the middle 96 % than those are wide. */
function bulkOf(values: readonly number[]): readonly [number, number] {
  // of few values one at each end may be a spike
  const tail = Math.max(1, Math.floor(TAIL * values.length));
  const [first, last] = [values[tail]!, values.at(-1 - tail)!];
  const width = last - first;
  // what hardly changes has no spikes but its own trembling
  if (width === 0) return [values[0]!, values.at(-1)!];
  return [values.find((value) => value >= first - width)!, values.findLast((value) => value <= last + width)!];
}

/** The steps of a logarithmic axis: 1 to 9 of every magnitude. (uPlot's own never end where the axis begins between two of them.) */
export function logTicks(low: number, high: number): number[] {
  const ticks: number[] = [];
  for (let magnitude = Math.floor(Math.log10(low)); magnitude <= Math.log10(high); magnitude++)
    for (let digit = 1; digit < 10; digit++) {
      const tick = Number(`${digit}e${magnitude}`);
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  return ticks;
}

export interface Spike {
  readonly x: number;
  readonly above: boolean;
}

/** Where a line leaves the frame: one mark for each time, where it is farthest away. */
export function spikesOf({ x, y }: Points, low: number, high: number): readonly Spike[] {
  const spikes: Spike[] = [];
  let [best, side] = [-1, 0];
  const end = () => {
    if (side !== 0) spikes.push({ x: x[best]!, above: side > 0 });
  };
  for (let i = 0; i < x.length; i++) {
    const now = y[i]! > high ? 1 : y[i]! < low ? -1 : 0;
    if (now !== side) {
      end();
      [best, side] = [i, now];
    } else if (side !== 0 && side * (y[i]! - y[best]!) > 0) best = i;
  }
  end();
  return spikes;
}
