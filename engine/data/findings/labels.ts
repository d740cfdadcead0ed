import { phrase, someNames, verbatim } from '../../phrases.ts';
import { problem } from '../../problems.ts';
import { defineFinding } from './define.ts';

/** Labels that look wrong: the rows most like it are of another class. */
export const labels = defineFinding({
  id: 'labels',
  find({ strangers, target, cures }) {
    if (strangers.length === 0 || !target) return [];
    const rows = strangers.map(({ row, label, like }) =>
      phrase('row-looks-like', { row: row + 1, label: verbatim(label), like: verbatim(like) }),
    );
    return [
      problem(
        'data-labels',
        { column: verbatim(target.name), count: strangers.length, rows: someNames(rows) },
        { repairs: [...cures.show(), ...cures.leaveOut(strangers.map(({ row }) => row))] },
      ),
    ];
  },
});
