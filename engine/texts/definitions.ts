/**
 * Names of definitions (layers, losses, datasets, templates …) and of their settings in the language of now. The English
 * stands in the definition; the Chinese in `zh/`, by ids made of the definition's kind and id.
 */
import { docText } from './docs.ts';
import { language, say, type Worded } from './index.ts';

export type DefinitionKind =
  | 'layers'
  | 'losses'
  | 'optimizers'
  | 'schedules'
  | 'metrics'
  | 'initializers'
  | 'constraints'
  | 'datasets'
  | 'transforms'
  | 'augmentations'
  | 'ready'
  | 'templates'
  | 'targets'
  /** The training settings of a document, by the group that they stand in. */
  | 'training';

export const definitionTitle = (
  kind: DefinitionKind,
  { id, title }: { readonly id: string; readonly title: string },
): Worded => say(`${kind}.${id}.title`, title);

/** What an export target writes and needs. */
export const targetText = <K extends 'doc' | 'needs'>(
  target: { readonly id: string } & Readonly<Record<K, string>>,
  key: K,
): Worded => say(`targets.${target.id}.${key}`, target[key]);

interface Lack<Document> {
  readonly says: string;
  readonly when?: (document: Document) => boolean;
}

/** What of a document an export target does not write. */
export const lacksText = <Document>(
  { id, lacks }: { readonly id: string; readonly lacks: Readonly<Record<string, Lack<Document>>> },
  document: Document,
): Worded[] =>
  Object.entries(lacks).flatMap(([key, { says, when }]) =>
    when?.(document) === false ? [] : [say(`targets.${id}.lacks.${key}`, says)],
  );

/** A layer's name; an instance of a block has the block's own. */
export const layerTitle = ({ id, title }: { readonly id: string; readonly title: string }): Worded =>
  definitionTitle('layers', { id, title: docText(title) });
/** What a list offers: each definition by its title, with what it is. An export target has the latter by its id. */
export const titledOptions = (
  kind: DefinitionKind,
  definitions: readonly { readonly id: string; readonly title: string; readonly doc: string }[],
): { value: string; title: string; doc: string }[] =>
  definitions.map((one) => ({
    value: one.id,
    title: definitionTitle(kind, one),
    doc: say(`${kind}.${one.id}.doc`, docText(one.doc)),
  }));

/** English as it stands within a sentence: "learning rate", but "ReLU", "IoU" and "R²". */
export const inSentence = (english: string): string =>
  english.replace(/^\p{Lu}(?=\p{Ll}+(?!\p{L})|$)/u, (first) => first.toLowerCase());

/** A label of the language of now as it stands within a sentence: "Set learning rate". */
export const withinSentence = (label: string): Worded => (language() === 'en' ? inSentence(label) : label) as Worded;

interface Field {
  readonly label: string;
  readonly doc: string;
  readonly unit?: string;
  readonly blank?: { readonly value: unknown; readonly text: string };
  readonly options?: readonly string[];
  readonly names?: Readonly<Partial<Record<string, string>>>;
}

/** A definition's settings with labels, documentation, options and units in the language of now, for forms. */
export function settingsInLanguage<S extends Readonly<Record<string, object>>>(
  kind: DefinitionKind,
  { id, settings }: { readonly id: string; readonly settings: S },
): S {
  if (language() === 'en') return settings;
  const fields = settings as Readonly<Record<string, Field>>;
  return Object.fromEntries(
    Object.entries(fields).map(([key, field]) => [key, inLanguage(`${kind}.${id}.settings.${key}`, field)]),
  ) as S;
}

function inLanguage(id: string, field: Field): Field {
  const { label, doc, unit, blank, options, names } = field;
  return {
    ...field,
    // a block's settings have no ids: what a template calls them has its Chinese by the English, as its documentation has
    label: say(id, docText(label)),
    doc: docText(doc),
    ...(unit !== undefined && { unit: say(`units.${unit}`, unit) }),
    ...(blank && { blank: { ...blank, text: say(`blanks.${blank.text}`, blank.text) } }),
    ...(options && { names: optionNames(id, options, names) }),
  };
}

/** An option without any name keeps none: the form shows it as it is. */
const optionNames = (id: string, options: readonly string[], english: Field['names']): Record<string, string> =>
  Object.fromEntries(
    options
      .map((option) => [option, say(`${id}.${option}`, docText(english?.[option] ?? ''))] as const)
      .filter(([, name]) => name !== ''),
  );
