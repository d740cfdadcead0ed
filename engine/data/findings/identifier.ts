import { verbatim } from '../../phrases.ts';
import { problem } from '../../problems.ts';
import { isIdentifierName } from '../kinds/number.ts';
import { defineFinding, type InputColumn } from './define.ts';

/** Values that tell nearly every row apart. */
const DIFFERENT = 0.95;
/** Fewer rows differ by chance. */
const ROWS = 20;

/** Columns that tell rows apart and say nothing else: the network learns the rows by heart. */
export const identifier = defineFinding({
  id: 'identifier',
  find: ({ inputs, profile: { rows }, cures }) =>
    inputs
      .filter((column) => rows >= ROWS && isIdentifier(column, rows))
      .map(({ name, distinct }) =>
        problem('data-identifier', { column: verbatim(name), distinct, rows }, { repairs: cures.ignore(name) }),
      ),
});

function isIdentifier({ name, kind, whole, distinct, missing, numbers }: InputColumn, rows: number): boolean {
  if (distinct < DIFFERENT * (rows - missing)) return false;
  if (kind !== 'number') return kind === 'category';
  const counted = numbers && numbers.maximum - numbers.minimum === rows - 1 && distinct === rows;
  return whole && (isIdentifierName(name) || counted === true);
}
