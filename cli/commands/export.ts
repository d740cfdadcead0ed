import { t } from '../../engine/texts/index.ts';
import { disk } from '../../engine/node/files/disk.ts';
import { diskFiles } from '../../engine/node/data/disk-files.ts';
import path from 'node:path';
import { exportProject } from '../../engine/export/project.ts';
import { EXPORT_TARGETS, exportTargetOf } from '../../engine/targets/index.ts';
import { baseOf, type Command, out, readDocument, required, UsageError, withData } from '../define.ts';

const IDS = EXPORT_TARGETS.map(({ id }) => id);

export const exportCommand: Command = {
  name: 'export',
  usage: `FILE --to ${IDS.join('|')} [--weights W] --out DIR`,
  doc: 'Writes a complete project: code, and the weights where they are given.',
  positionals: 1,
  options: { to: { type: 'string' }, weights: { type: 'string' }, out: { type: 'string' } },
  async run(args) {
    const id = required(args, 'to');
    const target = exportTargetOf(id);
    if (!target)
      throw new UsageError(
        t('cli.noExport', 'There is no export to "{{name}}". Exports: {{exports}}.', {
          name: id,
          exports: IDS.join(', '),
        }),
      );
    const file = args.positionals[0]!;
    const folder = path.resolve(required(args, 'out'));
    const { weights } = args.options;
    const files = await exportProject(
      { files: disk, dataFiles: diskFiles },
      withData(await readDocument(file), undefined),
      target,
      {
        folder,
        base: baseOf(file),
        weights: typeof weights === 'string' ? weights : undefined,
      },
    );
    out(args.json ? JSON.stringify({ folder, files }) : files.map((name) => path.join(folder, name)).join('\n'));
    return 0;
  },
};
