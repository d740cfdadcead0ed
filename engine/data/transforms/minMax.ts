import { number } from '../../settings.ts';
import { sizeOf } from '../../types/shape.ts';
import { defineTransform } from '../define.ts';
import { atPlaces, less } from '../units/lowered.ts';
import { named, phrase } from '../../phrases.ts';

export const minMax = defineTransform({
  id: 'minMax',
  title: 'Scale to a range',
  doc: 'Moves and stretches each value so that the training rows lie in a range; other rows may lie beside it. What never varies becomes its lower end.',
  settings: {
    from: number({ label: 'From', default: 0, doc: 'What the least becomes.' }),
    to: number({ label: 'To', default: 1, doc: 'What the greatest becomes.' }),
  },
  column: (before) =>
    before.kind === 'image' || before.kind === 'number'
      ? { ...before, kind: 'number', range: undefined }
      : { expected: phrase('numbers-or-pictures'), received: named(`columns.${before.kind}`, before.kind) },
  fit(batches) {
    let least: number[] = [];
    let greatest: number[] = [];
    for (const { shape, data } of batches) {
      const size = sizeOf(shape.slice(1));
      if (least.length === 0) {
        least = new Array<number>(size).fill(Number.POSITIVE_INFINITY);
        greatest = new Array<number>(size).fill(Number.NEGATIVE_INFINITY);
      }
      for (let i = 0; i < data.length; i++) {
        const value = data[i]!;
        if (value < least[i % size]!) least[i % size] = value;
        if (value > greatest[i % size]!) greatest[i % size] = value;
      }
    }
    // JSON has no infinity: what is never there stays as it is
    const there = least.map((value, i) => value <= greatest[i]!);
    return {
      least: least.map((value, i) => (there[i] ? value : 0)),
      greatest: greatest.map((value, i) => (there[i] ? value : 1)),
    };
  },
  apply(batch, { from, to }, fit) {
    const [least, greatest] = [fit.least as readonly number[], fit.greatest as readonly number[]];
    const { data } = batch;
    for (let i = 0; i < data.length; i++) {
      const at = i % least.length;
      const span = greatest[at]! - least[at]!;
      const share = span === 0 ? data[i]! - least[at]! : (data[i]! - least[at]!) / span;
      data[i] = from + share * (to - from);
    }
    return batch;
  },
  undo(batch, { from, to }, fit) {
    const [least, greatest] = [fit.least as readonly number[], fit.greatest as readonly number[]];
    const { data } = batch;
    for (let i = 0; i < data.length; i++) {
      const at = i % least.length;
      const share = to === from ? 0 : (data[i]! - from) / (to - from);
      data[i] = least[at]! + share * (greatest[at]! - least[at]! || 1);
    }
    return batch;
  },
  lower(b, rows, { from, to }, fit) {
    const [least, greatest] = [fit.least as readonly number[], fit.greatest as readonly number[]];
    return atPlaces(b, rows, least.length, 'inTurn', (values, each) => {
      const share = b.div(less(b, values, least, each), each(least.map((low, i) => greatest[i]! - low || 1)));
      return b.add(b.mul(share, to - from), from);
    });
  },
  lowerUndo(b, rows, { from, to }, fit) {
    const [least, greatest] = [fit.least as readonly number[], fit.greatest as readonly number[]];
    const stretch = to === from ? 0 : 1 / (to - from);
    return atPlaces(b, rows, least.length, 'inTurn', (values, each) =>
      b.add(b.mul(b.sub(values, from), each(least.map((low, i) => stretch * (greatest[i]! - low || 1)))), each(least)),
    );
  },
});
