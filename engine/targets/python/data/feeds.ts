/** What an exported project reads from its columns: inputs and targets, each transformed. */
import { type Choice, type ColumnConfig, type Document, targetKeys } from '../../../graph/document.ts';
import { nameOf } from '../../../graph/document.ts';
import { sampleShape } from '../../../layers/define.ts';
import { lossOf } from '../../../learn/index.ts';
import type { CheckedGraph } from '../../../passes/check.ts';
import type { TargetTypes } from '../../../passes/compile.ts';
import { phrase, verbatim } from '../../../phrases.ts';
import { UserError } from '../../../problems.ts';
import type { Node } from '../../../graph/document.ts';
import type { Dialect } from '../dialect.ts';
import { literal } from '../text.ts';

/** One thing that is read from a column: an input or a target. */
export interface Feed {
  /** The engine's name for it: what the fits are called. */
  readonly key: string;
  readonly column: string;
  readonly transforms: readonly Choice[];
  readonly dtype: 'float32' | 'int32';
  /** Sizes of a row; undefined where the file's own are taken. */
  readonly shape?: readonly number[];
}

export interface Feeds {
  readonly inputs: readonly Feed[];
  readonly targets: readonly Feed[];
  readonly targetKeys: readonly string[];
  /** The columns that they read. */
  readonly columns: readonly string[];
  /** The classes of the transforms that are called. */
  readonly classes: readonly string[];
}

/** Transforms as calls of functions in `data.py`. */
const TRANSFORMS: Readonly<Record<string, (settings: Choice['settings']) => string>> = {
  scale: ({ divisor = 255, subtract = 0, divide = 1 }) =>
    `Scale(${[divisor, subtract, divide].map(literal).join(', ')})`,
  standardize: ({ per = 'channel' }) => `Standardize(${literal(per)})`,
  minMax: ({ from = 0, to = 1 }) => `MinMax(${literal(from)}, ${literal(to)})`,
  robust: ({ from = 0.25, to = 0.75 }) => `Robust(${literal(from)}, ${literal(to)})`,
  log: () => 'Log()',
  clip: ({ least = 0, greatest = 1 }) => `Clip(${literal(least)}, ${literal(greatest)})`,
  logMel: ({ rate = 16_000, window = 25, step = 10, bands = 40, lowest = 20, highest = 0 }) =>
    `LogMel(${[rate, window, step, bands, lowest, highest].map(literal).join(', ')})`,
  oneHot: ({ classes = 10 }) => `OneHot(${literal(classes)})`,
};
/** What an answer of is no number that could be turned back. */
const ONE_WAY = new Set(['oneHot', 'logMel']);
const callOf = ({ type, settings }: Choice): string => TRANSFORMS[type]!(settings);

/** Whether a target is learned in other numbers than the data have, and can be turned back. */
export function isTurned({ data, training }: Document, target: string): boolean {
  const judged = training.losses.find((one) => one.target === target);
  const transforms = Object.hasOwn(data.targets, target) ? data.targets[target]!.transforms : [];
  const ofNumbers = lossOf(judged?.loss.type ?? '')?.compares === 'numbers';
  return ofNumbers && transforms.length > 0 && transforms.every(({ type }) => !ONE_WAY.has(type));
}

const config = (given: Readonly<Record<string, ColumnConfig>>, key: string, name: string): ColumnConfig =>
  Object.hasOwn(given, key) ? given[key]! : { column: name, transforms: [] };

/** Throws a `UserError` where a transform cannot be written. */
export function feedsOf(
  { unsupported }: Pick<Dialect, 'unsupported'>,
  document: Document,
  checked: CheckedGraph,
  model: { readonly inputs: readonly Node[] },
  targetTypes: TargetTypes,
): Feeds {
  const inputs = model.inputs.map((node): Feed => {
    const type = checked.nodes.get(node.id)!.outputs[0]!;
    const given = config(document.data.inputs, node.id, nameOf(node));
    return {
      key: `input:${node.id}`,
      ...given,
      dtype: type.dtype as 'float32' | 'int32',
      // a spectrogram has other sizes than its sound
      ...(!given.transforms.some((one) => one.type === 'logMel') && { shape: sampleShape(type) }),
    };
  });
  const keys = targetKeys(document.training);
  const targets = keys.map((key): Feed => {
    const { column, transforms } = config(document.data.targets, key, key);
    const type = targetTypes[key];
    const whole = transforms[0]?.type === 'oneHot' || (transforms.length === 0 && type?.dtype === 'int32');
    const single = !whole && type?.shape.length === 2 && type.shape[1] === 1;
    return {
      key: `target:${key}`,
      column,
      transforms,
      dtype: whole ? 'int32' : 'float32',
      ...(single && { shape: [1] }),
    };
  });
  const all = [...inputs, ...targets];
  const unknown = all.flatMap((feed) => feed.transforms).filter(({ type }) => !Object.hasOwn(TRANSFORMS, type));
  if (unknown.length > 0)
    throw new UserError(unknown.map(({ type }) => unsupported(phrase('transform-called', { title: verbatim(type) }))));
  const called = all.flatMap(({ transforms }) => transforms.map(callOf));
  return {
    inputs,
    targets,
    targetKeys: keys,
    columns: [...new Set(all.map(({ column }) => column))],
    classes: [...new Set(called.map((call) => call.slice(0, call.indexOf('('))))],
  };
}

/** The feed as a call of `Feed` in `data.py`. */
export const feedCall = ({ key, column, transforms, dtype, shape }: Feed): string =>
  `Feed(${[
    literal(key),
    literal(column),
    dtype === 'int32' ? 'np.int64' : 'np.float32',
    `[${transforms.map(callOf).join(', ')}]`,
    ...(shape ? [`shape=${literal(shape)}`] : []),
  ].join(', ')})`;
