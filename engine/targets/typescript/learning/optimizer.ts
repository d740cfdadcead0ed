/**
 * `src/optimizer.ts` of an exported project: the optimizer's rule and what stands around it: clipping, noise, updates that several
 * batches make together, constraints, rates of single layers, averages.
 */
import type { Document } from '../../../graph/document.ts';
import { constraintOf, optimizerOf } from '../../../learn/index.ts';
import type { CheckedGraph } from '../../../passes/check.ts';
import { UserError } from '../../../problems.ts';
import { resolveSettings } from '../../../settings.ts';
import { literal, Writer } from '../../writer.ts';
import { unsupported } from '../unsupported.ts';
import { averageSource, isAveraged } from './averaging.ts';
import { clipSource, noiseSource } from './gradients.ts';
import type { ModelSource } from '../model/model.ts';
import { isScheduled } from './schedule.ts';
import { type Settings, updateRule } from './update.ts';

const UNIT_NORMS = `/** The norm of each unit's weights; a unit is one place along the axis. */
function unitNorms(x: tf.Tensor, axis: number): tf.Tensor {
  const others = x.shape.map((_, i) => i).filter((i) => i !== axis);
  return tf.sqrt(tf.sum(tf.square(x), others.length > 0 ? others : [axis], true));
}
`;

/** What holds a weight, as an expression of it; `axis` is that of the weight's units. A constraint without a row is refused. */
const CONSTRAINTS: Readonly<Record<string, (settings: Settings, axis: number) => string>> = {
  maxNorm: ({ limit }, axis) =>
    `tf.mul(weight, tf.minimum(tf.div(${limit}, tf.maximum(unitNorms(weight, ${axis}), 1e-12)), 1))`,
  nonNegative: () => 'tf.maximum(weight, 0)',
  unitNorm: (_, axis) => `tf.div(weight, tf.maximum(unitNorms(weight, ${axis}), 1e-12))`,
};

/** A weight that learns, as it lies in the exported model. */
interface Learner {
  readonly name: string;
  readonly node: Document['graph']['nodes'][number];
  /** Not a bias, scale or statistic. */
  readonly isWeight: boolean;
  readonly rank: number;
  /** Along which its units lie: what leads to one output. */
  readonly axis: number;
  /** The axes that are the last two in the document: rows and columns of a matrix. */
  readonly matrix: readonly [rows: number, columns: number];
}

function learnersOf({ graph }: Document, checked: CheckedGraph, { weights }: ModelSource): Learner[] {
  const exported = new Map(
    Object.values(weights)
      .flat()
      .map((weight) => [weight.name, weight]),
  );
  return graph.nodes.flatMap((node) =>
    Object.entries(checked.nodes.get(node.id)?.weights ?? {}).flatMap(([own, { role = 'weight', shape }]) => {
      const name = `${node.label ?? node.id}.${own}`;
      const { transpose = shape.map((_, i) => i) } = exported.get(name) ?? {};
      const at = (axis: number) => transpose.indexOf(axis);
      return role === 'state' || node.frozen
        ? []
        : [
            {
              name,
              node,
              isWeight: role === 'weight',
              rank: shape.length,
              axis: at(0),
              matrix: [at(shape.length - 2), at(shape.length - 1)] as const,
            },
          ];
    }),
  );
}

/** A pattern for the weights that are spared, by the ends of their names where those tell them apart, else by their whole names. */
function patternOf(learners: readonly Learner[], spared: (learner: Learner) => boolean): string {
  const end = ({ name }: Learner) => name.slice(name.lastIndexOf('.') + 1);
  const others = new Set(learners.filter((learner) => !spared(learner)).map(end));
  const escaped = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const [short, whole] = [new Set<string>(), [] as string[]];
  for (const learner of learners.filter(spared))
    if (others.has(end(learner))) whole.push(`^${escaped(learner.name)}$`);
    else short.add(escaped(end(learner)));
  return `/${[...(short.size === 0 ? [] : [short.size === 1 ? `\\.${[...short][0]}$` : `\\.(${[...short].join('|')})$`]), ...whole].join('|')}/`;
}

export function optimizerSource(document: Document, checked: CheckedGraph, source: ModelSource): string {
  const { training, graph } = document;
  const { type, settings: given } = training.optimizer;
  const { accumulation, clipping, gradientNoise, averaging } = training;
  const optimizer = optimizerOf(type);
  const settings = optimizer && (resolveSettings(optimizer.settings, given).settings as Settings);
  const learners = learnersOf(document, checked, source);
  const scheduled = isScheduled(training);
  const averaged = isAveraged(training);
  const noisy = gradientNoise.deviation > 0;
  const ownRates = learners.filter(({ node: { learningRate = 1 } }) => learningRate !== 1);
  const sparing =
    training.weightDecayOn === 'weights' &&
    Number(settings?.weightDecay ?? 0) > 0 &&
    learners.some(({ isWeight }) => !isWeight);
  const constrained = learners.filter(({ node, isWeight }) => isWeight && node.constraint !== undefined);
  const adaptive = clipping.type === 'adaptive';
  const elsewhere = adaptive ? learners.filter(({ axis, rank }) => axis !== rank - 1) : [];
  // rows and columns may change places: what is remembered of both makes no difference between them
  const turned =
    type === 'adafactor' ? learners.filter(({ matrix, rank }) => rank > 1 && Math.min(...matrix) < rank - 2) : [];
  const varying = scheduled || ownRates.length > 0;
  const rule =
    optimizer &&
    updateRule(optimizer, settings!, { learningRate: varying, weightDecay: sparing, axes: turned.length > 0 });
  if (!rule) throw new UserError(unsupported(`the optimizer ${optimizer?.title ?? type}`));
  const { memory } = rule;
  const stepped = rule.stepped || averaged || (noisy && gradientNoise.decay > 0);

  // an option is a number that update() takes, and what it is called with
  const rate = `${scheduled ? 'this.learningRate' : 'LEARNING_RATE'}${ownRates.length > 0 ? ' * (RATES[name] ?? 1)' : ''}`;
  const options: readonly (readonly [parameter: string, value: string])[] = [
    ...(rule.stepped ? [['step: number', 'this.#step'] as const] : []),
    ...(varying ? [['learningRate: number', rate] as const] : []),
    ...(sparing ? [['weightDecay: number', `UNDECAYED.test(name) ? 0 : ${settings!.weightDecay}`] as const] : []),
    ...(turned.length > 0 ? [['axes: Axes', 'MATRICES[name] ?? [-2, -1]'] as const] : []),
  ];
  const byName = ownRates.length > 0 || sparing || constrained.length > 0 || turned.length > 0;
  const named = byName || elsewhere.length > 0;

  const table = (entries: readonly (readonly [name: string, value: string])[]) =>
    entries.forEach(([name, value]) => w.line(`${literal(name)}: ${value},`));
  const w = new Writer()
    .line(`/** ${optimizer.title}: ${optimizer.doc} */`)
    .line("import * as tf from '@tensorflow/tfjs';");
  if (named) w.line("import { WEIGHT_NAMES } from './model.ts';");
  w.line();
  if (!scheduled) w.line(`const LEARNING_RATE = ${training.learningRate};`);
  if (accumulation > 1)
    w.line('/** Batches whose mean gradient makes one update. */').line(`const ACCUMULATION = ${accumulation};`);
  if (ownRates.length > 0)
    w.line().block(
      "/** What the learning rate of a weight is to the others'. */\nconst RATES: Readonly<Record<string, number>> = {",
      () => table(ownRates.map(({ name, node }) => [name, String(node.learningRate)])),
      '};',
    );
  if (sparing)
    w.line()
      .line('/** Biases and scales, which do not decay. */')
      .line(`const UNDECAYED = ${patternOf(learners, ({ isWeight }) => !isWeight)};`);
  if (memory) w.line().text(memory.doc);
  if (elsewhere.length > 0)
    w.line().block(
      '/** Where the units of a weight do not lie along its last axis. */\nconst UNIT_AXES: Readonly<Record<string, number>> = {',
      () => table(elsewhere.map(({ name, axis }) => [name, String(axis)])),
      '};',
    );
  if (turned.length > 0) {
    w.line().line('type Axes = readonly [rows: number, columns: number];');
    w.block(
      '/** Where the rows and columns of a weight are not its last two axes. */\nconst MATRICES: Readonly<Record<string, Axes>> = {',
      () => table(turned.map(({ name, matrix }) => [name, literal(matrix)])),
      '};',
    );
  }
  if (adaptive || constrained.some(({ node }) => constraintText(node, 0).includes('unitNorms(')))
    w.line().text(UNIT_NORMS);
  if (constrained.length > 0)
    w.line().block(
      '/** What a weight is held to after each step. */\nconst CONSTRAINTS: Readonly<Record<string, (weight: tf.Tensor) => tf.Tensor>> = {',
      () => table(constrained.map(({ name, node, axis }) => [name, `(weight) => ${constraintText(node, axis)}`])),
      '};',
    );
  for (const text of rule.head) w.line().text(text);
  w.line().line(`/** The next value of a weight${memory ? ' and of what is remembered of it' : ''}. */`);
  const parameters = [
    'weight: tf.Tensor',
    'gradient: tf.Tensor',
    ...(memory ? [`slots: ${memory.type('tf.Tensor')}`] : []),
    ...options.map(([parameter]) => parameter),
  ];
  w.block(
    `function update(${parameters.join(', ')}): { weight: tf.Tensor${memory ? `; slots: ${memory.type('tf.Tensor')}` : ''} } {`,
    () => {
      rule.body.forEach((line) => w.text(line));
      w.line(`return { weight: ${rule.weight}${memory ? `, slots: ${memory.next}` : ''} };`);
    },
  );
  for (const text of [
    clipSource(clipping, elsewhere.length > 0),
    noiseSource(gradientNoise),
    averaged ? averageSource(averaging) : '',
  ])
    if (text !== '') w.line().text(text);

  w.line().block('export class Optimizer {', () => {
    if (scheduled) w.line('/** Of the next step. */').line(`learningRate = ${training.learningRate};`);
    w.line('readonly #weights: readonly tf.LayerVariable[];');
    if (named) w.line('/** Their names in `weights.safetensors`. */').line('readonly #names: readonly string[];');
    if (stepped) w.line('#step = 0;');
    if (memory) w.line(`readonly #slots: readonly ${memory.type('tf.Variable')}[];`);
    if (averaged) w.line('readonly #averages: readonly tf.Variable[];');
    if (accumulation > 1) w.line('#batches = 0;').line('readonly #sums: readonly tf.Variable[];');
    w.line().block('constructor(model: tf.LayersModel) {', () => {
      w.line('this.#weights = model.trainableWeights;');
      if (named) {
        w.line(
          'const names = new Map(Object.entries(WEIGHT_NAMES).flatMap(([layer, list]) => model.getLayer(layer).weights.map((weight, i) => [weight.name, list[i]!] as const)));',
        );
        w.line('this.#names = this.#weights.map((weight) => names.get(weight.name)!);');
      }
      if (memory) {
        memory.making.forEach((text) => w.text(text));
        w.line(`this.#slots = this.#weights.map(({ shape }${turned.length > 0 ? ', i' : ''}) => ${memory.first});`);
      }
      if (averaged)
        w.line('this.#averages = this.#weights.map((weight) => tf.variable(tf.zerosLike(weight.read()), false));');
      if (accumulation > 1)
        w.line('this.#sums = this.#weights.map((weight) => tf.variable(tf.zerosLike(weight.read()), false));');
    });
    const moved = (gradients: string) => {
      let given = gradients;
      if (clipping.type !== 'none') {
        w.line(
          `const clipped = clip(${[given, ...(adaptive ? ['this.#weights'] : []), ...(elsewhere.length > 0 ? ['this.#names'] : [])].join(', ')});`,
        );
        given = 'clipped';
      }
      if (noisy) {
        w.line(`const noisy = addNoise(${given}${gradientNoise.decay > 0 ? ', this.#step' : ''});`);
        given = 'noisy';
      }
      if (averaged) w.line('const part = share(this.#step);');
      w.block(
        'this.#weights.forEach((weight, i) => {',
        () => {
          if (byName) w.line('const name = this.#names[i]!;');
          if (memory) w.line('const slots = this.#slots[i]!;');
          w.line(
            `const next = update(${['weight.read()', `${given}[i]!`, ...(memory ? ['slots'] : []), ...options.map(([, value]) => value)].join(', ')});`,
          );
          const value = constrained.length > 0 ? 'CONSTRAINTS[name]?.(next.weight) ?? next.weight' : 'next.weight';
          if (averaged && constrained.length > 0) w.line(`const held = ${value};`);
          w.line(`weight.write(${averaged && constrained.length > 0 ? 'held' : value});`);
          memory?.keep.forEach((line) => w.line(line));
          if (averaged) {
            w.line('const average = this.#averages[i]!;');
            w.line(
              `average.assign(tf.add(tf.mul(average, 1 - part), tf.mul(${constrained.length > 0 ? 'held' : value}, part)));`,
            );
          }
        },
        '});',
      );
    };
    if (accumulation > 1) {
      w.line().line(`/** Adds up the gradients of a batch; after ${accumulation} of them all weights move. */`);
      w.block('step(gradients: tf.NamedTensorMap): void {', () => {
        w.block(
          'tf.tidy(() => {',
          () => {
            w.block(
              'this.#weights.forEach(({ name }, i) => {',
              () => {
                w.line('const gradient = gradients[name];');
                w.line('if (gradient) this.#sums[i]!.assign(tf.add(this.#sums[i]!, tf.div(gradient, ACCUMULATION)));');
              },
              '});',
            );
            w.line('if (++this.#batches % ACCUMULATION !== 0) return;');
            w.line('this.#update(this.#sums);');
            w.line('for (const sum of this.#sums) sum.assign(tf.zerosLike(sum));');
          },
          '});',
        );
      });
      w.line().line('/** Moves every weight by its gradient. */');
      w.block('#update(gradients: readonly tf.Tensor[]): void {', () => {
        if (stepped) w.line('this.#step++;');
        moved('gradients');
      });
    } else {
      w.line().line('/** Takes one step: moves every weight by its gradient. */');
      w.block('step(gradients: tf.NamedTensorMap): void {', () => {
        if (stepped) w.line('this.#step++;');
        w.block(
          'tf.tidy(() => {',
          () => {
            w.line('const own = this.#weights.map((weight) => gradients[weight.name] ?? tf.zerosLike(weight.read()));');
            moved('own');
          },
          '});',
        );
      });
    }
    if (!averaged) return;
    w.line().line('/** Exchanges the weights with their averages: for judging and keeping these, and back again. */');
    w.block('swapAverages(): void {', () => {
      w.block(
        'tf.tidy(() => {',
        () => {
          w.block(
            'this.#weights.forEach((weight, i) => {',
            () => {
              w.line('const own = tf.clone(weight.read());')
                .line('weight.write(this.#averages[i]!);')
                .line('this.#averages[i]!.assign(own);');
            },
            '});',
          );
        },
        '});',
      );
    });
  });
  return w.toString();

  function constraintText(node: (typeof graph.nodes)[number], axis: number): string {
    const { type: id, settings: own } = node.constraint!;
    const rule = constraintOf(id);
    const make = CONSTRAINTS[id];
    if (!rule || !make) throw new UserError(unsupported(`the constraint ${rule?.title ?? id}`));
    return make(resolveSettings(rule.settings, own).settings as Settings, axis);
  }
}
