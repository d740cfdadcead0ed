/** What a date says, of the days since 1970 that it is kept as. */

const DAY = 86_400_000;
/** Dates of today that are kept as float32 are exact to a minute and a half: times of day are those of the nearest five minutes. */
const STEPS = 288;

/** Parts of a date in the order in which they are given out. */
export const PARTS = ['year', 'month', 'day', 'weekday', 'dayOfYear', 'hour'] as const;
export type DatePart = (typeof PARTS)[number];

/**
 * A part of a date in UTC; NaN of none. Months and days count from 1, weekdays from 0 on Monday; hours have a fraction and go in steps of
 * five minutes.
 */
export function partOf(days: number, part: DatePart): number {
  if (Number.isNaN(days)) return Number.NaN;
  const whole = Math.floor(days);
  const date = new Date(whole * DAY);
  switch (part) {
    case 'year':
      return date.getUTCFullYear();
    case 'month':
      return date.getUTCMonth() + 1;
    case 'day':
      return date.getUTCDate();
    case 'weekday':
      return (date.getUTCDay() + 6) % 7;
    case 'dayOfYear':
      return Math.round((whole * DAY - Date.UTC(date.getUTCFullYear(), 0, 1)) / DAY) + 1;
    case 'hour':
      return (24 * Math.min(STEPS - 1, Math.round((days - whole) * STEPS))) / STEPS;
  }
}
