import { named, verbatim } from '../../phrases.ts';
import { problem } from '../../problems.ts';
import { defineFinding } from './define.ts';

/** Columns whose values are others in the rows that are judged by than in those that are learned from. */
export const drift = defineFinding({
  id: 'drift',
  find: ({ drifts, cures }) =>
    drifts.map(({ column, split, distance }) =>
      problem(
        'data-drift',
        {
          column: verbatim(column),
          split: split === 'validation' ? named('splits.validation', 'validation') : named('splits.test', 'test'),
          distance: Number(distance.toFixed(2)),
        },
        { repairs: cures.ignore(column) },
      ),
    ),
});
