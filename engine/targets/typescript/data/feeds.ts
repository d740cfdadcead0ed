/** What an exported project reads from its columns: inputs and targets, each transformed. */
import { type Choice, type ColumnConfig, type Document, nameOf, targetKeys } from '../../../graph/document.ts';
import { sampleShape } from '../../../layers/define.ts';
import type { CheckedGraph } from '../../../passes/check.ts';
import type { TargetTypes } from '../../../passes/compile.ts';
import { phrase, verbatim } from '../../../phrases.ts';
import { UserError } from '../../../problems.ts';
import { literal } from '../../literals.ts';
import { Identifiers } from '../../names.ts';
import type { ModelSource } from '../model/model.ts';
import { isCarried, isFitted, readsText } from '../tables/transforms.ts';
import { unsupported } from '../unsupported.ts';
import { SPELLED } from './transforms.ts';

/** A column with what is done to it. */
export interface Source {
  /** The engine's name for it: what the fits are called. */
  readonly key: string;
  readonly column: string;
  readonly transforms: readonly Choice[];
  /** Of a category, where its classes have names. */
  readonly classes?: readonly string[] | undefined;
  /** For a network that takes numbers as they are, and not TensorFlow.js's tensors. */
  readonly plain?: boolean;
}

/** Columns side by side, under one name. */
export interface Joined {
  readonly name: string;
  readonly parts: readonly Source[];
  /** What the code calls the names of its columns, their type, and the function that puts them together. */
  readonly code: { readonly names: string; readonly type: string; readonly make: string };
}

/** One thing that is read from a column: an input or a target. */
export interface Feed extends Source {
  readonly dtype: 'float32' | 'int32';
  /** Sizes of a row; undefined where the file's own are taken. */
  readonly shape?: readonly number[];
  readonly channelsLast?: boolean;
  /** The column that is none of the data's own, but joined of them. */
  readonly joined?: Joined;
}

export interface Feeds {
  readonly inputs: readonly Feed[];
  readonly targets: readonly Feed[];
  readonly all: readonly Feed[];
  /** The columns of the data that they read. */
  readonly columns: readonly string[];
  readonly joined: readonly Joined[];
  /** Some transform learns from the training rows. */
  readonly fits: boolean;
}

/** What feeds it, or a column of its name; every object has a `constructor` that no document gave it. */
const config = (given: Readonly<Record<string, ColumnConfig>>, key: string, name: string): ColumnConfig =>
  Object.hasOwn(given, key) ? given[key]! : { column: name, transforms: [] };

/** Names of `data.ts` that those of joined columns may not be. */
const TAKEN = [
  ...['Numbers', 'Table', 'Split', 'Targets', 'Fits', 'Step', 'Tensor', 'STEPS', 'FILE', 'FORM', 'COLUMNS'],
  ...['INPUT_COLUMNS', 'stepped', 'joined', 'step', 'tensorOf', 'take', 'fits', 'table', 'rows'],
];

/** Throws a `UserError` where a transform cannot be written. `classesOf`: what a category's classes are called. */
export function feedsOf(
  document: Document,
  checked: CheckedGraph,
  model: Pick<ModelSource, 'inputs'>,
  targetTypes: TargetTypes,
  classesOf: (column: string) => readonly string[] | undefined,
  plain = false,
): Feeds {
  const names = new Identifiers(TAKEN);
  const joined = Object.entries(document.data.joined ?? {}).map(([name, configs]): Joined => {
    const word = names.make(name);
    const code = {
      names: names.make(`${word}Columns`),
      type: names.make(`${word}Rows`).replace(/^./, (first) => first.toUpperCase()),
      make: names.make(`${word}Of`),
    };
    const parts = configs.map((part, i) => ({
      ...part,
      key: `column:${name}/${i}`,
      classes: classesOf(part.column),
      plain,
    }));
    return { name, parts, code };
  });
  const source = (key: string, given: ColumnConfig) => {
    const whole = joined.find(({ name }) => name === given.column);
    return { ...given, key, plain, classes: classesOf(given.column), ...(whole && { joined: whole }) };
  };
  const inputs = model.inputs.map(({ node: id, channelsLast }): Feed => {
    const { node, outputs } = checked.nodes.get(id)!;
    const type = outputs[0]!;
    return {
      ...source(`input:${id}`, config(document.data.inputs, id, nameOf(node))),
      dtype: type.dtype as 'float32' | 'int32',
      shape: sampleShape(type),
      channelsLast,
    };
  });
  const targets = targetKeys(document.training).map((key): Feed => {
    const given = config(document.data.targets, key, key);
    const type = targetTypes[key];
    if (plain && type)
      return {
        ...source(`target:${key}`, given),
        dtype: type.dtype as 'float32' | 'int32',
        shape: type.shape.slice(1) as number[],
      };
    const labels = given.transforms.length === 1 && given.transforms[0]!.type === 'oneHot';
    const whole = labels || type?.dtype === 'int32';
    const single = !whole && type?.shape.length === 2 && type.shape[1] === 1;
    return {
      ...source(`target:${key}`, given),
      dtype: whole ? 'int32' : 'float32',
      ...(single && { shape: [1] }),
    };
  });
  const all = [...inputs, ...targets];
  const used = joined.filter((one) => all.some((feed) => feed.joined === one));
  const sources = [...used.flatMap(({ parts }) => parts), ...all];
  const transforms = sources.flatMap((one) => one.transforms);
  const unknown = transforms.filter(
    ({ type, settings }) => !isCarried(type) || (type === 'tokenize' && settings.by === 'file'),
  );
  if (unknown.length > 0)
    throw new UserError(unknown.map(({ type }) => unsupported(phrase('transform-called', { title: verbatim(type) }))));
  return {
    inputs,
    targets,
    all,
    columns: [...new Set(all.flatMap((feed) => feed.joined?.parts.map(({ column }) => column) ?? [feed.column]))],
    joined: used,
    fits: transforms.some(({ type }) => isFitted(type)),
  };
}

/** What TensorFlow.js has words for is written in its words: pixels that are scaled, and class numbers that become one-hot rows. */
export const isSpelled = ({ key, transforms, plain }: Source): boolean => {
  if (plain) return transforms.length === 0;
  const word = key.startsWith('target:') ? 'oneHot' : 'scale';
  return transforms.every(({ type }) => type === word);
};

/** Transforms after which a row has as many values as before. */
const GROWING = new Set([
  'oneHot',
  'hash',
  'dateParts',
  'cyclic',
  'impute',
  'resize',
  'crop',
  'grey',
  'threeChannels',
  'logMel',
]);
/** Transforms that give masks the classes of the nearest pixels. */
const OF_PLACES = new Set(['resize', 'crop']);
const OF_CLASSES = new Set(['oneHot', 'ordinal', 'hash']);

/** Whether a row has as many values before its transforms as after them. */
export const keepsSize = ({ transforms }: Pick<Source, 'transforms'>): boolean =>
  transforms.every(({ type }) => !GROWING.has(type));

/** Class numbers that lie as a picture does, and come into another size with it. */
const isMask = ({ key, transforms, ...feed }: Source & Partial<Pick<Feed, 'dtype'>>): boolean =>
  key.startsWith('target:') &&
  OF_PLACES.has(transforms[0]?.type ?? '') &&
  (feed.dtype === 'int32' || transforms.some(({ type }) => type === 'oneHot'));

/** Raw rows as the steps of a column take them, from an expression of these rows. `shape`: of a row after its steps. */
export function rawText(source: Source, rows: string, shape?: readonly number[]): string {
  const { transforms, classes } = source;
  if (readsText({ transforms })) return `textsTensor(${rows}.texts!)`;
  const whole = classes !== undefined || isMask(source) || OF_CLASSES.has(transforms[0]?.type ?? '');
  const keeps = shape && keepsSize(source);
  const more = [...(whole || keeps ? [literal(whole ? 'int32' : 'float32')] : []), ...(keeps ? [literal(shape)] : [])];
  return `rawOf(${[rows, ...more].join(', ')})`;
}

/** Rows of a column after its steps; `fits` is the expression of what these learned. */
export const steppedText = (source: Source, rows: string, fits: string, shape?: readonly number[]): string =>
  `stepped(${literal(source.key)}, ${rawText(source, rows, shape)}, ${fits})`;

/** The feed from an expression of its raw numbers: shaped, transformed, and with the channels last where the network has them so. */
export function expressionOf(feed: Feed, raw: string, fits: string): string {
  const { transforms, dtype, shape, channelsLast } = feed;
  const end = `${literal(dtype)}${shape ? `, ${literal(shape)}` : ''})`;
  const x = isSpelled(feed)
    ? transforms.reduce((inner, { type, settings }) => SPELLED[type]!(inner, settings), `tensorOf(${raw}, ${end}`)
    : `tensorOf(${steppedText(feed, raw, fits, shape)}, ${end}`;
  return channelsLast ? `tf.transpose(${x}, ${literal([0, ...shape!.slice(1).map((_, i) => i + 2), 1])})` : x;
}

/** Whether the inputs read something of what transforms learned: what the targets alone learned is no concern of theirs. */
export const asksFits = ({ inputs, fits }: Pick<Feeds, 'inputs' | 'fits'>): boolean =>
  fits && inputs.some((feed) => feed.joined !== undefined || /\bfits\b/.test(expressionOf(feed, 'x', 'fits')));
