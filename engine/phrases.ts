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
  // What settings of all kinds must be
  'whole-number': 'a whole number',
  'whole-number-within': 'a whole number{{range}}',
  number: 'a number',
  'number-within': 'a number{{range}}',
  'true-or-false': 'true or false',
  text: 'text',
  'one-of': 'one of {{options}}',
  'no-settings': 'one of no settings',
  'whole-numbers-of-length': '{{length}} whole numbers',
  'whole-numbers-of-length-within': '{{length}} whole numbers{{range}}',
  'list-of-whole-numbers': 'a list of whole numbers',
  'list-of-whole-numbers-within': 'a list of whole numbers{{range}}',
  'list-of-numbers': 'a list of numbers',
  'list-of-numbers-within': 'a list of numbers{{range}}',
  'an-initializer': 'an initializer',
  'range-from-to': ' from {{min}} to {{max}}',
  'range-from-below': ' from {{min}} to {{max}} (not included)',
  'range-above': ' above {{min}}',
  'range-at-least': ', at least {{min}}',
  'range-below': ' below {{max}}',
  'range-at-most': ', at most {{max}}',
  'part-of': '{{whole}}: {{part}}',
  quoted: '"{{name}}"',
  // What losses, metrics and schedules need
  'output-for-each-class': 'an output for each class',
  'output-row-for-each-class': 'one output for each class, N×classes',
  'class-numbers-or-one-hot': 'class numbers or one-hot rows',
  'class-within': 'a class from 0 to {{last}}',
  'class-weights': '{{count}} class weights, one for each class',
  'so-many': '{{count}} of them',
  'labels-or-one-hot': 'labels as class numbers, or one-hot rows of {{count}}',
  'labels-as-numbers': 'labels as class numbers',
  'float-output': 'a float32 output',
  'numbers-a-target': '{{count}} target numbers a sample',
  'vector-a-sample': 'a vector for each sample, N×width',
  'class-a-sample': 'a class number for each sample',
  'no-sample-weights': 'no sample weights: {{loss}} compares the samples of a batch with each other',
  'weight-a-sample': 'sample weights of one number a sample',
  'weight-or-weights-a-sample': 'sample weights of one number a sample, or {{shape}} of them',
  'time-outputs': 'outputs N×time×classes with more than {{blank}} classes',
  'label-rows': 'rows of class numbers, int32 N×labels',
  'probability-rows': 'a row of probabilities for each row of outputs, {{shape}}',
  'shares-for-moments': 'as many shares as moments, at least one',
  'moments-and-shares': '{{moments}} moments and {{shares}} shares',
  'rising-moments': 'moments in rising order',
  // Parts of the training
  'the-loss': 'The loss',
  'the-optimizer': 'The optimizer',
  'the-schedule': 'The schedule',
  'schedule-called': 'The schedule {{title}}',
  'a-metric': 'A metric',
  'a-constraint': 'A constraint',
  'what-early-stopping-watches': 'What early stopping watches',
  'loss-of-this-version': 'a loss of this version',
  'metric-of-this-version': 'a metric of this version',
  'optimizer-of-this-version': 'an optimizer of this version',
  'schedule-of-this-version': 'a schedule of this version',
  'constraint-of-this-version': 'a constraint of this version',
  'transform-of-this-version': 'a transform of this version',
  // What is wrong with a formula
  'no-input-named': 'it speaks of no input such as x',
  'formula-too-long': 'a formula has {{count}} characters at most',
  'unknown-sign': '"{{sign}}" means nothing here',
  'unended-text': "a text that begins with ' does not end",
  'missing-at-end': '{{wanted}} is missing at the end',
  'missing-before': '{{wanted}} is missing before "{{text}}"',
  'a-value': 'a value',
  'too-deep': 'it is nested too deeply',
  'too-much': '"{{text}}" is too much',
  'name-no-number': '"{{name}}" is not a number',
  'part-no-number': 'this part is not a number',
  'name-no-condition': '"{{name}}" is neither true nor false',
  'part-no-condition': 'this part is neither true nor false',
  'name-unknown': 'there is no "{{name}}"',
  'name-unknown-among': 'there is no "{{name}}"; there is {{names}}',
  'function-unknown': 'there is no function "{{name}}"; there is {{names}}',
  'takes-one': '{{name}} takes one value',
  'takes-one-at-least': '{{name}} takes one value at least',
  'result-not-finite': 'the result is not a finite number',
  // A graph that cannot be
  'another-layer': 'another layer',
  itself: 'itself',
  'no-such-layer': 'no such layer',
  'layer-with-own-weights': 'a layer with weights of its own',
  'sharing-layer': 'one that shares those of "{{name}}"',
  'no-weights': 'no weights',
  'weight-shape': '{{name}} {{shape}}',
  'whole-number-from-0': 'a whole number, at least 0',
  'formula-without-value': 'a formula without a value',
  repeat: 'Repeat',
  'remove-wire': 'Remove the wire',
  'remove-wire-between': 'Remove the wire from {{from}} to {{to}}',
  'keep-last-wire': 'Keep the last wire',
  'remove-node': 'Remove the node',
  'remove-port': 'Remove the port',
  'use-default': 'Use the default',
  'apply-to-each-step': 'Apply it to each step',
  'use-own-weights': 'Use weights of its own',
  'use-cross-entropy': 'Use cross-entropy',
  'set-setting': 'Set {{setting}} to {{value}}',
  'set-setting-or-more': 'Set {{setting}} to {{value}} or more, or choose data with fewer.',
  'leave-out-token': 'Leave it out, or train with more tokens.',
  'count-tokens-from-0': 'Correct the data: tokens are counted from 0.',
  // Where a file is damaged, and how
  'its-beginning': 'its beginning',
  'line-and-column': 'line {{line}}, column {{column}}',
  'not-json': 'it is not JSON',
  'not-a-document': 'it is not a Layerloom document',
  'not-a-block': 'it is not a block of Layerloom',
  'no-version': 'it has no whole version number',
  'never-released': 'version {{version}} was never released',
  'no-such-block': 'there is no block "{{name}}"',
  // What is wrong with the formula of a layer
  'number-needed': 'a number is needed here',
  'number-not-condition': 'a number is needed here, not a condition',
  'number-by-choice': 'a number is needed here, not a condition; write "condition ? 1 : 0"',
  'condition-needed': 'a condition such as x > 0 is needed here',
  'takes-values': { one: '{{name}} takes {{count}} value', other: '{{name}} takes {{count}} values' },
  'takes-values-or-more': '{{name}} takes {{least}} or more values',
  'does-not-fit': 'it does not fit the format',
  // Data that does not reach the network
  'transform-of': 'The transform {{title}} of "{{column}}"',
  given: 'given {{what}}',
  'input-called': 'Input "{{name}}"',
  'target-called': 'The target "{{name}}"',
  'no-column-chosen': 'no column chosen for it',
  'set-shape': 'Set the shape to {{shape}}',
  'the-column': 'The column "{{name}}"',
  'tokens-up-to': 'tokens up to {{largest}}',
  'the-data': 'The data',
  'the-document-without-data': 'the document (none is chosen)',
  'training-split': 'training',
} as const satisfies Readonly<Record<string, Template>>;

export type PhraseId = keyof typeof PHRASES;

export function phrase<I extends PhraseId>(id: I, ...[values]: ValuesFor<(typeof PHRASES)[I]>): Phrase {
  return values === undefined ? { text: `phrases.${id}` } : { text: `phrases.${id}`, values };
}

/** The title of a definition: `definitionName('layers', dense)`. */
export const definitionName = (kind: string, { id, title }: { readonly id: string; readonly title: string }): Phrase =>
  named(`${kind}.${id}.title`, title);

/** The name of a definition or of a part of it: `named('layers.dense.title', 'Dense')`. */
export const named = (text: string, english: string): Phrase => ({ text, english });
