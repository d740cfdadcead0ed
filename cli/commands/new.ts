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
import { type Command, out, required, UsageError, usageText, type Arguments } from '../define.ts';
import { TABLE_OPTIONS, tableDocument } from '../table-document.ts';
import { phrase, verbatim } from '../../engine/phrases.ts';

export const newCommand: Command = {
  name: 'new',
  usage:
    'TEMPLATE [--set NAME=VALUE]... | ' +
    '--data FILE|FOLDER [--target COLUMN[,COLUMN]...] [--time COLUMN [--group COLUMN]... ' +
    '[--window N] [--horizon N] [--lead N] [--stride N]] [--skip] --out FILE',
  doc:
    'Makes a document of a template (`loom templates TEMPLATE` tells its settings), or one that learns what its data ask for: ' +
    'a column of a table, or several at once with an output each, ' +
    'the classes of a folder of pictures or texts, masks, arrays with their targets; several files with commas between. ' +
    'With --time it foretells that column: the next --horizon steps from the last --window, for each --group by itself, ' +
    'with --lead steps between them that are not known. ' +
    'An existing file is left alone.',
  positionals: 0,
  options: {
    out: { type: 'string' },
    set: { type: 'string', multiple: true },
    data: { type: 'string' },
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
  if (id === undefined) throw new UsageError(usageText(`new ${newCommand.usage}`));
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
