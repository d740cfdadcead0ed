import { number } from '../../settings.ts';
import { defineTransform } from '../define.ts';
import { named, phrase } from '../../phrases.ts';

export const scale = defineTransform({
  id: 'scale',
  title: 'Scale',
  doc: 'Turns x into (x / divisor − subtract) / divide. For pixels from 0 to 255: divisor 255, then subtract 0.5 and divide by 0.5 for values from −1 to 1.',
  settings: {
    divisor: number({ label: 'Divisor', default: 255, min: 0, exclusiveMin: true, doc: 'Divides first.' }),
    subtract: number({ label: 'Subtract', default: 0, doc: 'Is subtracted next.' }),
    divide: number({ label: 'Divide', default: 1, min: 0, exclusiveMin: true, doc: 'Divides last.' }),
  },
  column: (before) =>
    before.kind === 'image' || before.kind === 'number'
      ? { ...before, kind: 'number', range: undefined }
      : { expected: phrase('numbers-or-pictures'), received: named(`columns.${before.kind}`, before.kind) },
  pointwise: () => true,
  apply(batch, { divisor, subtract, divide }) {
    const { data } = batch;
    // as pixels mostly are: a second division would take as long again
    if (subtract === 0 && divide === 1) for (let i = 0; i < data.length; i++) data[i]! /= divisor;
    else for (let i = 0; i < data.length; i++) data[i] = (data[i]! / divisor - subtract) / divide;
    return batch;
  },
  undo(batch, { divisor, subtract, divide }) {
    const { data } = batch;
    for (let i = 0; i < data.length; i++) data[i] = (data[i]! * divide + subtract) * divisor;
    return batch;
  },
  lower: (b, rows, { divisor, subtract, divide }) => b.div(b.sub(b.div(rows, divisor), subtract), divide),
  lowerUndo: (b, rows, { divisor, subtract, divide }) => b.mul(b.add(b.mul(rows, divide), subtract), divisor),
});
