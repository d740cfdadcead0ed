import { number } from '../../settings.ts';
import { defineTransform } from '../define.ts';
import { named, phrase } from '../../phrases.ts';

export const clip = defineTransform({
  id: 'clip',
  title: 'Clip',
  doc: 'What lies below the least becomes the least, and what lies above the greatest the greatest.',
  settings: {
    least: number({ label: 'Least', default: 0, doc: 'No number is below it.' }),
    greatest: number({ label: 'Greatest', default: 1, doc: 'No number is above it.' }),
  },
  column: (before) =>
    before.kind === 'number' && before.dtype === 'float32'
      ? before
      : { expected: phrase('numbers'), received: named(`columns.${before.kind}`, before.kind) },
  pointwise: () => true,
  keepsUnit: true,
  apply(batch, { least, greatest }) {
    const { data } = batch;
    for (let i = 0; i < data.length; i++)
      data[i] = data[i]! < least ? least : data[i]! > greatest ? greatest : data[i]!;
    return batch;
  },
  // a gap is neither below nor above, and stays
  lower: (b, rows, { least, greatest }) =>
    b.select(b.lt(rows, least), least, b.select(b.gt(rows, greatest), greatest, rows)),
  // what was cut off is not known any more
  undo: (batch) => batch,
  lowerUndo: (_, rows) => rows,
});
