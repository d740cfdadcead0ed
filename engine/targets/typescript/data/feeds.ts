/** What an exported project reads from its columns: inputs and targets, each transformed. */
import { type Choice, type ColumnConfig, type Document, targetKeys } from '../../../graph/document.ts';
import { sampleShape } from '../../../layers/define.ts';
import type { CheckedGraph } from '../../../passes/check.ts';
import type { TargetTypes } from '../../../passes/compile.ts';
import { UserError } from '../../../problems.ts';
import { literal, member } from '../../literals.ts';
import type { ModelSource } from '../model/model.ts';
import { unsupported } from '../unsupported.ts';
import { FITTED, TRANSFORMS } from './transforms.ts';
import { phrase, verbatim } from '../../../phrases.ts';

/** One thing that is read from a column: an input or a target. */
export interface Feed {
  /** The engine's name for it: what the fits are called. */
  readonly key: string;
  readonly column: string;
  readonly transforms: readonly Choice[];
  readonly dtype: 'float32' | 'int32';
  /** Sizes of a row; undefined where the file's own are taken. */
  readonly shape?: readonly number[];
  readonly channelsLast?: boolean;
}

export interface Feeds {
  readonly inputs: readonly Feed[];
  readonly targets: readonly Feed[];
  readonly all: readonly Feed[];
  /** The columns that they read. */
  readonly columns: readonly string[];
  /** Some transform learns from the training rows. */
  readonly fits: boolean;
}

/** What feeds it, or a column of its name; every object has a `constructor` that no document gave it. */
const config = (given: Readonly<Record<string, ColumnConfig>>, key: string, name: string): ColumnConfig =>
  Object.hasOwn(given, key) ? given[key]! : { column: name, transforms: [] };

/** Throws a `UserError` where a transform cannot be written. */
export function feedsOf(
  document: Document,
  checked: CheckedGraph,
  model: ModelSource,
  targetTypes: TargetTypes,
): Feeds {
  const inputs = model.inputs.map(({ node, variable, channelsLast }): Feed => {
    const type = checked.nodes.get(node)!.outputs[0]!;
    return {
      key: `input:${node}`,
      ...config(document.data.inputs, node, variable),
      dtype: type.dtype as 'float32' | 'int32',
      shape: sampleShape(type),
      channelsLast,
    };
  });
  const targets = targetKeys(document.training).map((key): Feed => {
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
  const transforms = all.flatMap((feed) => feed.transforms);
  const unknown = transforms.filter(({ type }) => !Object.hasOwn(TRANSFORMS, type));
  if (unknown.length > 0)
    throw new UserError(unknown.map(({ type }) => unsupported(phrase('transform-called', { title: verbatim(type) }))));
  return {
    inputs,
    targets,
    all,
    columns: [...new Set(all.map(({ column }) => column))],
    fits: transforms.some(({ type }) => FITTED.has(type)),
  };
}

/** The feed from its raw numbers: shaped, transformed, and with the channels last where the network has them so. */
export function expressionOf({ key, transforms, dtype, shape, channelsLast }: Feed, raw: string): string {
  const start = `tensorOf(${raw}, ${literal(dtype)}${shape ? `, ${literal(shape)}` : ''})`;
  const x = transforms.reduce(
    (inner, { type, settings }, i) => TRANSFORMS[type]!(inner, settings, `${member('fits', key)}?.[${i}]`),
    start,
  );
  return channelsLast ? `tf.transpose(${x}, ${literal([0, ...shape!.slice(1).map((_, i) => i + 2), 1])})` : x;
}
