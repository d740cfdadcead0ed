import { problem } from '../../problems.ts';
import { defineFinding } from './define.ts';

/** More are no slip: the columns can hardly differ more. */
const MOST = 0.3;

/** Rows that are learned from and judged by as well: what is measured looks better than it is. */
export const acrossSplits = defineFinding({
  id: 'acrossSplits',
  find({ alike, cures, splitOf, profile: { rows } }) {
    const judged: number[] = [];
    let first: readonly [number, number] | undefined;
    for (const group of alike) {
      const learned = group.find((row) => splitOf(row) === 'train');
      if (learned === undefined) continue;
      for (const row of group) {
        const split = splitOf(row);
        if (split !== 'validation' && split !== 'test') continue;
        judged.push(row);
        first ??= [learned, row];
      }
    }
    if (!first || judged.length > MOST * rows) return [];
    return [
      problem(
        'data-across-splits',
        { count: judged.length, first: first[0] + 1, second: first[1] + 1 },
        { repairs: cures.leaveOut(judged) },
      ),
    ];
  },
});
