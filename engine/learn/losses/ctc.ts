import type { Builder } from '../../ir/builder.ts';
import type { Value } from '../../ir/program.ts';
import { int } from '../../settings.ts';
import { formatType } from '../../types/tensor.ts';
import { defineLoss } from '../define.ts';
import { weighted } from './common/weighting.ts';
import { phrase } from '../../phrases.ts';

/** The logarithm of 0, near enough, and still a number. */
const NEVER = -1e30;

/** Rows of labels with the blanks among them moved to their ends. */
function withoutGaps(b: Builder, labels: Value, blank: number): Value {
  const [rows, count] = labels.shape as [number, number];
  const isLabel = b.cast(b.not(b.eq(labels, blank)), 'float32');
  const places = Array.from({ length: count }, (_, i) => i);
  // how many labels stand up to each place: the product with a triangle of ones
  const upTo = b.constant(
    places.flatMap((from) => places.map((to) => (from <= to ? 1 : 0))),
    [count, count],
  );
  const number = b.mul(b.matmul(isLabel, upTo), isLabel);
  const wanted = b.constant(
    places.map((i) => i + 1),
    [1, count, 1],
  );
  const moves = b.cast(b.eq(b.reshape(number, [rows, 1, count]), wanted), 'float32');
  const moved = b.sum(b.mul(moves, b.reshape(b.cast(labels, 'float32'), [rows, 1, count])), [2]);
  return b.select(b.eq(b.sum(moves, [2]), 0), b.fill(blank, [rows, count], 'int32'), b.cast(moved, 'int32'));
}

export const ctc = defineLoss({
  id: 'ctc',
  title: 'CTC',
  doc:
    'For sequences whose labels have no known place in time, such as speech: sums over every way to ' +
    'spread them. Reads raw outputs for each moment (N×time×classes, one class being the blank); labels ' +
    'are rows of class numbers, filled up with the blank; a blank between labels is passed over. Each row’s loss is ' +
    'divided by the number of its labels before the mean over rows, as PyTorch does. Rows that have more labels than ' +
    'time for them count as 0.',
  formula: 'L = -\\log \\sum_{\\pi \\in B^{-1}(l)} \\prod_t p_{t, \\pi_t}',
  source: {
    title: 'Graves et al. 2006, Connectionist Temporal Classification',
    url: 'https://www.cs.toronto.edu/~graves/icml_2006.pdf',
  },
  settings: { blank: int({ label: 'Blank', default: 0, min: 0, doc: 'The class that stands for no label.' }) },
  compares: 'label-sequences',
  accepts(prediction, target, { blank }) {
    const classes = Number(prediction.shape[2]);
    if (prediction.dtype !== 'float32' || prediction.shape.length !== 3 || blank >= classes)
      return { expected: phrase('time-outputs', { blank }), received: formatType(prediction) };
    return target.dtype === 'int32' && target.shape.length === 2
      ? undefined
      : { expected: phrase('label-rows'), received: formatType(target) };
  },
  costs: 'samples',
  lower(b, prediction, given, { blank }, weights) {
    const [rows, time] = prediction.shape as [number, number];
    const count = given.shape[1]!;
    const target = withoutGaps(b, given, blank);
    const places = 2 * count + 1; // a blank before, between and after the labels
    const column = (of: typeof target) => b.reshape(of, [rows, count, 1]);
    const pairs = b.reshape(b.concat([b.fill(blank, [rows, count, 1], 'int32'), column(target)], 2), [rows, 2 * count]);
    const labels = b.concat([pairs, b.fill(blank, [rows, 1], 'int32')], 1);
    const logs = b.transpose(b.logSoftmax(prediction, -1), [1, 0, 2]);
    const emitted = b.gatherElements(logs, b.broadcast(b.reshape(labels, [1, rows, places]), [time, rows, places]), 2);
    // a blank may be skipped between two labels that differ
    const before = b.concat([b.fill(blank, [rows, 2], 'int32'), b.slice(labels, [0, 0], [rows, places - 2])], 1);
    const skip = b.select(b.or(b.eq(labels, blank), b.eq(labels, before)), NEVER, b.fill(0, [rows, places]));
    const start = b.concat([b.fill(0, [rows, 1]), b.fill(NEVER, [rows, places - 1])], 1);
    const {
      carries: [last],
    } = b.scan({ carries: [start], sequences: [emitted], constants: [skip] }, (inner, [alpha], [emit], [skips]) => {
      const moved = (by: number) =>
        inner.concat([inner.fill(NEVER, [rows, by]), inner.slice(alpha!, [0, 0], [rows, places - by])], 1);
      const ways = [alpha!, moved(1), inner.add(moved(2), skips!)];
      const most = inner.stopGradient(ways.reduce((p, q) => inner.max(p, q)));
      const total = ways.map((way) => inner.exp(inner.sub(way, most))).reduce((p, q) => inner.add(p, q));
      return { carries: [inner.add(inner.add(most, inner.log(total)), emit!)], results: [] };
    });
    const length = b.sum(b.cast(b.not(b.eq(target, blank)), 'float32'), [1], true);
    const at = b.cast(b.mul(length, 2), 'int32');
    const ends = [b.gatherElements(last!, at, 1), b.gatherElements(last!, b.max(b.sub(at, 1), 0), 1)];
    // without labels there is one end only
    const second = b.select(b.lt(0, at), ends[1]!, NEVER);
    const most = b.stopGradient(b.max(ends[0]!, second));
    const likely = b.add(most, b.log(b.add(b.exp(b.sub(ends[0]!, most)), b.exp(b.sub(second, most)))));
    const possible = b.lt(NEVER / 2, likely);
    return weighted(b, b.div(b.neg(b.select(possible, likely, 0)), b.max(length, 1)), weights);
  },
});
