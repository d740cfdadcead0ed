/**
 * `npm run docs`: writes what follows from the code, `reference.md` (layers, learning, data) and `loom.schema.json` (the form of `.loom`
 * files). A test holds that both are up to date.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AUGMENTATIONS } from '../engine/data/augment/index.ts';
import { DATASETS, TRANSFORMS } from '../engine/data/index.ts';
import { documentJsonSchema } from '../engine/graph/file.ts';
import { FAMILIES, type Layer } from '../engine/layers/define.ts';
import { LAYERS } from '../engine/layers/index.ts';
import { CONSTRAINTS, INITIALIZERS, LOSSES, METRICS, OPTIMIZERS, SCHEDULES } from '../engine/learn/index.ts';
import { checkGraph } from '../engine/passes/check.ts';
import type { Field, Schema } from '../engine/settings.ts';
import { TEMPLATE_FAMILIES } from '../templates/define.ts';
import { TEMPLATES, type Template } from '../templates/index.ts';

interface Described {
  readonly id: string;
  readonly title: string;
  readonly doc: string;
  readonly formula?: string;
  readonly source?: { readonly title: string; readonly url: string };
  readonly settings: Schema;
}

/** What a setting may be, in a few words. */
function range(field: Field): string {
  switch (field.kind) {
    case 'choices':
      return `for each name one of ${field.options.map((option) => `\`${option}\``).join(', ')}`;
    case 'choice':
      return field.options.map((option) => `\`${option}\``).join(', ');
    case 'int':
    case 'number': {
      const bounds = [
        field.min === undefined ? '' : `${field.exclusiveMin ? 'above' : 'from'} ${field.min}`,
        field.max === undefined ? '' : `${field.exclusiveMax ? 'below' : 'to'} ${field.max}`,
      ];
      return [field.kind === 'int' ? 'whole number' : 'number', ...bounds.filter(Boolean)].join(' ');
    }
    case 'ints':
      return field.length === undefined
        ? 'whole numbers'
        : `${field.length} whole number${field.length === 1 ? '' : 's'}`;
    case 'numbers':
      return field.min === undefined ? 'numbers' : `numbers from ${field.min}`;
    default:
      return field.kind;
  }
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ');
const shown = (value: unknown): string =>
  `\`${typeof value === 'string' ? value : typeof value === 'object' && value !== null && 'type' in value ? String(value.type) : JSON.stringify(value)}\``;

function settingsTable(settings: Schema): string[] {
  const rows = Object.entries(settings).map(
    ([name, field]) => `| \`${name}\` | ${cell(field.doc)} | ${range(field)} | ${shown(field.default)} |`,
  );
  return rows.length === 0
    ? []
    : ['', '| setting | meaning | values | default |', '| --- | --- | --- | --- |', ...rows];
}

function entry({ id, title, doc, formula, source, settings }: Described, more: readonly string[] = []): string[] {
  return [
    '',
    `### ${title} (\`${id}\`)`,
    '',
    doc,
    ...(formula ? ['', `$$${formula}$$`] : []),
    ...more,
    ...settingsTable(settings),
    ...(source ? ['', `Source: [${source.title}](${source.url})`] : []),
  ];
}

function layerEntry(layer: Layer): string[] {
  const ports = [
    ...layer.inputs.map(
      ({ name, doc, many, optional }) =>
        `- in \`${name}\`${many ? ' (two or more wires)' : optional ? ' (optional)' : ''}: ${doc}`,
    ),
    ...layer.outputs.map(({ name, doc }) => `- out \`${name}\`: ${doc}`),
  ];
  return entry(layer, ['', ...ports]);
}

export function reference(): string {
  const families = Object.entries(FAMILIES)
    .map(([family, { title }]) => ({ title, layers: LAYERS.filter((layer) => layer.family === family) }))
    .filter(({ layers }) => layers.length > 0);
  return `${[
    '# Layers, learning and data',
    '',
    'Written by `npm run docs` from the definitions in `engine/`. N is the batch.',
    '',
    'Any layer or block can be applied to each step of a sequence by itself (time-distributed): turn on *Each step* ' +
      'in the inspector, or give its node `"steps": 1` in the file. A Conv 2D then reads N×steps×channels×height×width.',
    '',
    ...families.map(({ title, layers }) => `- ${title}: ${layers.map((layer) => layer.title).join(', ')}`),
    ...families.flatMap(({ title, layers }) => ['', `## ${title}`, ...layers.flatMap(layerEntry)]),
    '',
    '## Losses',
    ...LOSSES.flatMap((loss) => entry(loss)),
    '',
    '## Optimizers',
    ...OPTIMIZERS.flatMap((optimizer) => entry(optimizer)),
    '',
    '## Learning-rate schedules',
    ...SCHEDULES.flatMap((schedule) => entry(schedule)),
    '',
    '## Initializers',
    ...INITIALIZERS.flatMap((initializer) => entry(initializer)),
    '',
    '## Constraints',
    ...CONSTRAINTS.flatMap((constraint) => entry(constraint)),
    '',
    '## Metrics',
    ...METRICS.flatMap((metric) => entry(metric)),
    '',
    '## Datasets',
    ...DATASETS.flatMap((dataset) => entry(dataset, dataset.more === undefined ? [] : ['', dataset.more])),
    '',
    '## Transforms',
    ...TRANSFORMS.flatMap((transform) => entry(transform)),
    '',
    '## Augmentation',
    ...AUGMENTATIONS.flatMap((augmentation) => entry(augmentation)),
  ].join('\n')}\n`;
}

export const schema = (): string => `${JSON.stringify(documentJsonSchema(), null, 2)}\n`;

/** A file as it lies in `docs/`. */
export const written = (name: string): string => readFileSync(path.join(import.meta.dirname, name), 'utf8');

/** What was measured, at the end of the page of templates: written by hand. */
const LEARNED = '\n## How well they learn\n';
function measured(): string {
  const before = written('templates.md');
  const start = before.indexOf(LEARNED);
  return start < 0 ? '' : before.slice(start);
}

/** Every member of every family, which the tests hold to its reference, and what was measured. */
export function templates(): string {
  const families = Object.entries(TEMPLATE_FAMILIES).map(([family, title]) => ({
    title,
    list: TEMPLATES.filter((template) => template.family === family),
  }));
  const grouped = (value: number) => value.toLocaleString('en-US');
  const rowOf = (template: Template, size: Readonly<Record<string, unknown>>) => {
    const { parameters, macs } = checkGraph(template.make(size).graph);
    const command = [
      'loom new',
      template.id,
      ...Object.entries(size).map(([name, value]) => `--set ${name}=${String(value)}`),
    ].join(' ');
    return `| ${template.nameOf(size)} | \`${command}\` | ${grouped(parameters)} | ${(macs / 1e6).toFixed(1)} |`;
  };
  const about = (template: Template) => {
    const { purpose, novelty, beware, paper } = template.story;
    return [
      '',
      `### ${template.title}`,
      '',
      template.doc,
      '',
      purpose,
      novelty,
      ...(beware ? ['', `Beware: ${beware}`] : []),
      ...(paper ? ['', `Paper: [${paper.title}](${paper.url})`] : []),
      '',
      '| network | command | parameters | million multiply-adds |',
      '| --- | --- | ---: | ---: |',
      ...(template.sizes ?? [{}]).map((size) => rowOf(template, size)),
    ];
  };
  return `${[
    '# Templates',
    '',
    'Written by `npm run docs`, but for what was measured, its last section. `test/conformance/templates.test.ts` ' +
      'holds names, shapes and counts of the weights to torchvision, Hugging Face and PyTorch.',
    ...families.flatMap(({ title, list }) => ['', `## ${title}`, ...list.flatMap(about)]),
  ].join('\n')}\n${measured()}`;
}

export const FILES: Readonly<Record<string, () => string>> = {
  'reference.md': reference,
  'templates.md': templates,
  'loom.schema.json': schema,
};

if (process.argv[1] === import.meta.filename)
  for (const [name, make] of Object.entries(FILES)) writeFileSync(path.join(import.meta.dirname, name), make());
