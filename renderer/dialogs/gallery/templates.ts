/** What the gallery asks of templates: which are meant by some words, and what a choice of settings makes. */
import { definitionTitle } from '../../../engine/texts/definitions.ts';
import { docText } from '../../../engine/texts/docs.ts';
import { say } from '../../../engine/texts/index.ts';
import type { Document } from '../../../engine/graph/document.ts';
import { type CheckedGraph, checkGraph } from '../../../engine/passes/check.ts';
import { UserError } from '../../../engine/problems.ts';
import { documentOf, type Settings, sizesOf } from '../../state/templates.ts';
import { TEMPLATE_FAMILIES } from '../../../templates/define.ts';
import { TEMPLATES, type Template } from '../../../templates/index.ts';

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
    const document = documentOf(template, settings);
    return { document, checked: checkGraph(document.graph) };
  } catch (error) {
    if (error instanceof UserError) return { refused: error.message };
    throw error;
  }
}
