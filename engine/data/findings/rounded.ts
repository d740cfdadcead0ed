import { verbatim } from '../../phrases.ts';
import { problem } from '../../problems.ts';
import { defineFinding } from './define.ts';

/** Whole numbers are told apart up to here: beyond, float32 has not all of them. */
const EXACT = 2 ** 24;

/** Whole numbers with more digits than the network computes with. */
export const rounded = defineFinding({
  id: 'rounded',
  find: ({ inputs, target, cures }) =>
    [...inputs, ...(target ? [target] : [])].flatMap(({ name, kind, whole, numbers }) => {
      if (!numbers || kind !== 'number' || !whole) return [];
      const largest = Math.max(Math.abs(numbers.minimum), Math.abs(numbers.maximum));
      return largest > EXACT
        ? [
            problem(
              'data-rounded',
              { column: verbatim(name), value: verbatim(String(largest)) },
              { repairs: cures.ignore(name) },
            ),
          ]
        : [];
    }),
});
