import { int } from '../../settings.ts';
import { formatType } from '../../types/tensor.ts';
import { defineLoss } from '../define.ts';
import { weighted } from './common/weighting.ts';
import { phrase } from '../../phrases.ts';

/** The logarithm of 0, near enough, and still a number. */
const NEVER = -1e30;

export const ctc = defineLoss({
  id: 'ctc',
  title: 'CTC',
  doc:
    'For sequences whose labels have no known place in time, such as speech: sums over every way to ' +
    'spread them. Reads raw outputs for each moment (N×time×classes, one class being the blank); labels ' +
    'are rows of class numbers, filled up with the blank. Rows that have more labels than time for them ' +
    'count as 0.',
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
  lower(b, prediction, target, { blank }, weights) {
    const [rows, time] = prediction.shape as [number, number];
    const count = target.shape[1]!;
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
