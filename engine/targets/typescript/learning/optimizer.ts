/**
 * `src/optimizer.ts` of an exported project: the optimizer's rule and what stands around it: clipping, noise, updates that several
 * batches make together, constraints, rates of single layers, averages.
 */
import type { Document } from '../../../graph/document.ts';
import type { CheckedGraph } from '../../../passes/check.ts';
import { literal, numberText } from '../../literals.ts';
import { Writer } from '../../writer.ts';
import type { ModelSource } from '../model/model.ts';
import { averageSource } from './averaging.ts';
import { constraintText, UNIT_NORMS } from './constraints.ts';
import { noiseSource } from './gradients.ts';
import { patternOf } from './learners.ts';
import { writeOptimizerClass } from './optimizer-class.ts';
import { type OptimizerPlan, planOf } from './optimizer-plan.ts';

/** `terms` says how many sums the batches of one update add up. */
export function optimizerSource(document: Document, checked: CheckedGraph, source: ModelSource, terms: number): string {
  const plan = planOf(document, checked, source);
  const { optimizer, rule, training, clip, averaged } = plan;
  const w = new Writer()
    .line(`/** ${optimizer.title}: ${optimizer.doc} */`)
    .line("import * as tf from '@tensorflow/tfjs';");
  if (training.accumulation > 1) w.line("import type { Part } from './losses.ts';");
  if (plan.named) w.line("import { weightNames } from './model.ts';");
  if (plan.pruned.length > 0)
    w.line("import { nextMasks, PLAN, type Sparse, sparsityAt, zerosIn } from './pruning.ts';");
  w.line();
  writeConstants(w, plan, terms);
  writeTables(w, plan);
  for (const text of rule.head) w.line().text(text);
  writeUpdate(w, plan);
  for (const text of [
    clip?.source ?? '',
    noiseSource(training.gradientNoise),
    averaged ? averageSource(training.averaging) : '',
  ])
    if (text !== '') w.line().text(text);
  writeOptimizerClass(w.line(), plan);
  return w.toString();
}

/** A table of what some weights have of their own, by their names. */
function writeTable(w: Writer, doc: string, head: string, entries: readonly (readonly [string, string])[]): void {
  w.block(
    `/** ${doc} */\nconst ${head} = {`,
    () => entries.forEach(([name, value]) => w.line(`${literal(name)}: ${value},`)),
    '};',
  );
}

function writeConstants(
  w: Writer,
  { training, scheduled, sparing, ownRates, learners, pruned }: OptimizerPlan,
  terms: number,
): void {
  const { accumulation, learningRate } = training;
  if (!scheduled) w.line(`const LEARNING_RATE = ${numberText(learningRate)};`);
  if (accumulation > 1)
    w.line(
      '/** Batches that make one update together, with the gradient that one batch of all their rows would have. */',
    )
      .line(`const ACCUMULATION = ${numberText(accumulation)};`)
      .line('/** Parts of a batch: the losses that count every row alike are one, each of the others is its own. */')
      .line(`const TERMS = ${terms};`);
  if (ownRates.length > 0)
    writeTable(
      w.line(),
      "What the learning rate of a weight is to the others'.",
      'RATES: Readonly<Record<string, number>>',
      ownRates.map(({ name, node }) => [name, numberText(node.learningRate)]),
    );
  if (sparing)
    w.line()
      .line('/** Biases and scales, which do not decay. */')
      .line(`const UNDECAYED = ${patternOf(learners, ({ isWeight }) => !isWeight)};`);
  if (pruned.length > 0)
    w.line()
      .line('/** Kernels of which the smallest elements become zero. */')
      .line(`const PRUNED = ${patternOf(learners, (learner) => pruned.includes(learner))};`);
}

function writeTables(w: Writer, { rule, training, elsewhere, turned, constrained }: OptimizerPlan): void {
  if (rule.memory) w.line().text(rule.memory.doc);
  if (elsewhere.length > 0)
    writeTable(
      w.line(),
      'Where the units of a weight do not lie along its last axis.',
      'UNIT_AXES: Readonly<Record<string, number>>',
      elsewhere.map(({ name, axis }) => [name, String(axis)]),
    );
  if (turned.length > 0) {
    w.line().line('type Axes = readonly [rows: number, columns: number];');
    writeTable(
      w,
      'Where the rows and columns of a weight are not its last two axes.',
      'MATRICES: Readonly<Record<string, Axes>>',
      turned.map(({ name, matrix }) => [name, literal(matrix)]),
    );
  }
  const held = constrained.map(({ name, node, axis }) => [name, constraintText(node, axis)] as const);
  if (training.clipping.type === 'adaptive' || held.some(([, text]) => text.includes('unitNorms(')))
    w.line().text(UNIT_NORMS);
  if (held.length > 0)
    writeTable(
      w.line(),
      'What a weight is held to after each step.',
      'CONSTRAINTS: Readonly<Record<string, (weight: tf.Tensor) => tf.Tensor>>',
      held.map(([name, text]) => [name, `(weight) => ${text}`]),
    );
}

function writeUpdate(w: Writer, { rule, options }: OptimizerPlan): void {
  const { memory } = rule;
  w.line().line(`/** The next value of a weight${memory ? ' and of what is remembered of it' : ''}. */`);
  const parameters = [
    'weight: tf.Tensor',
    'gradient: tf.Tensor',
    ...(memory ? [`slots: ${memory.type('tf.Tensor')}`] : []),
    ...options.map(([parameter]) => parameter),
  ];
  const result = `{ weight: tf.Tensor${memory ? `; slots: ${memory.type('tf.Tensor')}` : ''} }`;
  w.block(`function update(${parameters.join(', ')}): ${result} {`, () => {
    rule.body.forEach((line) => w.text(line));
    w.line(`return { weight: ${rule.weight}${memory ? `, slots: ${memory.next}` : ''} };`);
  });
}
