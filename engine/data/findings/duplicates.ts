import { problem } from '../../problems.ts';
import { defineFinding } from './define.ts';

/** More are no slip: the columns can hardly differ more. */
const MOST = 0.3;

/** Rows that are there several times: they count more than others. */
export const duplicates = defineFinding({
  id: 'duplicates',
  find({ alike, profile: { rows }, cures, splitOf }) {
    const groups = alike
      .map((group) => group.filter((row) => splitOf(row) !== undefined))
      .filter((group) => group.length > 1);
    const again = groups.flatMap((group) => group.slice(1));
    if (again.length === 0 || again.length > MOST * rows) return [];
    const [[first, second]] = groups as [[number, number]];
    return [
      problem(
        'data-duplicates',
        { count: again.length, rows, first: first + 1, second: second + 1 },
        { repairs: cures.leaveOut(again) },
      ),
    ];
  },
});
