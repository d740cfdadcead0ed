import { expect, describe, test } from 'vitest';
import { Refusal } from '../../problems.ts';
import { word } from '../../texts/index.ts';
import { phrase, verbatim } from '../../phrases.ts';
import { steppedRows } from './steps.ts';
import { cutWindows, type SeriesRows, type WindowSettings } from './windows.ts';

const DAY = Date.UTC(2024, 0, 1) / 86_400_000;
/** One column; `times` in days from the first of January 2024. */
function series(times: readonly number[], values: readonly number[] = times, groups?: readonly number[]): SeriesRows {
  return {
    times: Float64Array.from(times, (time) => DAY + time),
    isDate: true,
    groups: groups ?? new Array(times.length).fill(0),
    groupName: (group) => phrase('of-group', { name: verbatim('ab'[group]!) }),
    values: Float32Array.from(values),
    width: 1,
  };
}
const SETTINGS: WindowSettings = { length: 2, horizon: 1, stride: 1, lead: 0, gaps: 'cut' };
/** The values of each window, and what is told. */
function cut(rows: SeriesRows, settings: Partial<WindowSettings> = {}) {
  const all = { ...SETTINGS, ...settings };
  const { starts, values, notes } = cutWindows(rows, all);
  const windows = [...starts].map((start) => [...values.subarray(start, start + all.length + all.lead + all.horizon)]);
  return { windows, notes: notes.map(word) };
}

describe('windows', () => {
  test('follow each other at a stride, sorted by time, and never reach into another group', () => {
    const rows = series([3, 1, 2, 0, 1, 0, 2], [13, 11, 12, 10, 21, 20, 22], [0, 0, 0, 0, 1, 1, 1]);
    expect(cut(rows).windows).toEqual([
      [10, 11, 12],
      [11, 12, 13],
      [20, 21, 22],
    ]);
    expect(cut(rows, { stride: 2 }).windows).toEqual([
      [10, 11, 12],
      [20, 21, 22],
    ]);
  });

  test('leave steps between past and future where there is a lead', () => {
    expect(cut(series([0, 1, 2, 3, 4]), { lead: 1 }).windows).toEqual([
      [0, 1, 2, 3],
      [1, 2, 3, 4],
    ]);
    expect(cut(series([0, 1, 2, 3, 4]), { lead: 1, horizon: 0 }).windows).toEqual([[3, 4]]);
  });

  test('know when each step was, those that are filled in as the calendar has them', () => {
    const ends = [30, 59, 120, 151, 181];
    const { times } = cutWindows(series(ends), { ...SETTINGS, gaps: 'fill' });
    const days = [...times].map((time) => new Date(time * 86_400_000).toISOString().slice(0, 10));
    expect(days).toEqual(['2024-01-31', '2024-02-29', '2024-03-31', '2024-04-30', '2024-05-31', '2024-06-30']);
  });

  const gapped = series([0, 1, 2, 5, 6, 7, 8], [0, 1, 2, 5, 6, 7, 8]);
  test('are cut where steps are missing, which is told', () => {
    expect(cut(gapped)).toEqual({
      windows: [
        [0, 1, 2],
        [5, 6, 7],
        [6, 7, 8],
      ],
      notes: ['2 steps are missing in 1 gap, the first after 2024-01-03 (row 3): no window reaches over them.'],
    });
  });
  test('have the last known values there, or follow the rows, where that is asked for', () => {
    expect(cut(gapped, { gaps: 'fill' }).windows).toContainEqual([2, 2, 2]);
    expect(cut(gapped, { gaps: 'follow' }).windows).toContainEqual([1, 2, 5]);
  });
  test('take rows that lack a number for missing steps', () => {
    const lacking = series([0, 1, 2, 3, 4], [0, 1, Number.NaN, 3, 4]);
    expect(() => cut(lacking)).toThrow('a window needs 3 steps without a gap, and the longest stretch has 2');
    expect(cut(lacking, { gaps: 'fill' })).toEqual({
      windows: [
        [0, 1, 1],
        [1, 1, 3],
        [1, 3, 4],
      ],
      notes: ['Row 3 lacks a number that is read, which is filled with the one before it.'],
    });
  });
  test('leave out rows without a time, and are refused where two have the same', () => {
    expect(cut(series([0, Number.NaN, 1, 2])).notes).toEqual(['1 row has no time and is left out.']);
    expect(() => cut(series([0, 1, 1, 2]))).toThrow(
      'rows 2 and 3 of "a" have the same time, 2024-01-02; name the column',
    );
    expect(cut(series([0, 1, 1, 2]), { gaps: 'follow' }).windows).toHaveLength(2);
  });
  test('of no future are the newest of each group', () => {
    const rows = series([0, 1, 2, 0, 1, 2], [0, 1, 2, 10, 11, 12], [0, 0, 0, 1, 1, 1]);
    expect(cut(rows, { horizon: 0 }).windows).toEqual([
      [1, 2],
      [11, 12],
    ]);
  });
  test('are not made of what would mostly be filled in', () => {
    expect(() => cut(series([0, 1, 2, 1e9]), { gaps: 'fill' })).toThrow(
      'it would need 999,999,997 steps to be filled in',
    );
  });
});

describe('steps', () => {
  const at = (dates: readonly string[]) => {
    const times = dates.map((date) => Date.parse(`${date}Z`) / 86_400_000 - DAY);
    const { at, step } = steppedRows(series(times), false);
    return { at: [...at], step };
  };
  test('are months where dates lie on one day of each, or at its end', () => {
    const step = { unit: 'months', length: 1 };
    expect(at(['2024-01-01', '2024-02-01', '2024-03-01', '2024-06-01'])).toEqual({ at: [0, 1, 2, 5], step });
    expect(at(['2023-12-31', '2024-01-31', '2024-02-29', '2024-03-31'])).toEqual({ at: [0, 1, 2, 3], step });
    expect(at(['2001-07-04', '2002-07-04', '2003-07-04', '2005-07-04'])).toEqual({
      at: [0, 1, 2, 4],
      step: { unit: 'months', length: 12 },
    });
  });
  test('are hours or weeks as well, though the clock is a little off', () => {
    expect(at(['2024-01-01 00:00', '2024-01-01 01:00', '2024-01-01 02:01', '2024-01-01 05:00']).at).toEqual([
      0, 1, 2, 5,
    ]);
    expect(at(['2024-01-01', '2024-01-08', '2024-01-22']).at).toEqual([0, 1, 3]);
  });
  test('are refused where times are uneven', () => {
    expect(() => steppedRows(series([0, 1, 2.5, 3, 4.5, 5]), false)).toThrow(Refusal);
    expect(() => steppedRows(series([0, 1, 2.5, 3, 4.5, 5]), false)).toThrow('2024-01-03 12:00 in row 3');
  });
});
