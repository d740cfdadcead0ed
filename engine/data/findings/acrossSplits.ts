import { problem } from '../../problems.ts';
import { defineFinding } from './define.ts';

/** More are no slip: the columns can hardly differ more. */
const MOST = 0.3;

/** Rows that are learned from and judged by as well: what is measured looks better than it is. */
export const acrossSplits = defineFinding({
  id: 'acrossSplits',
  find({ alike, cures, splitOf, profile: { rows } }) {
    const judged: number[] = [];
    // rows are dealt anew where some are left out: only one of each may stay
    const copies: number[] = [];
    let first: readonly [number, number] | undefined;
    for (const group of alike) {
      const learned = group.find((row) => splitOf(row) === 'train');
      if (learned === undefined) continue;
      const before = judged.length;
      for (const row of group) {
        const split = splitOf(row);
        if (split !== 'validation' && split !== 'test') continue;
        judged.push(row);
        first ??= [learned, row];
      }
      if (judged.length > before) copies.push(...group.filter((row) => row !== learned && splitOf(row) !== undefined));
    }
    if (!first || judged.length > MOST * rows) return [];
    return [
      problem(
        'data-across-splits',
        { count: judged.length, first: first[0] + 1, second: first[1] + 1 },
        { repairs: cures.leaveOut(copies) },
      ),
    ];
  },
});
