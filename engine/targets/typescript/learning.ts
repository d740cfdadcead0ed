/** `src/losses.ts` and `src/optimizer.ts` of an exported project, printed from the same programs that the engine trains with. */
import type { Document } from '../../graph/document.ts';
import { Builder } from '../../ir/builder.ts';
import { lossOf, optimizerOf } from '../../learn/index.ts';
import type { CheckedGraph } from '../../passes/check.ts';
import { judgedOutput, type TargetTypes } from '../../passes/compile.ts';
import { problem, UserError } from '../../problems.ts';
import { resolveSettings } from '../../settings.ts';
import type { TensorType } from '../../types/tensor.ts';
import { literal, Writer } from '../writer.ts';
import type { ModelSource } from './model.ts';
import { helpersFor } from './primitives.ts';
import { BATCH, type Names, printEquations } from './print.ts';

/** What of the training the project would leave out; writing it without a word would give other numbers. */
export function unwrittenLearning({ graph, training: { schedule, warmUp, clipping, accumulation, weightDecayOn, averaging, gradientNoise } }: Document): string[] {
  const found: readonly (readonly [boolean, string])[] = [
    [schedule.type !== 'constant' || warmUp > 0, 'a learning rate that changes while training goes on'],
    [clipping.type === 'norm' || clipping.type === 'adaptive', 'clipping of each weight by itself'],
    [accumulation > 1, 'updates that several steps make together'],
    [averaging.type !== 'none', 'averages of the weights'],
    [gradientNoise.deviation > 0, 'noise on the gradients'],
    [weightDecayOn !== 'all', 'weight decay that leaves biases out'],
    [graph.nodes.some(({ learningRate = 1 }) => learningRate !== 1), 'layers with a learning rate of their own'],
    [graph.nodes.some(({ constraint }) => constraint !== undefined), 'constraints on weights'],
    [graph.nodes.some(({ shares }) => shares !== undefined), 'layers that share weights'],
  ];
  return found.flatMap(([is, what]) => (is ? [what] : []));
}

const numbers = ({ shape }: TensorType) => shape.map((dim) => (dim === 'N' ? BATCH : dim));

/** A loss as a function of its prediction and target. */
function lossFunction(name: string, type: string, given: Readonly<Record<string, unknown>>, prediction: TensorType, target: TensorType): string {
  const loss = lossOf(type)!;
  const b = new Builder();
  const [x, t] = [b.input('prediction', prediction.dtype, numbers(prediction)), b.input('target', target.dtype, numbers(target))];
  const result = loss.lower(b, x, t, resolveSettings(loss.settings, given).settings);
  const names: Names = new Map([[x, 'prediction'], [t, 'target']]);
  const lines = printEquations(b.equations, names, [result], ['prediction', 'target']);
  const w = new Writer().line(`/** ${loss.title}. ${loss.doc} */`);
  w.block(`function ${name}(prediction: tf.Tensor, target: tf.Tensor): tf.Tensor {`, () => {
    if (/\bbatch\b/.test([...lines, names.get(result)].join())) w.line('const batch = prediction.shape[0]!;');
    lines.forEach((line) => w.text(line));
    w.line(`return ${names.get(result)};`);
  });
  return w.toString();
}

export function lossesSource(document: Document, checked: CheckedGraph, { outputs }: ModelSource, targetTypes: TargetTypes): string {
  const { losses } = document.training;
  const regularized = document.graph.nodes.some(({ regularization: r }) => r !== undefined && r.l1 + r.l2 > 0);
  const functions = new Map<string, string>();
  const terms = losses.map(({ loss: { type, settings }, target, weight }, i) => {
    const judged = judgedOutput(document, checked, i) as string;
    const make = (name: string) => lossFunction(name, type, settings, checked.nodes.get(judged)!.outputs[0]!, targetTypes[target]!);
    const source = make(type);
    const known = [...functions].find(([name, text]) => name.startsWith(type) && text === make(name));
    const name = known?.[0] ?? (functions.has(type) ? `${type}${functions.size + 1}` : type);
    if (!known) functions.set(name, name === type ? source : make(name));
    const value = `${name}(${outputs.find(({ node }) => node === judged)!.variable}, targets[${literal(target)}])`.replace(/\['([A-Za-z_$][\w$]*)'\]/, '.$1');
    return weight === 1 ? value : `tf.mul(${value}, ${weight})`;
  });
  const used = new Set(losses.map((_, i) => judgedOutput(document, checked, i)));
  const pattern = outputs.map(({ node, variable }) => (used.has(node) ? variable : '')).join(', ').replace(/(, )+$/, '');
  const text = [...functions.values()].join('\n');
  const w = new Writer().line('/** What training makes small. */').line("import * as tf from '@tensorflow/tfjs';").line("import type { Targets } from './data.ts';").line("import type { Outputs } from './model.ts';").line();
  for (const helper of helpersFor(text)) w.text(helper).line();
  w.text(text).line();
  w.line(`/** The mean loss of a batch${regularized ? ', with what the regularizers of the weights add' : ''}. */`);
  w.block(`export function lossOf(${regularized ? 'model: tf.LayersModel' : '_model: tf.LayersModel'}, [${pattern}]: Outputs, targets: Targets): tf.Scalar {`, () => {
    const list = [...terms, ...(regularized ? ['...model.calculateLosses()'] : [])];
    w.line(list.length === 1 ? `return ${list[0]} as tf.Scalar;` : `return tf.addN([${list.join(', ')}]) as tf.Scalar;`);
  });
  return w.toString();
}

/** The numbers that change from step to step, as expressions of \`step\`: what the engine feeds its update with. Optimizers without a row are refused. */
const keep = (weightDecay: unknown): Readonly<Record<string, string>> => (Number(weightDecay) > 0 ? { keep: `1 - LEARNING_RATE * ${weightDecay}` } : {});
const SCALARS: Readonly<Record<string, (settings: Readonly<Record<string, unknown>>) => Readonly<Record<string, string>>>> = {
  sgd: ({ momentum, nesterov, dampening }) => ({
    rate: 'LEARNING_RATE',
    ...(Number(dampening) > 0 && Number(momentum) > 0 && !nesterov && { fresh: `step === 1 ? 1 : 1 - ${dampening}` }),
  }),
  adagrad: ({ rateDecay }) => ({ rate: rateDecay === 0 ? 'LEARNING_RATE' : `LEARNING_RATE / (1 + (step - 1) * ${rateDecay})` }),
  adadelta: () => ({ rate: 'LEARNING_RATE' }),
  rmsprop: () => ({ rate: 'LEARNING_RATE' }),
  adam: ({ beta1, beta2 }) => ({ rate: `LEARNING_RATE / (1 - ${beta1} ** step)`, root: `1 / Math.sqrt(1 - ${beta2} ** step)` }),
  adamW: ({ beta1, beta2, weightDecay }) => ({ rate: `LEARNING_RATE / (1 - ${beta1} ** step)`, root: `1 / Math.sqrt(1 - ${beta2} ** step)`, ...keep(weightDecay) }),
  adamax: ({ beta1 }) => ({ rate: `LEARNING_RATE / (1 - ${beta1} ** step)` }),
  lion: ({ weightDecay }) => ({ rate: 'LEARNING_RATE', ...keep(weightDecay) }),
};

export function optimizerSource({ training }: Document): string {
  const { type, settings: given } = training.optimizer;
  const optimizer = optimizerOf(type);
  if (!optimizer || !SCALARS[type]) throw new UserError(problem('export-unsupported', { target: 'TypeScript', what: `the optimizer ${type}` }));
  const { settings } = resolveSettings(optimizer.settings, given);
  const scalarTexts = SCALARS[type](settings);
  const slotSpecs = optimizer.slots(settings, [BATCH]);
  const slotNames = slotSpecs.map(({ name }) => name);
  const b = new Builder();
  const input = (name: string, shape: readonly number[]) => b.input(name, 'float32', shape);
  const [weight, gradient] = [input('weight', [BATCH]), input('gradient', [BATCH])];
  const slots = Object.fromEntries(slotNames.map((name) => [name, input(`slot ${name}`, [BATCH])]));
  const scalars = Object.fromEntries(Object.keys(scalarTexts).map((name) => [name, input(`scalar ${name}`, [])]));
  const next = optimizer.update(b, { weight, gradient, slots, scalars }, settings);
  const names: Names = new Map([[weight, 'weight'], [gradient, 'gradient'], ...slotNames.map((name) => [slots[name]!, `slots.${name}`] as const), ...Object.entries(scalars).map(([name, value]) => [value, name] as const)]);
  const taken = ['weight', 'gradient', 'slots', 'step', ...Object.keys(scalars)];
  const lines = printEquations(b.equations, names, [...slotNames.map((name) => next.slots[name]!), next.weight], taken);

  const w = new Writer().line(`/** ${optimizer.title}: ${optimizer.doc} */`).line("import * as tf from '@tensorflow/tfjs';").line();
  w.line(`const LEARNING_RATE = ${training.learningRate};`);
  if (slotNames.length > 0) {
    w.line().line('/** What is remembered of each weight, and the value that it starts with. */');
    w.line(`const START = ${literal(Object.fromEntries(slotSpecs.map(({ name, start }) => [name, start])))};`);
    w.line('type Slot = keyof typeof START;');
  }
  w.line().line(`/** The next value of a weight${slotNames.length > 0 ? ' and of what is remembered of it' : ''}. */`);
  const stepped = Object.values(scalarTexts).some((text) => /\bstep\b/.test(text));
  const parameters = ['weight: tf.Tensor', 'gradient: tf.Tensor', ...(slotNames.length > 0 ? ['slots: Record<Slot, tf.Tensor>'] : []), ...(stepped ? ['step: number'] : [])];
  w.block(`function update(${parameters.join(', ')}): { weight: tf.Tensor${slotNames.length > 0 ? '; slots: Record<Slot, tf.Tensor>' : ''} } {`, () => {
    for (const [name, text] of Object.entries(scalarTexts)) w.line(`const ${name} = ${text};`);
    lines.forEach((line) => w.text(line));
    const list = slotNames.map((name) => `${name}: ${names.get(next.slots[name]!)}`).join(', ');
    w.line(`return { weight: ${names.get(next.weight)}${slotNames.length > 0 ? `, slots: { ${list} }` : ''} };`);
  });
  w.text(clipSource(training.clipping)).line();
  w.block('export class Optimizer {', () => {
    if (stepped) w.line('#step = 0;');
    if (slotNames.length > 0) w.line('readonly #slots = new Map<string, Record<Slot, tf.Variable>>();');
    if (stepped || slotNames.length > 0) w.line();
    w.line('/** Takes one step: moves every weight by its gradient. */');
    w.block('step(weights: readonly tf.LayerVariable[], gradients: readonly tf.Tensor[]): void {', () => {
      if (stepped) w.line('this.#step++;');
      const clipped = training.clipping.type === 'none' ? 'gradients' : 'clipped';
      w.block('tf.tidy(() => {', () => {
        if (clipped === 'clipped') w.line('const clipped = clip(gradients);');
        w.block('weights.forEach((weight, i) => {', () => {
          if (slotNames.length > 0) w.line('const slots = this.#slotsOf(weight);');
          w.line(`const next = update(${['weight.read()', `${clipped}[i]!`, ...(slotNames.length > 0 ? ['slots'] : []), ...(stepped ? ['this.#step'] : [])].join(', ')});`);
          w.line('weight.write(next.weight);');
          for (const name of slotNames) w.line(`slots.${name}.assign(next.slots.${name});`);
        }, '});');
      }, '});');
    });
    if (slotNames.length > 0) {
      w.line().block('#slotsOf({ name, shape }: tf.LayerVariable): Record<Slot, tf.Variable> {', () => {
        w.line('const known = this.#slots.get(name);').line('if (known) return known;');
        w.line('const make = (slot: Slot) => tf.variable(tf.fill(shape as number[], START[slot]), false);');
        w.line(`const slots = { ${slotNames.map((name) => `${name}: make('${name}')`).join(', ')} };`);
        w.line('this.#slots.set(name, slots);').line('return slots;');
      });
    }
  });
  return w.toString();
}

function clipSource({ type, threshold }: Document['training']['clipping']): string {
  if (type === 'none') return '';
  if (type === 'value')
    return `
/** Keeps every element of the gradients between -${threshold} and ${threshold}. */
const clip = (gradients: readonly tf.Tensor[]): tf.Tensor[] => gradients.map((gradient) => tf.clipByValue(gradient, -${threshold}, ${threshold}));`;
  return `
/** Scales all gradients down together where their norm is above ${threshold} (Pascanu et al. 2013). */
function clip(gradients: readonly tf.Tensor[]): tf.Tensor[] {
  const norm = tf.sqrt(tf.addN(gradients.map((gradient) => tf.sum(tf.square(gradient)))));
  const factor = tf.minimum(tf.div(${threshold}, tf.add(norm, 1e-6)), 1);
  return gradients.map((gradient) => tf.mul(gradient, factor));
}`;
}
