import { phrase, verbatim } from '../../phrases.ts';
import { problem } from '../../problems.ts';
import { defineFinding } from './define.ts';

/** Values that are no numbers or dates among those that are, and numbers that nothing computes with: they count as missing. */
export const unreadable = defineFinding({
  id: 'unreadable',
  find: ({ file, inputs, target, cures, profile: { rows: all } }) =>
    [...inputs, ...(target ? [target] : [])].flatMap((column) => {
      const { name, kind, unreadable, outOfRange, firstUnreadable, firstOutOfRange } = column;
      const rows = all - column.missing;
      const where = { file: verbatim(file), column: verbatim(name), rows };
      const repairs = [...cures.fill(name), ...cures.leaveGapsOut(name), ...cures.readAs(name, 'category')];
      const at = ({ row, value }: { readonly row: number; readonly value: string }) => ({
        row,
        value: verbatim(value),
      });
      const strange = unreadable - outOfRange;
      return [
        ...(strange > 0 && firstUnreadable
          ? [
              problem(
                'data-unreadable',
                {
                  ...where,
                  count: strange,
                  ...at(firstUnreadable),
                  kind: phrase(kind === 'date' ? 'dates' : 'numbers'),
                },
                { repairs },
              ),
            ]
          : []),
        ...(outOfRange > 0 && firstOutOfRange
          ? [problem('data-out-of-range', { ...where, count: outOfRange, ...at(firstOutOfRange) }, { repairs })]
          : []),
      ];
    }),
});
