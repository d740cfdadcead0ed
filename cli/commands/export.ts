import { t, word } from '../../engine/texts/index.ts';
import { beyondHalf } from '../../engine/data/formats/safetensors.ts';
import type { Document } from '../../engine/graph/document.ts';
import { checkGraph, learnedNames } from '../../engine/passes/check.ts';
import { phrase, someNames, verbatim } from '../../engine/phrases.ts';
import { readWeights } from '../../engine/runs/folder.ts';
import { disk } from '../../engine/node/files/disk.ts';
import { diskFiles } from '../../engine/node/data/disk-files.ts';
import path from 'node:path';
import { exportProject } from '../../engine/export/project.ts';
import { EXPORT_TARGETS, exportTargetOf } from '../../engine/targets/index.ts';
import { baseOf, type Command, out, readDocument, required, say, UsageError, withData } from '../define.ts';

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
          name: verbatim(id),
          exports: IDS.map(verbatim),
        }),
      );
    const file = args.positionals[0]!;
    const folder = path.resolve(required(args, 'out'));
    const { weights } = args.options;
    const document = withData(await readDocument(file), undefined);
    const files = await exportProject({ files: disk, dataFiles: diskFiles }, document, target, {
      folder,
      base: baseOf(file),
      weights: typeof weights === 'string' ? weights : undefined,
    });
    if (typeof weights === 'string') await sayWide(document, weights);
    out(args.json ? JSON.stringify({ folder, files }) : files.map((name) => path.join(folder, name)).join('\n'));
    return 0;
  },
};

/** Weights that are written wider than the document asks for. */
async function sayWide(document: Document, weights: string): Promise<void> {
  if (document.training.savedAs !== 'float16') return;
  const { tensors } = await readWeights(disk, weights);
  const wide = beyondHalf(tensors, learnedNames(checkGraph(document.graph)));
  if (wide.length > 0) say(word(phrase('kept-in-32-bits', { names: someNames(wide.map(verbatim)) })));
}
