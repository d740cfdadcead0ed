import { verbatim } from '../../phrases.ts';
import { problem } from '../../problems.ts';
import { defineFinding } from './define.ts';

/** Fewer are told where the columns are shown. */
const MANY = 0.05;

/** Columns that often have no value. */
export const missing = defineFinding({
  id: 'missing',
  find: ({ inputs, profile: { rows }, cures }) =>
    inputs
      // none of several classes is an answer, too
      .filter(({ kind, missing }) => kind !== 'categories' && missing > rows * MANY)
      .map(({ name, missing }) =>
        problem(
          'data-missing-values',
          { column: verbatim(name), count: missing, rows, share: Math.round((100 * missing) / rows) },
          { repairs: [...cures.fill(name), ...cures.leaveGapsOut(name), ...cures.ignore(name)] },
        ),
      ),
});
