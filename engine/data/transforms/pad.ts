import { choice, int } from '../../settings.ts';
import { defineTransform } from '../define.ts';
import { tokensOfRows } from '../language/ragged.ts';
import { PADDING } from '../language/vocabulary.ts';
import { named, phrase } from '../../phrases.ts';

export const pad = defineTransform({
  id: 'pad',
  title: 'Pad',
  doc: 'Fills rows of tokens up to one length, as a network reads them. Longer ones have to be cut before.',
  settings: {
    length: int({ label: 'Length', default: 128, min: 1, max: 1_000_000, doc: 'Of every row.' }),
    at: choice(['end', 'start'], {
      label: 'Where',
      default: 'end',
      doc: 'Behind the tokens or before them.',
      names: { end: 'Behind', start: 'Before' },
    }),
    value: int({
      label: 'Number',
      default: PADDING.number,
      min: 0,
      doc: 'What fills them: 0, unless a tokenizer.json has another one for that.',
    }),
  },
  column: (before, { length }) => {
    if (!before.ragged)
      return { expected: phrase('rows-of-tokens'), received: named(`columns.${before.kind}`, before.kind) };
    const { ragged, ...column } = before;
    if (ragged.most !== undefined && ragged.most <= length) return { ...column, shape: [length] };
    const received = ragged.most === undefined ? phrase('rows-of-any-length') : ragged.most;
    return { expected: phrase('rows-cut-to', { length }), received };
  },
  apply(batch, { length, at, value }) {
    const rows = tokensOfRows(batch);
    const data = new Int32Array(rows.length * length).fill(value);
    rows.forEach((row, i) => data.set(row, i * length + (at === 'end' ? 0 : length - row.length)));
    return { dtype: 'int32', shape: [rows.length, length], data };
  },
});
