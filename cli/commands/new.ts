import { definitionTitle } from '../../engine/texts/definitions.ts';
import { existsSync } from 'node:fs';
import type { Document } from '../../engine/graph/document.ts';
import { t } from '../../engine/texts/index.ts';
import { serialize } from '../../engine/graph/file.ts';
import { writeFile } from '../../engine/files/write.ts';
import { disk } from '../../engine/node/files/disk.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { problem, UserError } from '../../engine/problems.ts';
import type { Field } from '../../engine/settings.ts';
import { TEMPLATES, type Template, templateOf } from '../../templates/index.ts';
import { type Command, out, required, UsageError, usageError, type Arguments } from '../define.ts';
import { TABLE_OPTIONS, tableDocument } from '../table-document.ts';
import { phrase, verbatim } from '../../engine/phrases.ts';

export const newCommand: Command = {
  name: 'new',
  calls: ['TEMPLATE --out FILE [--set NAME=VALUE]...', '--data FILE|FOLDER --out FILE'],
  doc: 'Makes a document of a template, or one that learns what its data ask for.',
  more:
    '`loom templates TEMPLATE` tells the settings of a template. Of data it is a column of a table, or several with an output each, the ' +
    'classes of a folder of pictures, sounds or texts, masks, or arrays with their targets; several files have commas between. An existing ' +
    'file is left alone.',
  positionals: [0, 1],
  options: {
    out: { value: 'FILE', doc: 'The document that is written.' },
    set: { value: 'NAME=VALUE', multiple: true, doc: 'A setting of the template. Can be repeated.' },
    data: { value: 'FILE|FOLDER', doc: 'What is to be learned from.' },
    ...TABLE_OPTIONS,
  },
  async run(args) {
    const { data } = args.options;
    const document = typeof data === 'string' ? await tableDocument(args, data) : templateDocument(args);
    const file = required(args, 'out');
    if (existsSync(file))
      throw new UserError(problem('write-failed', { path: verbatim(file), reason: phrase('name-taken') }));
    await writeFile(disk, file, serialize(document));
    out(
      args.json
        ? JSON.stringify({ file, name: document.name, parameters: checkGraph(document.graph).parameters })
        : file,
    );
    return 0;
  },
};

function templateDocument(args: Arguments): Document {
  const [id] = args.positionals;
  if (id === undefined) throw usageError(newCommand);
  const template = templateOf(id!);
  if (!template)
    throw new UsageError(
      t('cli.noTemplate', 'There is no template "{{name}}". Templates: {{templates}}.', {
        name: verbatim(id!),
        templates: TEMPLATES.map(({ id }) => verbatim(id)),
      }),
    );
  return template.make(settingsOf(template, (args.options.set ?? []) as readonly string[]));
}

function settingsOf(template: Template, pairs: readonly string[]): Record<string, unknown> {
  const { settings } = template;
  return Object.fromEntries(
    pairs.map((pair) => {
      const [name, value] = pair.split(/=(.*)/s) as [string, string?];
      const field = settings[name];
      if (value === undefined)
        throw new UsageError(t('cli.set', '--set needs NAME=VALUE. It is "{{value}}".', { value: verbatim(pair) }));
      if (!field)
        throw new UsageError(
          t('cli.noSetting', '{{title}} has no setting "{{name}}". Settings: {{settings}}.', {
            title: definitionTitle('templates', template),
            name: verbatim(name),
            settings: Object.keys(settings).map(verbatim),
          }),
        );
      return [name, parseSetting(field, value)];
    }),
  );
}

/** Text as the field's kind of value; what is none stays text and is refused with the field's own words. */
function parseSetting({ kind }: Field, text: string): unknown {
  const number = (part: string) => (part.trim() === '' || Number.isNaN(Number(part)) ? part : Number(part));
  if (kind === 'int' || kind === 'number') return number(text);
  if (kind === 'boolean') return text === 'true' ? true : text === 'false' ? false : text;
  return kind === 'ints' || kind === 'numbers' ? text.split(',').map(number) : text;
}
