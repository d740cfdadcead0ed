/** What the gallery asks of templates: which are meant by some words, what a choice of settings makes, and the sizes to choose from. */
import { definitionTitle } from '../../../engine/texts/definitions.ts';
import { docText } from '../../../engine/texts/docs.ts';
import { language, say, t } from '../../../engine/texts/index.ts';
import type { Document } from '../../../engine/graph/document.ts';
import { type CheckedGraph, checkGraph } from '../../../engine/passes/check.ts';
import { UserError } from '../../../engine/problems.ts';
import { TEMPLATE_FAMILIES } from '../../../templates/define.ts';
import { TEMPLATES, type Template } from '../../../templates/index.ts';

export type Settings = Readonly<Record<string, unknown>>;

/** Those in whose name or story every word stands, the nearest first. Hyphens do not matter: `gpt2`, `resnet-152`. */
export function findTemplates(text: string): readonly Template[] {
  const words = wordsOf(text);
  const found = TEMPLATES.filter((template) => hasAll(textOf(template), words));
  return found.sort((a, b) => distanceOf(a, text) - distanceOf(b, text));
}

/** 0 where it, or one of its sizes, is called so; 1 where words of its names begin so, 2 where its names say it: LeNet-5 says T5. */
export function distanceOf(template: Template, text: string): 0 | 1 | 2 | 3 {
  const [names, words] = [namesOf(template).map(wordsOf), wordsOf(text)];
  if (names.some((name) => name.join(' ') === words.join(' '))) return 0;
  if (words.every((word) => names.flat().some((own) => own.startsWith(word)))) return 1;
  return hasAll(namesOf(template).join(' '), words) ? 2 : 3;
}

/** The settings of the first size whose name says all of it. */
export function sizeNamed(template: Template, text: string): Settings {
  const words = wordsOf(text);
  return sizesOf(template).find(({ title }) => hasAll(title, words))?.settings ?? {};
}

const plain = (text: string): string => text.toLowerCase().replace(/[-_.]/g, '');
const wordsOf = (text: string): readonly string[] => plain(text).split(/\s+/).filter(Boolean);
const hasAll = (text: string, words: readonly string[]): boolean => {
  const searched = plain(text);
  return words.every((word) => searched.includes(word));
};

/** In English and in the language of now, with its sizes. */
const namesOf = (template: Template): readonly string[] => [
  template.id,
  template.title,
  definitionTitle('templates', template),
  ...sizesOf(template).map(({ title }) => title),
];

const textOf = (template: Template): string => {
  const { doc, story, family } = template;
  const group = TEMPLATE_FAMILIES[family];
  const told = [doc, story.purpose, story.novelty];
  return [...namesOf(template), group, story.paper?.title ?? '', ...told]
    .concat(say(`templates.group.${family}`, group), told.map(docText))
    .join(' ');
};

export type Made = { readonly document: Document; readonly checked: CheckedGraph } | { readonly refused: string };

export function make(template: Template, settings: Settings): Made {
  try {
    const document = template.make(settings);
    return { document, checked: checkGraph(document.graph) };
  } catch (error) {
    if (error instanceof UserError) return { refused: error.message };
    throw error;
  }
}

/** What a size is called in the language of now: a name of its own stays as it is. */
function sizeTitle(template: Template, settings: Settings, at: number): string {
  const name = template.nameOf(settings);
  return name === template.title
    ? definitionTitle('templates', template)
    : say(`templates.${template.id}.sizes.${at}`, name);
}

/** What the template is called with these settings, in the language of now: the size that they make, else the family. */
export function titleNow(template: Template, settings: Settings): string {
  if (language() === 'en') return template.nameOf(settings);
  const sizes = sizesOf(template).slice(0, template.sizes?.length ?? 1);
  return (
    sizes.find((size) => sameSettings(template, size.settings, settings))?.title ??
    definitionTitle('templates', template)
  );
}

/** The sizes that the literature names, and a small one that trains in a moment. */
export function sizesOf(template: Template): readonly { readonly title: string; readonly settings: Settings }[] {
  const sizes = (template.sizes ?? [{}]).map((settings, at) => ({
    title: sizeTitle(template, settings, at),
    settings,
  }));
  return template.small
    ? [...sizes, { title: t('gallery.small', 'Small, to try out'), settings: template.small }]
    : sizes;
}

/** Whether both come to the same once the defaults are filled in. */
export function sameSettings({ settings: schema }: Template, a: Settings, b: Settings): boolean {
  return Object.entries(schema).every(
    ([name, field]) => JSON.stringify(a[name] ?? field.default) === JSON.stringify(b[name] ?? field.default),
  );
}
