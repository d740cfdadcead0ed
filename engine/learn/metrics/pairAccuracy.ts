import { expectTwins, scoresOfTwins } from '../losses/common/twins.ts';
import { countedIn } from '../losses/common/weighting.ts';
import { defineMetric } from '../define.ts';
import { shareOf } from './common/classification.ts';

/** Less than any score: what is not to be chosen. */
const NEVER = -3e38;

export const pairAccuracy = defineMetric({
  id: 'pairAccuracy',
  title: 'Pair accuracy',
  doc:
    'Of two vectors a sample: how often the second vector that fits a first one best, of those in the same batch, is ' +
    'one of its own number in the target. Where pictures meet texts and every batch has all texts, it is the accuracy of ' +
    'choosing among them without having learned classes (zero-shot). A smaller batch makes it easier.',
  formula: '\\tfrac{1}{n} \\sum_i [\\, y_{\\arg\\max_j u_i \\cdot v_j} = y_i \\,]',
  source: {
    title: 'Radford et al. 2021, Learning Transferable Visual Models From Natural Language Supervision',
    url: 'https://arxiv.org/abs/2103.00020',
  },
  settings: {},
  better: 'higher',
  shows: 'percent',
  accepts: expectTwins,
  among: 'batch',
  accumulate(b, prediction, target, _, counted) {
    const rows = prediction.shape[0]!;
    const counts = counted && countedIn(b, counted, [rows]);
    const scores = scoresOfTwins(b, prediction);
    const chosen = b.argMax(counts ? b.select(b.reshape(counts, [1, rows]), scores, NEVER) : scores, 1);
    return shareOf(b, b.eq(b.gather(target, chosen, 0), target), prediction, counts);
  },
  totals: ['right', 'count'],
  undefinedWhere: 'nothing-counts',
  value: () => 'right / count',
});
