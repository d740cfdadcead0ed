import { verbatim } from '../../phrases.ts';
import { problem } from '../../problems.ts';
import { defineFinding } from './define.ts';

/** Columns that say the same as another in every row. */
export const same = defineFinding({
  id: 'same',
  find: ({ inputs, cures }) =>
    inputs.flatMap(({ name, sameness, distinct }, i) => {
      const other = inputs.slice(0, i).find((earlier) => earlier.sameness === sameness);
      return other && distinct > 1
        ? [
            problem(
              'data-same-column',
              { column: verbatim(name), other: verbatim(other.name) },
              { repairs: cures.ignore(name) },
            ),
          ]
        : [];
    }),
});
