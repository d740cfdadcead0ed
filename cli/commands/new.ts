import { existsSync } from 'node:fs';
import { serialize } from '../../engine/graph/file.ts';
import { writeAtomic } from '../../engine/node/atomic.ts';
import { problem, UserError } from '../../engine/problems.ts';
import { TEMPLATES, templateOf } from '../../templates/index.ts';
import { type Command, out, required, UsageError } from '../define.ts';

export const newCommand: Command = {
  name: 'new',
  usage: 'TEMPLATE --out FILE',
  doc: 'Makes a document of a template. An existing file is left alone.',
  positionals: 1,
  options: { out: { type: 'string' } },
  async run(args) {
    const [id] = args.positionals;
    const template = templateOf(id!);
    if (!template) throw new UsageError(`There is no template "${id}". Templates: ${TEMPLATES.map(({ id }) => id).join(', ')}.`);
    const file = required(args, 'out');
    if (existsSync(file)) throw new UserError(problem('write-failed', { path: file, reason: 'there is a file of that name already; choose another name' }));
    await writeAtomic(file, serialize(template.make()));
    out(args.json ? JSON.stringify({ file }) : file);
    return 0;
  },
};
