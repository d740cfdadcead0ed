import { named, phrase, verbatim } from '../../phrases.ts';
import { problem } from '../../problems.ts';
import { defineFinding } from './define.ts';

/** Columns of numbers or dates that a few values keep from being read so, used or not. */
export const nearly = defineFinding({
  id: 'nearly',
  find: ({ file, profile, cures }) =>
    profile.columns.flatMap(({ name, kind, nearly }) =>
      nearly && !nearly.signs
        ? [
            problem(
              'data-nearly',
              {
                ...{ file: verbatim(file), column: verbatim(name), able: nearly.able, count: nearly.others },
                ...{ row: nearly.row, value: verbatim(nearly.value), as: named(`columns.${kind}`, kind) },
                kind: phrase(nearly.kind === 'date' ? 'dates' : 'numbers'),
              },
              { repairs: cures.readAs(name, nearly.kind) },
            ),
          ]
        : [],
    ),
});
