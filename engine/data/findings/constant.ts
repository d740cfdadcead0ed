import { verbatim } from '../../phrases.ts';
import { problem } from '../../problems.ts';
import { defineFinding } from './define.ts';

/** Columns that are the same in every row: nothing follows from them. */
export const constant = defineFinding({
  id: 'constant',
  find: ({ inputs, cures }) =>
    inputs
      .filter(({ distinct, missing, unreadable }) => distinct <= 1 && missing + unreadable === 0)
      .map(({ name }) => problem('data-constant', { column: verbatim(name) }, { repairs: cures.ignore(name) })),
});
