/** `src/losses.ts` of an exported project, printed from the same programs that the engine trains with. */
import type { Document } from '../../../graph/document.ts';
import { Builder } from '../../../ir/builder.ts';
import type { Loss } from '../../../learn/define.ts';
import { lossOf } from '../../../learn/index.ts';
import { known } from '../../../learn/losses/common/weighting.ts';
import type { CheckedGraph } from '../../../passes/check.ts';
import { judgedOutput, type TargetTypes } from '../../../passes/compile.ts';
import { resolveSettings } from '../../../settings.ts';
import type { TensorType } from '../../../types/tensor.ts';
import { member, numberText } from '../../literals.ts';
import { Identifiers } from '../../names.ts';
import { Writer } from '../../writer.ts';
import type { ModelSource } from '../model/model.ts';
import { helpersFor } from '../model/primitives.ts';
import { batchShape, type Names } from '../../printed.ts';
import { printEquations, programFunction } from '../model/print.ts';

/** A loss as a function of its prediction and target. */
function lossFunction(
  name: string,
  type: string,
  given: Readonly<Record<string, unknown>>,
  prediction: TensorType,
  target: TensorType,
  weights?: TensorType,
): string {
  const loss = lossOf(type)!;
  const { settings } = resolveSettings(loss.settings, given);
  return programFunction(
    name,
    `${loss.title}. ${loss.doc}`,
    { prediction, target, ...(weights && { weights }) },
    (b, { prediction: x, target: t, weights: counts }) => ({
      type: 'Cost',
      fields: { ...loss.lower(b, x!, known(b, t!, counts), settings, counts) },
    }),
  );
}

const COST = `/** What rows cost in all, and how much they count: batches add up, and the loss is the one divided by the other. */
export interface Cost {
  readonly sum: tf.Tensor;
  readonly weight: tf.Tensor | number;
}
`;

const LOSS = `/** The loss of a batch; 0 where nothing counts. */
export const lossOf = (costs: readonly Cost[]): tf.Scalar =>
  tf.addN(
    costs.map(({ sum, weight }) =>
      typeof weight === 'number' ? tf.div(sum, weight) : tf.where(tf.greater(weight, 0), tf.div(sum, tf.maximum(weight, 1e-30)), 0),
    ),
  ) as tf.Scalar;

/** Adds up the costs of batches. */
export class Totals {
  readonly #sums: number[] = [];
  readonly #weights: number[] = [];

  add(costs: readonly Cost[]): void {
    costs.forEach(({ sum, weight }, i) => {
      this.#sums[i] = (this.#sums[i] ?? 0) + sum.dataSync()[0]!;
      this.#weights[i] = (this.#weights[i] ?? 0) + (typeof weight === 'number' ? weight : weight.dataSync()[0]!);
    });
  }

  /** The loss of all rows, however they were cut into batches; NaN where nothing counts. */
  get loss(): number {
    const means = this.#sums.flatMap((sum, i) => (this.#weights[i]! > 0 ? [sum / this.#weights[i]!] : []));
    return means.length === 0 ? Number.NaN : means.reduce((a, b) => a + b);
  }
}
`;

const PARTS = `/** What a batch adds to an update: the gradients of a sum, and the weight that all such sums together are divided by. */
export interface Part {
  readonly gradients: tf.NamedTensorMap;
  readonly weight: number;
}

/** Losses that count every row alike are one, since their weights are in proportion; each of the others is its own. */
function termsOf(costs: readonly Cost[]): Cost[] {
  const even = costs.flatMap(({ sum, weight }) => (typeof weight === 'number' ? [{ sum, weight }] : []));
  const others = costs.filter(({ weight }) => typeof weight !== 'number');
  if (even.length === 0) return others;
  const { weight } = even[0]!;
  return [{ sum: tf.addN(even.map((one) => tf.mul(one.sum, weight / one.weight))), weight }, ...others];
}

/** A part for each term of the costs, which are computed once; the gradients are the caller's to free. */
export function partsOf(costs: () => readonly Cost[]): Part[] {
  let weights: number[] = [];
  const others: tf.NamedTensorMap[] = [];
  const { grads } = tf.variableGrads(() => {
    const terms = termsOf(costs());
    weights = terms.map(({ weight }) => (typeof weight === 'number' ? weight : weight.dataSync()[0]!));
    const [first, ...rest] = terms.map(({ sum }) => sum as tf.Scalar) as [tf.Scalar, ...tf.Scalar[]];
    // in here TensorFlow.js still knows how every term came about
    for (const sum of rest) {
      const { grads } = tf.variableGrads(() => sum);
      Object.values(grads).forEach((gradient) => tf.keep(gradient));
      others.push(grads);
    }
    return first;
  });
  return [grads, ...others].map((gradients, i) => ({ gradients, weight: weights[i]! }));
}
`;

/** What a loss reads out of an output: probabilities, as an expression of the output's. */
export function readoutExpression(loss: Loss, type: TensorType, output: string): string {
  const b = new Builder();
  const x = b.input('output', type.dtype, batchShape(type));
  const result = loss.readout!(b, x);
  const names: Names = new Map([[x, output]]);
  printEquations(b.equations, names, [result]);
  return names.get(result)!;
}

export function lossesSource(
  document: Document,
  checked: CheckedGraph,
  { outputs, penalizes }: ModelSource,
  targetTypes: TargetTypes,
): string {
  const { losses } = document.training;
  const regularized =
    penalizes || document.graph.nodes.some(({ regularization: r }) => r !== undefined && r.l1 + r.l2 > 0);
  // TensorFlow.js counts what a layer adds once for each place where it is applied
  // the model's own list has a layer's for each place where it is applied
  const penalties = 'model.layers.flatMap((layer) => layer.calculateLosses())';
  const functions = new Map<string, string>();
  const taken = losses.flatMap(({ loss }) => [loss.type, ...losses.map((_, i) => `${loss.type}${i + 2}`)]);
  const identifiers = new Identifiers(['model', 'targets', 'rows', 'times', ...taken]);
  const variables = new Map(outputs.map(({ node, variable }) => [node, identifiers.make(variable)]));
  const terms = losses.map(({ loss: { type, settings }, target, weight, sampleWeights }, i) => {
    const judged = judgedOutput(document, checked, i) as string;
    const make = (name: string) =>
      lossFunction(
        name,
        type,
        settings,
        checked.nodes.get(judged)!.outputs[0]!,
        targetTypes[target]!,
        sampleWeights === undefined ? undefined : targetTypes[sampleWeights]!,
      );
    const source = make(type);
    const known = [...functions].find(([name, text]) => name.startsWith(type) && text === make(name));
    const name = known?.[0] ?? (functions.has(type) ? `${type}${functions.size + 1}` : type);
    if (!known) functions.set(name, name === type ? source : make(name));
    const given = [target, ...(sampleWeights === undefined ? [] : [sampleWeights])].map((key) =>
      member('targets', key),
    );
    const value = `${name}(${[variables.get(judged)!, ...given].join(', ')})`;
    return weight === 1 ? value : `times(${numberText(weight)}, ${value})`;
  });
  const used = new Set(losses.map((_, i) => judgedOutput(document, checked, i)));
  const pattern = outputs
    .map(({ node }) => (used.has(node) ? variables.get(node)! : ''))
    .join(', ')
    .replace(/(, )+$/, '');
  const text = [...functions.values()].join('\n');
  const scaled = losses.some(({ weight }) => weight !== 1);
  const w = new Writer()
    .line('/** What training makes small. */')
    .line("import * as tf from '@tensorflow/tfjs';")
    .line("import type { Targets } from './data.ts';")
    .line("import type { Outputs } from './model.ts';")
    .line();
  for (const helper of helpersFor(text)) w.text(helper).line();
  w.text(COST).line();
  w.text(text).line();
  if (scaled)
    w.line('/** So many times the cost. */')
      .line('const times = (share: number, { sum, weight }: Cost): Cost => ({ sum: tf.mul(sum, share), weight });')
      .line();
  w.line(`/** What a batch costs by each loss${regularized ? ', and what its layers add' : ''}. */`);
  w.block(
    `export function costsOf(${regularized ? 'model: tf.LayersModel' : '_model: tf.LayersModel'}, [${pattern}]: Outputs, targets: Targets): Cost[] {`,
    () => {
      const list = [...terms];
      if (regularized) {
        const first = variables.get([...used][0] as string)!;
        w.line(`const rows = ${first}.shape[0]!;`);
        list.push(`{ sum: tf.mul(tf.addN(${penalties}), rows), weight: rows }`);
      }
      w.line(`return [${list.join(', ')}];`);
    },
  );
  w.line().text(LOSS);
  if (document.training.accumulation > 1) w.line().text(PARTS);
  return w.toString();
}
