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

/** What fills a gap: a number, a name or a shape as it is, a phrase, or a list of them. */
export type Value = number | string | Phrase | readonly Value[];

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
  /** A layer as the user sees it. */
  layer: '{{title}} "{{name}}"',
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
