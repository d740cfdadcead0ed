/**
 * `src/optimizer.ts` of an exported project: the optimizer's rule, printed from the program that the engine trains with, and what
 * stands around it: clipping, updates that several batches make together, constraints, rates of single layers.
 */
import type { Document } from '../../graph/document.ts';
import { Builder } from '../../ir/builder.ts';
import { constraintOf, optimizerOf } from '../../learn/index.ts';
import type { CheckedGraph } from '../../passes/check.ts';
import { problem, UserError } from '../../problems.ts';
import { resolveSettings } from '../../settings.ts';
import { literal, Writer } from '../writer.ts';
import type { ModelSource } from './model.ts';
import { helpersFor } from './primitives.ts';
import { BATCH, type Names, printEquations } from './print.ts';
import { isScheduled } from './schedule.ts';

type Settings = Readonly<Record<string, unknown>>;

/** What of the training the project would leave out; writing it without a word would give other numbers. */
export function unwrittenLearning({ graph, training: { averaging, gradientNoise } }: Document): string[] {
  const found: readonly (readonly [boolean, string])[] = [
    [averaging.type !== 'none', 'averages of the weights'],
    [gradientNoise.deviation > 0, 'noise on the gradients'],
    [graph.nodes.some(({ shares }) => shares !== undefined), 'layers that share weights'],
  ];
  return found.flatMap(([is, what]) => (is ? [what] : []));
}

/** The numbers that change from step to step, as expressions of `step`, the learning rate and the weight decay: what the engine feeds its update with. */
interface StepNumbers {
  readonly scalars: Readonly<Record<string, string>>;
  /** What they call. */
  readonly before?: string;
}
const keep = (rate: string, decay: string): Readonly<Record<string, string>> => (decay === '0' ? {} : { keep: `1 - ${rate} * ${decay}` });
const root = (beta2: unknown) => `1 / Math.sqrt(1 - ${beta2} ** step)`;

/** By optimizer; one without a row is refused. */
const STEP_NUMBERS: Readonly<Record<string, (settings: Settings, rate: string, decay: string) => StepNumbers>> = {
  sgd: ({ momentum, nesterov, dampening }, rate) => ({
    scalars: { rate, ...(Number(dampening) > 0 && Number(momentum) > 0 && !nesterov && { fresh: `step === 1 ? 1 : 1 - ${dampening}` }) },
  }),
  adagrad: ({ rateDecay }, rate) => ({ scalars: { rate: rateDecay === 0 ? rate : `${rate} / (1 + (step - 1) * ${rateDecay})` } }),
  adadelta: (_, rate) => ({ scalars: { rate } }),
  rmsprop: (_, rate) => ({ scalars: { rate } }),
  adam: ({ beta1, beta2 }, rate) => ({ scalars: { rate: `${rate} / (1 - ${beta1} ** step)`, root: root(beta2) } }),
  adamW: ({ beta1, beta2 }, rate, decay) => ({ scalars: { rate: `${rate} / (1 - ${beta1} ** step)`, root: root(beta2), ...keep(rate, decay) } }),
  adamax: ({ beta1 }, rate) => ({ scalars: { rate: `${rate} / (1 - ${beta1} ** step)` } }),
  lion: (_, rate, decay) => ({ scalars: { rate, ...keep(rate, decay) } }),
  lamb: ({ beta1, beta2 }, rate) => ({ scalars: { rate, first: `1 / (1 - ${beta1} ** step)`, root: root(beta2) } }),
  nAdam: ({ beta1, beta2, fade }, rate) => ({
    before: `/** The momentum grows to ${beta1}. */
const momentumAt = (step: number): number => ${beta1} * (1 - 0.5 * 0.96 ** (step * ${fade}));

/** The products of the momenta up to each step. */
const products = [1];
function productAt(step: number): number {
  while (products.length <= step) products.push(products.at(-1)! * momentumAt(products.length));
  return products[step]!;
}
`,
    scalars: {
      fresh: `(${rate} * (1 - momentumAt(step))) / (1 - productAt(step))`,
      rate: `(${rate} * momentumAt(step + 1)) / (1 - productAt(step + 1))`,
      root: root(beta2),
    },
  }),
  rAdam: ({ beta1, beta2 }, rate) => ({
    before: `/** How far the size of the gradient can be trusted; 0 while too little of it was seen. */
function trustAt(step: number): number {
  const most = 2 / (1 - ${beta2}) - 1;
  const seen = most - (2 * step * ${beta2} ** step) / (1 - ${beta2} ** step);
  return seen <= 5 ? 0 : Math.sqrt(((seen - 4) * (seen - 2) * most) / ((most - 4) * (most - 2) * seen));
}
`,
    scalars: {
      trust: 'trustAt(step)',
      plain: `trust === 0 ? ${rate} / (1 - ${beta1} ** step) : 0`,
      rate: `(trust * ${rate} * Math.sqrt(1 - ${beta2} ** step)) / (1 - ${beta1} ** step)`,
    },
  }),
};

const UNIT_NORMS = `/** The norm of each unit's weights; a unit is one place along the axis. */
function unitNorms(x: tf.Tensor, axis: number): tf.Tensor {
  const others = x.shape.map((_, i) => i).filter((i) => i !== axis);
  return tf.sqrt(tf.sum(tf.square(x), others.length > 0 ? others : [axis], true));
}
`;

/** What holds a weight, as an expression of it; `axis` is that of the weight's units. A constraint without a row is refused. */
const CONSTRAINTS: Readonly<Record<string, (settings: Settings, axis: number) => string>> = {
  maxNorm: ({ limit }, axis) => `tf.mul(weight, tf.minimum(tf.div(${limit}, tf.maximum(unitNorms(weight, ${axis}), 1e-12)), 1))`,
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
}

function learnersOf({ graph }: Document, checked: CheckedGraph, { weights }: ModelSource): Learner[] {
  const exported = new Map(Object.values(weights).flat().map((weight) => [weight.name, weight]));
  return graph.nodes.flatMap((node) =>
    Object.entries(checked.nodes.get(node.id)?.weights ?? {}).flatMap(([own, { role = 'weight', shape }]) => {
      const name = `${node.label ?? node.id}.${own}`;
      const { transpose } = exported.get(name) ?? {};
      return role === 'state' || node.frozen ? [] : [{ name, node, isWeight: role === 'weight', rank: shape.length, axis: transpose ? transpose.indexOf(0) : 0 }];
    }),
  );
}

/** A pattern for the weights that are spared, by the ends of their names where those tell them apart, else by their whole names. */
function patternOf(learners: readonly Learner[], spared: (learner: Learner) => boolean): string {
  const end = ({ name }: Learner) => name.slice(name.lastIndexOf('.') + 1);
  const others = new Set(learners.filter((learner) => !spared(learner)).map(end));
  const escaped = (text: string) => text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
  const [short, whole] = [new Set<string>(), [] as string[]];
  for (const learner of learners.filter(spared)) if (others.has(end(learner))) whole.push(`^${escaped(learner.name)}$`); else short.add(escaped(end(learner)));
  return `/${[...(short.size === 0 ? [] : [short.size === 1 ? `\\.${[...short][0]}$` : `\\.(${[...short].join('|')})$`]), ...whole].join('|')}/`;
}

/** Stands for the weight decay in the program of an update that not all weights decay by. */
const DECAY = 0.9876543219876543;

export function optimizerSource(document: Document, checked: CheckedGraph, source: ModelSource): string {
  const { training, graph } = document;
  const { type, settings: given } = training.optimizer;
  const { accumulation, clipping } = training;
  const optimizer = optimizerOf(type);
  const rows = STEP_NUMBERS[type];
  if (!optimizer || !rows) throw new UserError(problem('export-unsupported', { target: 'TypeScript', what: `the optimizer ${optimizer?.title ?? type}` }));
  const settings = resolveSettings(optimizer.settings, given).settings as Settings;
  const learners = learnersOf(document, checked, source);
  const scheduled = isScheduled(training);
  const ownRates = learners.filter(({ node: { learningRate = 1 } }) => learningRate !== 1);
  const sparing = training.weightDecayOn === 'weights' && Number(settings.weightDecay ?? 0) > 0 && learners.some(({ isWeight }) => !isWeight);
  const constrained = learners.filter(({ node, isWeight }) => isWeight && node.constraint !== undefined);

  const varying = scheduled || ownRates.length > 0;
  const decay = sparing ? 'weightDecay' : String(settings.weightDecay ?? 0);
  const { scalars: scalarTexts, before } = rows(settings, varying ? 'learningRate' : 'LEARNING_RATE', decay);
  const slotSpecs = optimizer.slots(settings as never, [BATCH]);
  const slotNames = slotSpecs.map(({ name }) => name);
  const b = new Builder();
  const input = (name: string, shape: readonly number[]) => b.input(name, 'float32', shape);
  const [weight, gradient] = [input('weight', [BATCH]), input('gradient', [BATCH])];
  const slots = Object.fromEntries(slotNames.map((name) => [name, input(`slot ${name}`, [BATCH])]));
  const scalars = Object.fromEntries(Object.keys(scalarTexts).map((name) => [name, input(`scalar ${name}`, [])]));
  const next = optimizer.update(b, { weight, gradient, slots, scalars }, (sparing ? { ...settings, weightDecay: DECAY } : settings) as never);
  const names: Names = new Map([[weight, 'weight'], [gradient, 'gradient'], ...slotNames.map((name) => [slots[name]!, `slots.${name}`] as const), ...Object.entries(scalars).map(([name, value]) => [value, name] as const)]);
  for (const { prim, params, outputs } of b.equations) if (prim === 'fill' && params.value === DECAY) names.set(outputs[0]!, 'weightDecay');
  const lines = printEquations(b.equations, names, [...slotNames.map((name) => next.slots[name]!), next.weight], ['weight', 'gradient', 'slots', 'step', 'learningRate', 'weightDecay', ...Object.keys(scalarTexts)]);
  const stepped = [...Object.values(scalarTexts), before ?? ''].some((text) => /\bstep\b/.test(text));
  const remembers = slotNames.length > 0;

  // an option is a number that update() takes, and what it is called with
  const rate = `${scheduled ? 'this.learningRate' : 'LEARNING_RATE'}${ownRates.length > 0 ? ' * (RATES[name] ?? 1)' : ''}`;
  const options: [name: string, value: string][] = [...(stepped ? [['step', 'this.#step'] as [string, string]] : []), ...(varying ? [['learningRate', rate] as [string, string]] : []), ...(sparing ? [['weightDecay', `UNDECAYED.test(name) ? 0 : ${settings.weightDecay}`] as [string, string]] : [])];
  const adaptive = clipping.type === 'adaptive';
  const elsewhere = adaptive ? learners.filter(({ axis, rank }) => axis !== rank - 1) : [];
  const named = ownRates.length > 0 || sparing || constrained.length > 0 || elsewhere.length > 0;

  const table = (entries: readonly (readonly [name: string, value: string])[]) => entries.forEach(([name, value]) => w.line(`${literal(name)}: ${value},`));
  const body = lines.join('\n');
  const w = new Writer().line(`/** ${optimizer.title}: ${optimizer.doc} */`).line("import * as tf from '@tensorflow/tfjs';");
  if (named) w.line("import { WEIGHT_NAMES } from './model.ts';");
  w.line();
  if (!scheduled) w.line(`const LEARNING_RATE = ${training.learningRate};`);
  if (accumulation > 1) w.line('/** Batches whose mean gradient makes one update. */').line(`const ACCUMULATION = ${accumulation};`);
  if (ownRates.length > 0) w.line().block("/** What the learning rate of a weight is to the others'. */\nconst RATES: Readonly<Record<string, number>> = {", () => table(ownRates.map(({ name, node }) => [name, String(node.learningRate)])), '};');
  if (sparing) w.line().line('/** Biases and scales, which do not decay. */').line(`const UNDECAYED = ${patternOf(learners, ({ isWeight }) => !isWeight)};`);
  if (remembers) {
    w.line().line('/** What is remembered of each weight, and the value that it starts with. */');
    w.line(`const START = ${literal(Object.fromEntries(slotSpecs.map(({ name, start }) => [name, start])))};`);
    w.line('type Slot = keyof typeof START;');
  }
  if (elsewhere.length > 0) w.line().block('/** Where the units of a weight do not lie along its last axis. */\nconst UNIT_AXES: Readonly<Record<string, number>> = {', () => table(elsewhere.map(({ name, axis }) => [name, String(axis)])), '};');
  for (const helper of helpersFor(body)) w.line().text(helper);
  if (adaptive || constrained.some(({ node }) => constraintText(node, 0).includes('unitNorms('))) w.line().text(UNIT_NORMS);
  if (constrained.length > 0)
    w.line().block('/** What a weight is held to after each step. */\nconst CONSTRAINTS: Readonly<Record<string, (weight: tf.Tensor) => tf.Tensor>> = {', () => table(constrained.map(({ name, node, axis }) => [name, `(weight) => ${constraintText(node, axis)}`])), '};');
  if (before) w.line().text(before);
  w.line().line(`/** The next value of a weight${remembers ? ' and of what is remembered of it' : ''}. */`);
  const parameters = ['weight: tf.Tensor', 'gradient: tf.Tensor', ...(remembers ? ['slots: Record<Slot, tf.Tensor>'] : []), ...options.map(([name]) => `${name}: number`)];
  w.block(`function update(${parameters.join(', ')}): { weight: tf.Tensor${remembers ? '; slots: Record<Slot, tf.Tensor>' : ''} } {`, () => {
    for (const [name, text] of Object.entries(scalarTexts)) if (name !== text) w.line(`const ${name} = ${text};`);
    lines.forEach((line) => w.text(line));
    const list = slotNames.map((name) => `${name}: ${names.get(next.slots[name]!)}`).join(', ');
    w.line(`return { weight: ${names.get(next.weight)}${remembers ? `, slots: { ${list} }` : ''} };`);
  });
  const clip = clipSource(clipping, elsewhere.length > 0);
  if (clip !== '') w.line().text(clip);
  w.line().block('export class Optimizer {', () => {
    if (scheduled) w.line('/** Of the next step. */').line(`learningRate = ${training.learningRate};`);
    w.line('readonly #weights: readonly tf.LayerVariable[];');
    if (named) w.line('/** Their names in `weights.safetensors`. */').line('readonly #names: readonly string[];');
    if (stepped) w.line('#step = 0;');
    if (remembers) w.line('readonly #slots: readonly Record<Slot, tf.Variable>[];');
    if (accumulation > 1) w.line('#batches = 0;').line('readonly #sums: readonly tf.Variable[];');
    w.line().block('constructor(model: tf.LayersModel) {', () => {
      w.line('this.#weights = model.trainableWeights;');
      if (named) {
        w.line('const names = new Map(Object.entries(WEIGHT_NAMES).flatMap(([layer, list]) => model.getLayer(layer).weights.map((weight, i) => [weight.name, list[i]!] as const)));');
        w.line('this.#names = this.#weights.map((weight) => names.get(weight.name)!);');
      }
      if (remembers) {
        w.line('const make = (shape: tf.Shape, slot: Slot) => tf.variable(tf.fill(shape as number[], START[slot]), false);');
        w.line(`this.#slots = this.#weights.map(({ shape }) => ({ ${slotNames.map((name) => `${name}: make(shape, '${name}')`).join(', ')} }));`);
      }
      if (accumulation > 1) w.line('this.#sums = this.#weights.map((weight) => tf.variable(tf.zerosLike(weight.read()), false));');
    });
    const moved = (gradients: string) => {
      const clipped = clipping.type === 'none' ? gradients : 'clipped';
      if (clipped === 'clipped') w.line(`const clipped = clip(${[gradients, ...(adaptive ? ['this.#weights'] : []), ...(elsewhere.length > 0 ? ['this.#names'] : [])].join(', ')});`);
      w.block('this.#weights.forEach((weight, i) => {', () => {
        if (ownRates.length > 0 || sparing || constrained.length > 0) w.line('const name = this.#names[i]!;');
        if (remembers) w.line('const slots = this.#slots[i]!;');
        w.line(`const next = update(${['weight.read()', `${clipped}[i]!`, ...(remembers ? ['slots'] : []), ...options.map(([, value]) => value)].join(', ')});`);
        w.line(constrained.length > 0 ? 'weight.write(CONSTRAINTS[name]?.(next.weight) ?? next.weight);' : 'weight.write(next.weight);');
        for (const name of slotNames) w.line(`slots.${name}.assign(next.slots.${name});`);
      }, '});');
    };
    if (accumulation > 1) {
      w.line().line(`/** Adds up the gradients of a batch; after ${accumulation} of them all weights move. */`);
      w.block('step(gradients: tf.NamedTensorMap): void {', () => {
        w.block('tf.tidy(() => {', () => {
          w.block('this.#weights.forEach(({ name }, i) => {', () => {
            w.line('const gradient = gradients[name];');
            w.line('if (gradient) this.#sums[i]!.assign(tf.add(this.#sums[i]!, tf.div(gradient, ACCUMULATION)));');
          }, '});');
          w.line('if (++this.#batches % ACCUMULATION !== 0) return;');
          w.line('this.#update(this.#sums);');
          w.line('for (const sum of this.#sums) sum.assign(tf.zerosLike(sum));');
        }, '});');
      });
      w.line().line('/** Moves every weight by its gradient. */');
      w.block('#update(gradients: readonly tf.Tensor[]): void {', () => {
        if (stepped) w.line('this.#step++;');
        moved('gradients');
      });
      return;
    }
    w.line().line('/** Takes one step: moves every weight by its gradient. */');
    w.block('step(gradients: tf.NamedTensorMap): void {', () => {
      if (stepped) w.line('this.#step++;');
      w.block('tf.tidy(() => {', () => {
        w.line('const own = this.#weights.map((weight) => gradients[weight.name] ?? tf.zerosLike(weight.read()));');
        moved('own');
      }, '});');
    });
  });
  return w.toString();

  function constraintText(node: (typeof graph.nodes)[number], axis: number): string {
    const { type: id, settings: own } = node.constraint!;
    const rule = constraintOf(id);
    const make = CONSTRAINTS[id];
    if (!rule || !make) throw new UserError(problem('export-unsupported', { target: 'TypeScript', what: `the constraint ${rule?.title ?? id}` }));
    return make(resolveSettings(rule.settings, own).settings as Settings, axis);
  }
}

function clipSource({ type, threshold }: Document['training']['clipping'], named: boolean): string {
  switch (type) {
    case 'none':
      return '';
    case 'value':
      return `/** Keeps every element of the gradients between -${threshold} and ${threshold}. */
const clip = (gradients: readonly tf.Tensor[]): tf.Tensor[] => gradients.map((gradient) => tf.clipByValue(gradient, -${threshold}, ${threshold}));`;
    case 'norm':
      return `/** Scales each gradient down where its norm is above ${threshold}. */
const clip = (gradients: readonly tf.Tensor[]): tf.Tensor[] =>
  gradients.map((gradient) => tf.mul(gradient, tf.minimum(tf.div(${threshold}, tf.add(tf.sqrt(tf.sum(tf.square(gradient))), 1e-6)), 1)));`;
    case 'globalNorm':
      return `/** Scales all gradients down together where their norm is above ${threshold} (Pascanu et al. 2013). */
function clip(gradients: readonly tf.Tensor[]): tf.Tensor[] {
  const norm = tf.sqrt(tf.addN(gradients.map((gradient) => tf.sum(tf.square(gradient)))));
  const factor = tf.minimum(tf.div(${threshold}, tf.add(norm, 1e-6)), 1);
  return gradients.map((gradient) => tf.mul(gradient, factor));
}`;
    case 'adaptive':
      return `/** Scales the gradient of each unit down where its norm is above ${threshold} of that of the unit's weights (Brock et al. 2021). */
function clip(gradients: readonly tf.Tensor[], weights: readonly tf.LayerVariable[]${named ? ', names: readonly string[]' : ''}): tf.Tensor[] {
  return gradients.map((gradient, i) => {
    const axis = ${named ? 'UNIT_AXES[names[i]!] ?? gradient.rank - 1' : 'gradient.rank - 1'};
    const most = tf.mul(tf.maximum(unitNorms(weights[i]!.read(), axis), 1e-3), ${threshold});
    return tf.mul(gradient, tf.minimum(tf.div(most, tf.maximum(unitNorms(gradient, axis), 1e-6)), 1));
  });
}`;
  }
}
