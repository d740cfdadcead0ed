import { choice, int } from '../../settings.ts';
import { defineTransform } from '../define.ts';
import { tokensOfRows, tokensTensor } from '../language/ragged.ts';
import { named, phrase, verbatim } from '../../phrases.ts';

export const truncate = defineTransform({
  id: 'truncate',
  title: 'Truncate',
  doc: 'Cuts rows of tokens that are longer than the network reads. How many training rows are is counted and told.',
  settings: {
    length: int({ label: 'Length', default: 128, min: 1, max: 1_000_000, doc: 'Tokens that are left at most.' }),
    keep: choice(['first', 'last'], {
      label: 'Keep',
      default: 'first',
      doc: 'Which end of a longer row is left.',
      names: { first: 'The beginning', last: 'The end' },
    }),
  },
  column: (before, { length }) =>
    before.ragged
      ? { ...before, ragged: { most: Math.min(length, before.ragged.most ?? length) } }
      : { expected: phrase('rows-of-tokens'), received: named(`columns.${before.kind}`, before.kind) },
  fit(batches, { length }) {
    let [rows, longer, longest] = [0, 0, 0];
    for (const { data } of batches)
      for (const size of data) {
        rows++;
        if (size > length) longer++;
        longest = Math.max(longest, size);
      }
    return { rows, longer, longest };
  },
  remark(column, { length }, { rows, longer, longest }) {
    if (!longer) return undefined;
    return phrase('text-cut', {
      column: verbatim(column),
      length,
      share: verbatim(((100 * Number(longer)) / Number(rows)).toFixed(1)),
      longest: Number(longest),
    });
  },
  apply: (batch, { length, keep }) =>
    tokensTensor(
      tokensOfRows(batch).map((row) => (keep === 'first' ? row.subarray(0, length) : row.subarray(-length))),
    ),
});
