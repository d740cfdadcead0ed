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

/** A column with what is done to it. */
export interface Source {
  /** The engine's name for it: what the fits are called. */
  readonly key: string;
  readonly column: string;
  readonly transforms: readonly Choice[];
  /** What its raw values are. */
  readonly dtype: 'float32' | 'int32' | 'text';
  /** Of a category. */
  readonly classes?: readonly string[] | undefined;
}

/** One thing that is read: an input or a target. */
export interface Feed extends Source {
  /** Sizes of a row; undefined where the file's own are taken. */
  readonly shape?: readonly number[];
  /** The column is none of the data's own, but these side by side. */
  readonly joined?: { readonly parts: readonly Source[] };
}

export interface Feeds {
  readonly inputs: readonly Feed[];
  readonly targets: readonly Feed[];
  readonly joined: readonly { readonly parts: readonly Source[] }[];
  readonly targetKeys: readonly string[];
  /** The columns of the data that they read. */
  readonly columns: readonly string[];
  /** The classes of the transforms that are called. */
  readonly classes: readonly string[];
}

/** Transforms as calls of classes in `data.py`; `classes`: those of the category that it is given. */
const TRANSFORMS: Readonly<
  Record<string, (settings: Choice['settings'], classes: readonly string[] | undefined) => string>
> = {
  scale: ({ divisor = 255, subtract = 0, divide = 1 }) => call('Scale', divisor, subtract, divide),
  standardize: ({ per = 'channel' }) => call('Standardize', per),
  minMax: ({ from = 0, to = 1 }) => call('MinMax', from, to),
  robust: ({ from = 0.25, to = 0.75 }) => call('Robust', from, to),
  log: () => call('Log'),
  clip: ({ least = 0, greatest = 1 }) => call('Clip', least, greatest),
  logMel: ({ rate = 16_000, window = 25, step = 10, bands = 40, lowest = 20, highest = 0 }) =>
    call('LogMel', rate, window, step, bands, lowest, highest),
  oneHot: ({ classes = 10 }) => call('OneHot', classes),
  power: () => call('Power'),
  impute: ({ by = 'mean', value = 0, flag = false }, classes) =>
    call('Impute', by, value, flag, ...(classes ? [classes.length] : [])),
  ordinal: ({ unknown = -1 }) => call('Ordinal', unknown),
  hash: ({ buckets = 32 }, classes = []) => call('Hash', buckets, classes),
  bucket: ({ buckets = 5, by = 'quantile' }) => call('Bucket', buckets, by),
  dateParts: (settings) => {
    const usual: Readonly<Record<string, boolean>> = { year: true, month: true, weekday: true };
    return call('DateParts', ...PARTS.filter((name) => settings[name] ?? usual[name] ?? false));
  },
  cyclic: ({ period = 12 }) => call('Cyclic', period),
  lowerCase: () => call('LowerCase'),
  normalizeText: ({ form = 'NFKC', accents = false, spaces = true }) => call('NormalizeText', form, accents, spaces),
  tokenize: ({ by = 'word', vocabulary = 5000, least = 2, file = '' }) =>
    by === 'file'
      ? call('TokenizerFile', file)
      : by === 'bytePair'
        ? call('BytePairs', vocabulary, least)
        : call('Tokenize', by, vocabulary, least),
  truncate: ({ length = 128, keep = 'first' }) => call('Truncate', length, keep),
  pad: ({ length = 128, at = 'end', value = 0 }) => call('Pad', length, at, value),
  bagOfWords: ({ vocabulary = 1000, run = 1, counts = 'tfIdf', least = 2 }) =>
    call('BagOfWords', vocabulary, run, counts, least),
  resize: ({ width = 64, height = 64, fit = 'stretch' }) => call('Resize', width, height, fit),
  crop: ({ width = 64, height = 64, across = 0.5, down = 0.5 }) => call('Crop', width, height, across, down),
  grey: () => call('Grey'),
  threeChannels: () => call('ThreeChannels'),
  normalize: ({ mean = [0.485, 0.456, 0.406], deviation = [0.229, 0.224, 0.225] }) =>
    call('Normalize', mean, deviation),
};
const PARTS = ['year', 'month', 'day', 'weekday', 'dayOfYear', 'hour'];
const call = (name: string, ...values: readonly unknown[]): string => `${name}(${values.map(literal).join(', ')})`;

/** Those that leave the sizes of a row as they are. */
const KEEPS_SIZE = new Set(['scale', 'standardize', 'minMax', 'robust', 'log', 'clip', 'power', 'normalize']);
/** Those that are given texts. */
const TEXTS = new Set(['lowerCase', 'normalizeText', 'tokenize', 'bagOfWords']);
/** Whether the transforms of a column begin with texts. */
export const readsText = ({ transforms: [first] }: { readonly transforms: readonly Choice[] }): boolean =>
  first !== undefined && TEXTS.has(first.type);

/** What an answer of is no number that could be turned back. */
const ONE_WAY = new Set(['oneHot', 'logMel']);
const callsOf = ({ transforms, classes }: Source): string[] =>
  // after the first it is no category any more, but for what puts classes into the gaps of one
  transforms.map(({ type, settings }, i) => TRANSFORMS[type]!(settings, i === 0 ? classes : undefined));

/** Whether a target is learned in other numbers than the data have, and can be turned back. */
export function isTurned({ data, training }: Document, target: string): boolean {
  const judged = training.losses.find((one) => one.target === target);
  const transforms = Object.hasOwn(data.targets, target) ? data.targets[target]!.transforms : [];
  const ofNumbers = lossOf(judged?.loss.type ?? '')?.compares === 'numbers';
  return ofNumbers && transforms.length > 0 && transforms.every(({ type }) => !ONE_WAY.has(type));
}

const config = (given: Readonly<Record<string, ColumnConfig>>, key: string, name: string): ColumnConfig =>
  Object.hasOwn(given, key) ? given[key]! : { column: name, transforms: [] };

/** Throws a `UserError` where a transform cannot be written. `classesOf`: what a category's classes are called. */
export function feedsOf(
  { unsupported }: Pick<Dialect, 'unsupported'>,
  document: Document,
  checked: CheckedGraph,
  model: { readonly inputs: readonly Node[] },
  targetTypes: TargetTypes,
  classesOf: (column: string) => readonly string[] | undefined,
): Feeds {
  const { joined = {}, inputs: given } = document.data;
  const source = (key: string, { column, transforms }: ColumnConfig, usual: 'float32' | 'int32'): Source => {
    const classes = classesOf(column);
    return { key, column, transforms, classes, dtype: readsText({ transforms }) ? 'text' : classes ? 'int32' : usual };
  };
  const inputs = model.inputs.map((node): Feed => {
    const type = checked.nodes.get(node.id)!.outputs[0]!;
    const feed = source(`input:${node.id}`, config(given, node.id, nameOf(node)), type.dtype as 'float32' | 'int32');
    const parts = Object.hasOwn(joined, feed.column) ? joined[feed.column] : undefined;
    return {
      ...feed,
      ...(feed.transforms.every(({ type }) => KEEPS_SIZE.has(type)) && { shape: sampleShape(type) }),
      ...(parts && {
        joined: { parts: parts.map((part, i) => source(`column:${feed.column}/${i}`, part, 'float32')) },
      }),
    };
  });
  const keys = targetKeys(document.training);
  const targets = keys.map((key): Feed => {
    const { column, transforms } = config(document.data.targets, key, key);
    const type = targetTypes[key];
    const whole =
      transforms.some((one) => one.type === 'oneHot') || (transforms.length === 0 && type?.dtype === 'int32');
    const single = !whole && type?.shape.length === 2 && type.shape[1] === 1;
    return {
      key: `target:${key}`,
      column,
      transforms,
      dtype: whole || classesOf(column) ? 'int32' : 'float32',
      ...(single && { shape: [1] }),
    };
  });
  const all = [...inputs.flatMap((feed) => [...(feed.joined?.parts ?? []), feed]), ...targets];
  const unknown = all.flatMap((feed) => feed.transforms).filter(({ type }) => !Object.hasOwn(TRANSFORMS, type));
  if (unknown.length > 0)
    throw new UserError(unknown.map(({ type }) => unsupported(phrase('transform-called', { title: verbatim(type) }))));
  const called = all.flatMap(callsOf);
  return {
    inputs,
    targets,
    joined: inputs.flatMap((feed) => feed.joined ?? []),
    targetKeys: keys,
    columns: [
      ...new Set([...inputs.flatMap((feed) => feed.joined?.parts ?? [feed]), ...targets].map(({ column }) => column)),
    ],
    classes: [...new Set(called.map((call) => call.slice(0, call.indexOf('('))))],
  };
}

const DTYPES = { float32: 'np.float32', int32: 'np.int64', text: 'None' } as const;

const sourceText = (source: Source): string =>
  [literal(source.key), literal(source.column), DTYPES[source.dtype], `[${callsOf(source).join(', ')}]`].join(', ');

/** The feed as a call in `data.py`. */
export function feedCall(feed: Feed): string {
  const { shape, joined } = feed;
  const shaped = shape ? [`shape=${literal(shape)}`] : [];
  const whole = `[${callsOf(feed).join(', ')}]`;
  const parts = joined?.parts.map((part) => `Feed(${sourceText(part)})`).join(', ');
  return joined
    ? `JoinedFeed(${[literal(feed.key), `[${parts}]`, whole, ...shaped].join(', ')})`
    : `Feed(${[sourceText(feed), ...shaped].join(', ')})`;
}
