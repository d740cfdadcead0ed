import { phrase, verbatim } from '../../phrases.ts';
import { problem } from '../../problems.ts';
import type { Cures, TextFacts } from './define.ts';

/** Fewer are cut off of any text. */
const MANY = 0.01;
/** Of much longer ones so many times what is read now is proposed. */
const TIMES = 4;
const STEP = 16;

/** Texts of which the network reads a part. */
export const longTexts = {
  id: 'longTexts',
  find: ({ texts, cures }: { readonly texts: readonly TextFacts[]; readonly cures: Cures }) =>
    texts
      .filter(({ longer, rows }) => longer > MANY * rows)
      .map(({ column, length, keep, rows, longer, longest }) =>
        problem(
          'data-texts-cut',
          {
            ...{ column: verbatim(column), rows, count: longer, length, longest },
            part: phrase(keep === 'first' ? 'their-end' : 'their-beginning'),
          },
          {
            repairs: [
              ...cures.readMore(column, Math.min(TIMES * length, Math.ceil(longest / STEP) * STEP)),
              ...cures.keepOtherEnd(column, keep),
            ],
          },
        ),
      ),
};
