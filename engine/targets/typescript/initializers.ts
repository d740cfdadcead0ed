/** Initializers and regularizers as TensorFlow.js has them. */
import { initializerOf } from '../../learn/index.ts';
import type { WeightSpec } from '../../layers/define.ts';
import { resolveSettings } from '../../settings.ts';
import { problem, UserError } from '../../problems.ts';
import { literal } from '../writer.ts';

type Settings = Readonly<Record<string, number>>;
interface Fans {
  readonly fanIn: number;
  readonly fanOut: number;
}

/** Without the fans that TensorFlow.js reads from a weight's shape it must be told the scale itself. */
const PLAIN: Readonly<Record<string, (fans: Fans, settings: Settings, seed: number) => string>> = {
  zeros: () => 'tf.initializers.zeros()',
  ones: () => 'tf.initializers.ones()',
  constant: (_, { value }) => `tf.initializers.constant({ value: ${value} })`,
  normal: (_, { mean, deviation }, seed) => `tf.initializers.randomNormal({ mean: ${mean}, stddev: ${deviation}, seed: ${seed} })`,
  uniform: (_, { low, high }, seed) => `tf.initializers.randomUniform({ minval: ${low}, maxval: ${high}, seed: ${seed} })`,
  'xavier-uniform': ({ fanIn, fanOut }, _, seed) => between(`Math.sqrt(6 / ${fanIn + fanOut})`, seed),
  'xavier-normal': ({ fanIn, fanOut }, _, seed) => `tf.initializers.randomNormal({ mean: 0, stddev: Math.sqrt(2 / ${fanIn + fanOut}), seed: ${seed} })`,
  'fan-in-uniform': ({ fanIn }, _, seed) => between(`Math.sqrt(1 / ${fanIn})`, seed),
  'lecun-uniform': ({ fanIn }, _, seed) => between(`Math.sqrt(3 / ${fanIn})`, seed),
  'lecun-normal': ({ fanIn }, _, seed) => `tf.initializers.randomNormal({ mean: 0, stddev: Math.sqrt(1 / ${fanIn}), seed: ${seed} })`,
  'he-uniform': ({ fanIn }, _, seed) => between(`Math.sqrt(6 / ${fanIn})`, seed),
  'he-normal': ({ fanIn }, _, seed) => `tf.initializers.randomNormal({ mean: 0, stddev: Math.sqrt(2 / ${fanIn}), seed: ${seed} })`,
};
const between = (bound: string, seed: number) => `tf.initializers.randomUniform({ minval: -${bound}, maxval: ${bound}, seed: ${seed} })`;

/** Those that a layer of TensorFlow.js scales by itself as we do. Its normal forms are cut off at two deviations and ours are not. */
const SCALED: Readonly<Record<string, string>> = { 'xavier-uniform': 'glorotUniform', 'he-uniform': 'heUniform' };

/** `scaled` says that the weight lies as TensorFlow.js expects, so that it knows the fans. */
export function initializerExpression({ initializer: { type, settings: given = {} }, fan = [1, 1] }: WeightSpec, seed: number, scaled: boolean): string {
  if (scaled && SCALED[type]) return `tf.initializers.${SCALED[type]}({ seed: ${seed} })`;
  const known = initializerOf(type);
  const make = PLAIN[type];
  if (!known || !make) throw new UserError(problem('export-unsupported', { target: 'TypeScript', what: `the initializer ${type}` }));
  return make({ fanIn: fan[0], fanOut: fan[1] }, resolveSettings(known.settings, given).settings as Settings, seed);
}

export function regularizerExpression({ l1, l2 }: { readonly l1: number; readonly l2: number }): string {
  const terms = { ...(l1 > 0 && { l1 }), ...(l2 > 0 && { l2 }) };
  return l1 > 0 && l2 > 0 ? `tf.regularizers.l1l2(${literal(terms)})` : `tf.regularizers.${l1 > 0 ? 'l1' : 'l2'}(${literal(terms)})`;
}
