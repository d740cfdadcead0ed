import { verbatim } from '../../engine/phrases.ts';
import { t } from '../../engine/texts/index.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import type { Field } from '../../engine/settings.ts';
import { TEMPLATE_FAMILIES, type TemplateFamily } from '../../templates/define.ts';
import { TEMPLATES, type Template, templateOf } from '../../templates/index.ts';
import { type Command, grouped, out, tableText, UsageError } from '../define.ts';

export const templates: Command = {
  name: 'templates',
  usage: '[TEMPLATE]',
  doc: 'Lists the templates that `loom new` makes documents of, by family with their parameters; or tells of one: its story and its settings.',
  positionals: 0,
  options: {},
  run({ json, positionals: [id] }) {
    const asked = id === undefined ? undefined : templateOf(id);
    if (id !== undefined && !asked)
      throw new UsageError(
        t('cli.noTemplate', 'There is no template "{{name}}". Templates: {{templates}}.', {
          name: verbatim(id),
          templates: TEMPLATES.map(({ id }) => verbatim(id)),
        }),
      );
    if (json) out(JSON.stringify(asked ? described(asked) : TEMPLATES.map(described)));
    else out(asked ? storyOf(asked) : listed());
    return Promise.resolve(0);
  },
};

const parametersOf = (template: Template, settings: Readonly<Record<string, unknown>> = {}): number =>
  checkGraph(template.make(settings).graph).parameters;

function listed(): string {
  return Object.entries(TEMPLATE_FAMILIES)
    .map(([family, title]) => [title, TEMPLATES.filter((template) => template.family === family)] as const)
    .filter(([, templates]) => templates.length > 0)
    .map(
      ([title, templates]) =>
        `${title}\n${tableText(templates.map((template) => [`  ${template.id}`, template.doc, grouped(parametersOf(template))]))}`,
    )
    .join('\n\n');
}

/** What a setting may be, and its default. */
function rangeOf(field: Field): string {
  if (field.kind === 'choice') return field.options.join(', ');
  if (field.kind === 'boolean') return 'true, false';
  return field.kind === 'ints' || field.kind === 'numbers'
    ? 'numbers between commas'
    : field.kind === 'int'
      ? 'a whole number'
      : 'a number';
}

function storyOf(template: Template): string {
  const { title, family, story, settings, sizes = [] } = template;
  const lines = [
    `${title} (${TEMPLATE_FAMILIES[family as TemplateFamily]})`,
    '',
    template.doc,
    '',
    `For: ${story.purpose}`,
    `New: ${story.novelty}`,
  ];
  if (story.beware) lines.push(`Beware: ${story.beware}`);
  if (story.paper) lines.push(`Paper: ${story.paper.title}, ${story.paper.url}`);
  lines.push(
    '',
    'Settings (--set name=value):',
    tableText(
      Object.entries(settings).map(([name, field]) => [
        `  ${name}`,
        `${field.doc} (${rangeOf(field)}; default ${String(field.default)})`,
      ]),
    ),
  );
  if (sizes.length > 0)
    lines.push(
      '',
      'Members:',
      tableText(
        sizes.map((size) => [
          `  ${template.nameOf(size)}`,
          Object.entries(size)
            .map(([name, value]) => `${name}=${String(value)}`)
            .join(' '),
          grouped(parametersOf(template, size)),
        ]),
      ),
    );
  return lines.join('\n');
}

const described = (template: Template) => ({
  id: template.id,
  title: template.title,
  family: template.family,
  doc: template.doc,
  story: template.story,
  parameters: parametersOf(template),
  settings: template.settings,
  sizes: (template.sizes ?? []).map((settings) => ({
    name: template.nameOf(settings),
    settings,
    parameters: parametersOf(template, settings),
  })),
});
