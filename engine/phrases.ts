/**
 * Parts of sentences that problems, notes and logs put together: "a flat input", `Conv 2D "conv_2"`. A phrase is an id
 * and values, so that it can be stored, sent and said in any language; `texts/` says it. The English stands here.
 */

/** An English text with `{{gaps}}`; two of them where a number in the gap `count` decides. */
export type Template = string | { readonly one: string; readonly other: string };

type GapsIn<T> = T extends `${string}{{${infer Gap}}}${infer Rest}` ? Gap | GapsIn<Rest> : never;
/** The names of a template's gaps. */
export type Gaps<T extends Template> = T extends { readonly one: infer One; readonly other: infer Other }
  ? 'count' | GapsIn<One> | GapsIn<Other>
  : string extends T
    ? string
    : GapsIn<T>;

/** What is the same in every language: what a user wrote, a shape as it prints, a path. */
export type Verbatim = string & { readonly isVerbatim: true };
export const verbatim = (text: string): Verbatim => text as Verbatim;

/** What fills a gap: a number, what is said as it is, a phrase, or several of them ("a, b, c"). */
export type Value = number | string | Phrase | Listing | readonly Value[];

/** Several that end in a word: "a, b and c". */
export interface Listing {
  readonly list: 'and' | 'or';
  readonly of: readonly Value[];
}
export const all = (of: readonly Value[]): Listing => ({ list: 'and', of });
export const anyOf = (of: readonly Value[]): Listing => ({ list: 'or', of });

export interface Phrase {
  /** The text's id: `phrases.layer`, or the title of a definition, `layers.conv2d.title`. */
  readonly text: string;
  readonly values?: Readonly<Record<string, Value>>;
  /** A definition's own English, which stands in no catalogue. */
  readonly english?: Template;
}

/** The values that a template needs: none, or one for each gap. */
export type ValuesFor<T extends Template> = [Gaps<T>] extends [never]
  ? readonly []
  : readonly [values: Readonly<Record<Gaps<T>, Value>>];

export const PHRASES = {
  // What several areas say
  layer: '{{title}} "{{name}}"',
  nothing: 'nothing',
  none: 'none',
  empty: 'empty',
  missing: 'missing',
  // What a layer needs, and what it gets instead
  'channels-after-batch': 'channels after the batch',
  'features-after-batch': 'features after the batch',
  'channels-and-positions': 'channels and, after them, positions: N×channels×…',
  'positions-behind-channels': 'positions behind the channels, N×channels×…',
  'flat-input': 'a flat input, N×features',
  sequence: 'a sequence, N×length×features',
  'masked-sequence': 'a sequence, N×steps×features',
  'map-sequence': 'a sequence, N×steps×channels×height×width',
  'step-sequence': 'a sequence, N×steps×…, as it is applied to each step',
  tokens: 'tokens, N×steps',
  'numbers-or-tokens': 'numbers or tokens',
  'whole-number-values': 'whole numbers (int32)',
  'index-values': 'whole numbers (int32) as indices',
  rows: 'a sequence, N×channels×length',
  images: 'images, N×channels×height×width',
  volumes: 'volumes, N×channels×depth×height×width',
  matrices: 'matrices behind the batch, N×rows×columns',
  'matching-matrices': 'matrices whose inner sizes agree',
  query: 'a query N×features, or N×queries×features',
  'features-or-sequence': 'N×features or N×length×features',
  'sequence-or-heads': 'N×length×features or N×heads×length×features',
  'sample-indices': 'indices for each sample, N or N×…',
  'same-shapes': 'inputs of the same shape',
  broadcastable: 'inputs with as many axes, of the same sizes or of size 1',
  'same-steps': 'inputs with as many steps, as it is applied to each of them',
  'same-but-axis': 'inputs that agree in all axes but axis {{axis}}',
  'same-lengths': 'keys and values of the same length',
  'multiple-of-features': 'a multiple of {{number}} features',
  'multiple-of-channels': 'a multiple of {{number}} channels',
  'even-features': 'an even number of features on the last axis',
  'paired-features': 'an even number of features, to turn them in pairs',
  'divisible-size': 'a height and width that {{number}} divides',
  'divisible-axis': 'an axis {{axis}} that {{parts}} parts divide evenly',
  'axis-of-one': 'size 1 along axis {{axis}}',
  'tiled-images': 'images that patches of {{patch}} tile',
  'as-many-numbers': '{{shape}} to hold as many numbers as its input',
  'numbers-a-sample': '{{shape}}, {{count}} numbers a sample',
  'start-state': '{{shape}} to start from',
  'mask-of': 'a mask of N×{{steps}}',
  'mask-across': 'N×{{keys}}, N×{{queries}}×{{keys}} or N×{{heads}}×{{queries}}×{{keys}}',
  'memory-of': 'a memory of {{width}} features, as its input has',
  'at-most-places': 'at most {{count}} places',
  'only-packed': 'no input but the packed one',
  'packed-features':
    'features for {{heads}} heads of queries and {{groups}} each of keys and values: a multiple of {{number}}',
  'key-features': "keys of {{groups}} heads as wide as the queries' {{width}}: {{features}} features",
  'divisible-values': 'values whose features {{groups}} heads divide',
  // What a setting of a layer must be
  'divisor-of-heads': 'a number that divides the {{whole}} heads',
  'divisor-of-features': 'a number that divides the {{whole}} features',
  'no-pairs-to-turn': 'none or ALiBi, since heads of {{width}} features have no pairs to turn',
  'axis-behind-batch': 'an axis behind the batch of {{shape}}',
  'axis-range': 'from 1 to {{last}} for {{shape}}',
  'axis-order': 'each axis of {{shape}} once, from 1 to {{last}}',
  'axis-length': 'at most {{length}}, the length of axis {{axis}} of {{shape}}',
  'axis-stretch': 'a stretch inside 0 to {{length}} of axis {{axis}} ({{shape}})',
  stretch: '{{start}} to {{end}}',
  'size-sum': 'sizes that add up to {{length}}, the length of axis {{axis}} of {{shape}}',
  'axis-sizes': 'a size for each of at most {{most}} axes behind the channels of {{shape}}',
  'one-or-all-values': 'one number, or {{size}} for {{shape}}',
  'count-of-numbers': '{{count}} numbers',
  'whole-numbers': 'whole numbers',
  'one-number-at-least': 'one number at least',
  'number-for-each-axis': 'a number for each of at most {{most}} axes of {{shape}}',
  'two-numbers-for-each-axis': 'two numbers for each of at most {{most}} axes of {{shape}}',
  'something-left': 'little enough to leave something of {{shape}}',
  'at-most-size': 'at most the size of {{shape}}',
  'border-below-axes': 'smaller than the axes that they are taken from ({{shape}})',
  'border-within-axes': 'no larger than the axes that they are taken from ({{shape}})',
  'zeros-as-too-small': 'zeros, as {{shape}} is too small to fill the padding from',
  'padding-below-window': 'smaller than the window, so that each place of it sees the input',
  'padding-leaves-something': 'small enough to leave something',
  'below-stride': 'below the stride {{stride}}',
  'one-layer-of-maps': '1, unless padding keeps the size of the maps',
  'at-character': 'at character {{at}}, {{reason}}',
  // What groups do not divide
  'input-channels': 'input channels',
  filters: 'filters',
  channels: 'channels',
  // What mends a layer
  'insert-flatten': 'Insert Flatten',
  'insert-global-average-pool': 'Insert Global average pool',
  'use-number': 'Use {{number}}',
  'learn-places': 'Learn {{count}} places',
  'pad-with-zeros': 'Pad with zeros',
  'pad-to-same-size': 'Pad to the same size',
  'use-no-padding': 'Use no padding',
  'use-one-layer': 'Use one layer',
  'input-size-times-stride': 'Make the size that of the input times the stride',
  // What is left of a training that failed
  'no-checkpoint': 'There was no checkpoint yet.',
  'checkpoint-kept': 'The checkpoint of step {{step}} is kept.',
  'train-again': 'There was no checkpoint yet: train again.',
  'resume-run': 'The run is kept up to its checkpoint of step {{step}}: resume it.',
} as const satisfies Readonly<Record<string, Template>>;

export type PhraseId = keyof typeof PHRASES;

export function phrase<I extends PhraseId>(id: I, ...[values]: ValuesFor<(typeof PHRASES)[I]>): Phrase {
  return values === undefined ? { text: `phrases.${id}` } : { text: `phrases.${id}`, values };
}

/** The name of a definition: `named('layers.dense.title', 'Dense')`. */
export const named = (text: string, english: string): Phrase => ({ text, english });
