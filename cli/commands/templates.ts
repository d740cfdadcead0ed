import { type Value, verbatim } from '../../engine/phrases.ts';
import { definitionTitle } from '../../engine/texts/definitions.ts';
import { docText, loadDocs } from '../../engine/texts/docs.ts';
import { say, t, toSay, type Worded } from '../../engine/texts/index.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import type { Field } from '../../engine/settings.ts';
import { TEMPLATE_FAMILIES, type TemplateFamily } from '../../templates/define.ts';
import { TEMPLATES, type Template, templateOf } from '../../templates/index.ts';
import { grouped, tableText } from '../columns.ts';
import { type Command, out, UsageError } from '../define.ts';

export const templates: Command = {
  name: 'templates',
  calls: ['[TEMPLATE]'],
  doc: 'Lists the networks to start from, or tells of one: its story and its settings.',
  positionals: [0, 1],
  options: {},
  async run({ json, positionals: [id] }) {
    const asked = id === undefined ? undefined : templateOf(id);
    if (id !== undefined && !asked)
      throw new UsageError(
        t('cli.noTemplate', 'There is no template "{{name}}". Templates: {{templates}}.', {
          name: verbatim(id),
          templates: TEMPLATES.map(({ id }) => verbatim(id)),
        }),
      );
    await loadDocs();
    if (json) out(JSON.stringify(asked ? described(asked) : TEMPLATES.map(described)));
    else out(asked ? storyOf(asked) : listed());
    return 0;
  },
};

const parametersOf = (template: Template, settings: Readonly<Record<string, unknown>> = {}): number =>
  checkGraph(template.make(settings).graph).parameters;

const familyTitle = (family: TemplateFamily): Worded => say(`templates.group.${family}`, TEMPLATE_FAMILIES[family]);

function listed(): string {
  return (Object.keys(TEMPLATE_FAMILIES) as TemplateFamily[])
    .map((family) => [familyTitle(family), TEMPLATES.filter((template) => template.family === family)] as const)
    .filter(([, templates]) => templates.length > 0)
    .map(([title, templates]) => {
      const rows = templates.map((one) => [`  ${one.id}`, docText(one.doc), grouped(parametersOf(one))]);
      return `${title}\n${tableText(rows)}`;
    })
    .join('\n\n');
}

/** What a setting may be. */
function rangeOf(field: Field): Value {
  if (field.kind === 'choice') return field.options.map(verbatim);
  if (field.kind === 'boolean') return verbatim('true, false');
  return field.kind === 'ints' || field.kind === 'numbers'
    ? toSay('cli.templates.numbers', 'numbers between commas')
    : field.kind === 'int'
      ? toSay('cli.templates.whole', 'a whole number')
      : toSay('cli.templates.number', 'a number');
}

const settingOf = ([name, field]: [string, Field]): [string, string] => [
  `  ${name}`,
  t('cli.templates.setting', '{{doc}} ({{range}}; default {{usual}})', {
    doc: docText(field.doc),
    range: rangeOf(field),
    usual: verbatim(String(field.default)),
  }),
];

const sizesOf = (template: Template): string[][] =>
  (template.sizes ?? []).map((size) => [
    `  ${template.nameOf(size)}`,
    Object.entries(size)
      .map(([name, value]) => `${name}=${String(value)}`)
      .join(' '),
    grouped(parametersOf(template, size)),
  ]);

function storyOf(template: Template): string {
  const { purpose, novelty, beware, paper } = template.story;
  const sizes = sizesOf(template);
  return [
    t('cli.templates.heading', '{{title}} ({{family}})', {
      title: definitionTitle('templates', template),
      family: familyTitle(template.family),
    }),
    '',
    docText(template.doc),
    '',
    t('cli.templates.for', 'For: {{purpose}}', { purpose: docText(purpose) }),
    t('cli.templates.new', 'New: {{novelty}}', { novelty: docText(novelty) }),
    ...(beware === undefined ? [] : [t('cli.templates.beware', 'Beware: {{beware}}', { beware: docText(beware) })]),
    ...(paper
      ? [
          t('cli.templates.paper', 'Paper: {{title}}, {{url}}', {
            title: verbatim(paper.title),
            url: verbatim(paper.url),
          }),
        ]
      : []),
    '',
    t('cli.templates.settings', 'Settings (--set name=value):'),
    tableText(Object.entries(template.settings).map(settingOf)),
    ...(sizes.length > 0 ? ['', t('cli.templates.members', 'Members:'), tableText(sizes)] : []),
  ].join('\n');
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
