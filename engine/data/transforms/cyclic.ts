import { number } from '../../settings.ts';
import { allocate } from '../../types/dtype.ts';
import { defineTransform } from '../define.ts';
import { shortened, sideBySide } from '../units/lowered.ts';
import { named, phrase } from '../../phrases.ts';

export const cyclic = defineTransform({
  id: 'cyclic',
  title: 'Around a circle',
  doc:
    'Two numbers for each, sin(2πx / period) and cos(2πx / period): what comes round again ends beside where it began. Of a date the period ' +
    'is counted in days: 1 for the time of day, 7 for the week, 365.2425 for the year.',
  settings: {
    period: number({
      label: 'Period',
      default: 12,
      min: 0,
      exclusiveMin: true,
      doc: 'After which it comes round again.',
    }),
  },
  column: (before) =>
    before.kind === 'number' && before.dtype === 'float32'
      ? { ...before, shape: [...before.shape, 2], whole: false }
      : { expected: phrase('numbers'), received: named(`columns.${before.kind}`, before.kind) },
  apply({ shape, data }, { period }) {
    const out = allocate('float32', data.length * 2);
    for (let i = 0; i < data.length; i++) {
      const turn = (2 * Math.PI * data[i]!) / period;
      out[2 * i] = Math.sin(turn);
      out[2 * i + 1] = Math.cos(turn);
    }
    return { dtype: 'float32', shape: [...shape, 2], data: out };
  },
  lower(b, rows, { period }) {
    // whole turns are left out first: of a sine of many, single precision knows little
    const turns = b.floor(b.div(rows, period));
    const short = shortened(period);
    const rest = b.sub(b.sub(rows, b.mul(turns, short)), b.mul(turns, period - short));
    const turn = b.mul(rest, (2 * Math.PI) / period);
    return sideBySide(b, b.sin(turn), b.cos(turn));
  },
});
