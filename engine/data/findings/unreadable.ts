import { phrase, verbatim } from '../../phrases.ts';
import { problem } from '../../problems.ts';
import { defineFinding } from './define.ts';

/** Values that are no numbers or dates among those that are, and numbers that nothing computes with: they count as missing. */
export const unreadable = defineFinding({
  id: 'unreadable',
  find: ({ file, inputs, target, cures }) =>
    [...inputs, ...(target ? [target] : [])].flatMap(({ name, kind, unreadable, outOfRange, firstUnreadable }) => {
      const where = { file: verbatim(file), column: verbatim(name) };
      const repairs = [...cures.fill(name), ...cures.leaveGapsOut(name), ...cures.readAs(name, 'category')];
      const strange = unreadable - outOfRange;
      return [
        ...(strange > 0 && firstUnreadable
          ? [
              problem(
                'data-unreadable',
                {
                  ...{ ...where, count: strange, row: firstUnreadable.row, value: verbatim(firstUnreadable.value) },
                  kind: phrase(kind === 'date' ? 'dates' : 'numbers'),
                },
                { repairs },
              ),
            ]
          : []),
        ...(outOfRange > 0 ? [problem('data-out-of-range', { ...where, count: outOfRange }, { repairs })] : []),
      ];
    }),
});
