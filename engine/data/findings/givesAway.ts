import { verbatim } from '../../phrases.ts';
import { problem } from '../../problems.ts';
import { defineFinding, type InputColumn } from './define.ts';

/** Of what is to be known of the target, a column says so much by itself. */
const SHARE = 0.98;
/** Or its numbers follow the target's as closely. */
const CORRELATION = 0.999;
/** Different values for each row at most, lest each says its own row's answer. */
const VALUES = 0.2;

/** Columns from which the answer can be read: what is known afterwards only, or the answer in other words. */
export const givesAway = defineFinding({
  id: 'givesAway',
  find: ({ inputs, target, profile: { rows }, cures }) =>
    target
      ? inputs
          .filter((column) => tells(column, rows))
          .map(({ name, relation }) =>
            problem(
              'data-gives-away',
              { column: verbatim(name), target: verbatim(target.name), share: Math.round(100 * strength(relation!)) },
              { repairs: cures.ignore(name) },
            ),
          )
      : [],
});

type Held = NonNullable<InputColumn['relation']>;
const strength = ({ measure, correlation, share }: Held): number =>
  measure === 'pearson' ? Math.max(share, Math.abs(correlation) || 0) : share;

function tells({ kind, distinct, relation }: InputColumn, rows: number): boolean {
  if (!relation || (kind === 'category' && distinct > VALUES * rows)) return false;
  return relation.share >= SHARE || (relation.measure === 'pearson' && Math.abs(relation.correlation) >= CORRELATION);
}
