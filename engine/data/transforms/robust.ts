import { number } from '../../settings.ts';
import { defineTransform } from '../define.ts';
import { atPlaces, less } from '../units/lowered.ts';
import { named, phrase } from '../../phrases.ts';
import { quantileOf, valuesByPlace } from './common/values.ts';

export const robust = defineTransform({
  id: 'robust',
  title: 'Scale by quantiles',
  doc:
    'Subtracts the median of the training rows and divides by the distance between two of their quantiles, the quartiles unless told ' +
    'otherwise. A few values that lie far out change neither.',
  settings: {
    from: number({ label: 'From quantile', default: 0.25, min: 0, max: 1, doc: 'Share of the rows below it.' }),
    to: number({ label: 'To quantile', default: 0.75, min: 0, max: 1, doc: 'Share of the rows below it.' }),
  },
  column: (before) =>
    before.kind === 'number' && before.dtype === 'float32'
      ? { ...before, whole: false }
      : { expected: phrase('numbers'), received: named(`columns.${before.kind}`, before.kind) },
  fit(batches, { from, to }) {
    const sorted = valuesByPlace(batches).map((values) => values.sort());
    const spans = sorted.map((values) => quantileOf(values, to) - quantileOf(values, from));
    // what never varies is left as wide as it is
    return { middle: sorted.map((values) => quantileOf(values, 0.5)), span: spans.map((span) => span || 1) };
  },
  apply(batch, _, fit) {
    const [middle, span] = [fit.middle as readonly number[], fit.span as readonly number[]];
    const { data } = batch;
    for (let i = 0; i < data.length; i++) data[i] = (data[i]! - middle[i % middle.length]!) / span[i % middle.length]!;
    return batch;
  },
  undo(batch, _, fit) {
    const [middle, span] = [fit.middle as readonly number[], fit.span as readonly number[]];
    const { data } = batch;
    for (let i = 0; i < data.length; i++) data[i] = data[i]! * span[i % middle.length]! + middle[i % middle.length]!;
    return batch;
  },
  lower(b, rows, _, fit) {
    const [middle, span] = [fit.middle as readonly number[], fit.span as readonly number[]];
    return atPlaces(b, rows, middle.length, 'inTurn', (values, each) =>
      b.div(less(b, values, middle, each), each(span)),
    );
  },
  lowerUndo(b, rows, _, fit) {
    const [middle, span] = [fit.middle as readonly number[], fit.span as readonly number[]];
    return atPlaces(b, rows, middle.length, 'inTurn', (values, each) => b.add(b.mul(values, each(span)), each(middle)));
  },
});
