import { defineTransform } from '../define.ts';
import { logOnePlus } from '../units/lowered.ts';
import { named, phrase } from '../../phrases.ts';

export const log = defineTransform({
  id: 'log',
  title: 'Logarithm',
  doc: 'sign(x) · ln(1 + |x|): draws in numbers of very different sizes, such as prices or counts, and leaves 0 where it is.',
  settings: {},
  column: (before) =>
    before.kind === 'number' && before.dtype === 'float32'
      ? { ...before, whole: false }
      : { expected: phrase('numbers'), received: named(`columns.${before.kind}`, before.kind) },
  pointwise: () => true,
  apply(batch) {
    const { data } = batch;
    for (let i = 0; i < data.length; i++) data[i] = Math.sign(data[i]!) * Math.log1p(Math.abs(data[i]!));
    return batch;
  },
  undo(batch) {
    const { data } = batch;
    for (let i = 0; i < data.length; i++) data[i] = Math.sign(data[i]!) * Math.expm1(Math.abs(data[i]!));
    return batch;
  },
  lower: (b, rows) => b.mul(b.sign(rows), logOnePlus(b, b.abs(rows))),
  lowerUndo: (b, rows) => b.mul(b.sign(rows), b.sub(b.exp(b.abs(rows)), 1)),
});
