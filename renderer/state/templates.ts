/** Templates as the window offers them: their sizes, and the documents made of them, called in the language of now. */
import type { Document } from '../../engine/graph/document.ts';
import { serialize } from '../../engine/graph/file.ts';
import { definitionTitle } from '../../engine/texts/definitions.ts';
import { language, say, t } from '../../engine/texts/index.ts';
import { TEMPLATES, type Template } from '../../templates/index.ts';

export type Settings = Readonly<Record<string, unknown>>;

/** The document of these settings. Throws a `UserError` where they do not fit. */
export const documentOf = (template: Template, settings: Settings = {}): Document => ({
  ...template.make(settings),
  name: titleNow(template, settings),
});

/** Whether a document is a template as it comes, whatever it is called in either language. */
export const isTemplate = (document: Document): boolean =>
  TEMPLATES.some(
    (template) =>
      [template.nameOf(), titleNow(template, {})].includes(document.name) &&
      serialize({ ...template.make(), name: document.name }) === serialize(document),
  );

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
