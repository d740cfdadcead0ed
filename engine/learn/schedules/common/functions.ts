/** Functions that formulas of schedules call. Export targets have each of them in their own words. */

/** How many moments have come. */
const reached = (moments: readonly number[], time: number): number => moments.filter((moment) => moment <= time).length;

/** The value at a time between points: on the line from the last one to the next; before the first and after the last it stays. */
function interpolated(at: readonly number[], values: readonly number[], time: number): number {
  const next = at.findIndex((moment) => moment > time);
  if (next <= 0) return values.at(next)!; // before the first, or after the last
  const share = (time - at[next - 1]!) / (at[next]! - at[next - 1]!);
  return values[next - 1]! + (values[next]! - values[next - 1]!) * share;
}

/** The value of the last point; before the first that of the first. */
const held = (at: readonly number[], values: readonly number[], time: number): number =>
  values[Math.max(reached(at, time) - 1, 0)]!;

/** How long a fall takes, each a factor longer than the one before, and the time since it began. */
function fallAt(time: number, period: number, multiplier: number): { since: number; length: number } {
  let [since, length] = [time, period];
  for (; since >= length; length *= multiplier) since -= length;
  return { since, length };
}
const sinceRestart = (...of: Parameters<typeof fallAt>): number => fallAt(...of).since;
const fallLength = (...of: Parameters<typeof fallAt>): number => fallAt(...of).length;

export const SCHEDULE_FUNCTIONS = { reached, interpolated, held, sinceRestart, fallLength };
