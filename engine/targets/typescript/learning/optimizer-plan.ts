/** What an exported project's optimizer has to do with: a document's ways of learning, and the weights that they are for. */
import type { Document } from '../../../graph/document.ts';
import type { Optimizer } from '../../../learn/define.ts';
import { optimizerOf } from '../../../learn/index.ts';
import type { CheckedGraph, CheckedNode } from '../../../passes/check.ts';
import { UserError } from '../../../problems.ts';
import { resolveSettings } from '../../../settings.ts';
import { numberText } from '../../literals.ts';
import type { ModelSource } from '../model/model.ts';
import { unsupported } from '../unsupported.ts';
import { type Clip, clipping } from './gradients.ts';
import { isAveraged } from './averaging.ts';
import { type Learner, learnersOf } from './learners.ts';
import { isPruning } from './pruning.ts';
import { isScheduled } from './schedule.ts';
import { type Settings, type UpdateRule, updateRule } from './update.ts';
import { phrase, verbatim } from '../../../phrases.ts';

export interface OptimizerPlan {
  readonly training: Document['training'];
  readonly optimizer: Optimizer;
  readonly rule: UpdateRule;
  readonly learners: readonly Learner[];
  readonly scheduled: boolean;
  readonly averaged: boolean;
  /** Running statistics are averaged beside the weights. */
  readonly statistics: boolean;
  readonly clip: Clip | undefined;
  readonly noisy: boolean;
  /** Some weights do not decay. */
  readonly sparing: boolean;
  /** Those with a learning rate of their own. */
  readonly ownRates: readonly Learner[];
  readonly constrained: readonly Learner[];
  /** Kernels that become sparse; none where training does not prune. */
  readonly pruned: readonly Learner[];
  /** Those whose units do not lie along the last axis, where clipping asks for units. */
  readonly elsewhere: readonly Learner[];
  /** Matrices whose rows and columns are not their last two axes, where the rule asks for these. */
  readonly turned: readonly Learner[];
  /** What update() takes besides: a parameter, and what it is called with. */
  readonly options: readonly (readonly [parameter: string, value: string])[];
  /** It counts its steps. */
  readonly stepped: boolean;
  /** Weights are told apart by their names: in update(), or somewhere at least. */
  readonly byName: boolean;
  readonly named: boolean;
}

const movesStatistics = ({ node, weights }: CheckedNode): boolean =>
  !node.frozenStatistics && Object.values(weights).some(({ role }) => role === 'state');

export function planOf(document: Document, checked: CheckedGraph, source: ModelSource): OptimizerPlan {
  const { training } = document;
  const { gradientNoise } = training;
  const optimizer = optimizerOf(training.optimizer.type);
  if (!optimizer)
    throw new UserError(unsupported(phrase('optimizer-called', { title: verbatim(training.optimizer.type) })));
  const settings = resolveSettings(optimizer.settings, training.optimizer.settings).settings as Settings;
  const learners = learnersOf(document, checked, source);
  const [scheduled, averaged] = [isScheduled(training), isAveraged(training)];
  const noisy = gradientNoise.deviation > 0;
  const ownRates = learners.filter(({ node: { learningRate = 1 } }) => learningRate !== 1);
  const sparing =
    training.weightDecayOn === 'weights' &&
    Number(settings.weightDecay ?? 0) > 0 &&
    learners.some(({ isWeight }) => !isWeight);
  const constrained = learners.filter(({ node, isWeight }) => isWeight && node.constraint !== undefined);
  const pruned = isPruning(training) ? learners.filter(({ isWeight, rank }) => isWeight && rank > 1) : [];
  const elsewhere = training.clipping.type === 'adaptive' ? learners.filter(({ axis, rank }) => axis !== rank - 1) : [];
  // rows and columns may change places: what is remembered of both makes no difference between them
  const turned =
    optimizer.id === 'adafactor'
      ? learners.filter(({ matrix, rank }) => rank > 1 && Math.min(...matrix) < rank - 2)
      : [];
  const varying = scheduled || ownRates.length > 0;
  const rule = updateRule(optimizer, settings, {
    learningRate: varying,
    weightDecay: sparing,
    axes: turned.length > 0,
  });
  const rate = `${scheduled ? 'this.learningRate' : 'LEARNING_RATE'}${ownRates.length > 0 ? ' * (RATES[name] ?? 1)' : ''}`;
  const byName = ownRates.length > 0 || sparing || constrained.length > 0 || turned.length > 0;
  return {
    training,
    optimizer,
    rule,
    learners,
    scheduled,
    averaged,
    statistics: training.averaging.type === 'exponential' && [...checked.nodes.values()].some(movesStatistics),
    clip: clipping(training.clipping, elsewhere.length > 0),
    noisy,
    sparing,
    ownRates,
    constrained,
    pruned,
    elsewhere,
    turned,
    options: [
      ...(rule.stepped ? [['step: number', 'this.#step'] as const] : []),
      ...(varying ? [['learningRate: number', rate] as const] : []),
      ...(sparing
        ? [['weightDecay: number', `UNDECAYED.test(name) ? 0 : ${numberText(settings.weightDecay)}`] as const]
        : []),
      ...(turned.length > 0 ? [['axes: Axes', 'MATRICES[name] ?? [-2, -1]'] as const] : []),
    ],
    stepped: rule.stepped || averaged || (noisy && gradientNoise.decay > 0),
    byName,
    named: byName || elsewhere.length > 0 || pruned.length > 0,
  };
}
