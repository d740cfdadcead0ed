import { defineLoss } from '../define.ts';
import { alikeIn } from './common/pairs.ts';
import { expectTwins, scoresOfTwins } from './common/twins.ts';

export const contrastivePairs = defineLoss({
  id: 'contrastivePairs',
  title: 'Contrastive pairs',
  doc:
    'For two towers that should agree, such as pictures and their texts: within a batch, each first vector should fit ' +
    'its own second one better than those of all other samples, and the other way round. How well two fit is their ' +
    'product: scale them to length 1 before, and one of them by a learned temperature. Samples with the same number in ' +
    'the target are pairs of each other, too (Yang et al. 2022); where every sample has a number of its own this is the ' +
    'loss of CLIP. A larger batch makes it harder, and larger.',
  formula:
    'L = \\tfrac{1}{2N} \\sum_i \\big(-\\log \\mathrm{softmax}_j(u_i \\cdot v_j)_i - \\log \\mathrm{softmax}_j(u_j \\cdot v_i)_i\\big)',
  source: {
    title: 'Radford et al. 2021, Learning Transferable Visual Models From Natural Language Supervision',
    url: 'https://arxiv.org/abs/2103.00020',
  },
  settings: {},
  compares: 'identities',
  accepts: expectTwins,
  costs: 'batch',
  lower(b, prediction, target) {
    const scores = scoresOfTwins(b, prediction);
    const alike = alikeIn(b, target);
    const wanted = b.div(alike, b.sum(alike, [1], true));
    const logs = [scores, b.transpose(scores, [1, 0])].map((one) => b.mul(wanted, b.logSoftmax(one, -1)));
    return { sum: b.mul(b.sum(b.add(logs[0]!, logs[1]!)), -0.5), weight: scores.shape[0]! };
  },
});
