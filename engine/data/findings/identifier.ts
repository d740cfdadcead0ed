import { verbatim } from '../../phrases.ts';
import { problem } from '../../problems.ts';
import { isIdentifier, mayCount } from '../kinds/identifier.ts';
import { defineFinding, type InputColumn } from './define.ts';

/** Fewer rows differ by chance. */
const ROWS = 20;

/** Columns that tell rows apart and say nothing else: the network learns the rows by heart. */
export const identifier = defineFinding({
  id: 'identifier',
  find: ({ inputs, profile: { rows }, cures }) =>
    inputs
      .filter((column) => rows >= ROWS && (isIdentifier(column, rows) || areCounted(column, rows)))
      .map(({ name, distinct }) =>
        problem('data-identifier', { column: verbatim(name), distinct, rows }, { repairs: cures.ignore(name) }),
      ),
});

/** One number after the other, whatever they are called. */
const areCounted = (column: InputColumn, rows: number): boolean =>
  mayCount(column) &&
  column.distinct === rows &&
  column.numbers !== undefined &&
  column.numbers.maximum - column.numbers.minimum === rows - 1;
