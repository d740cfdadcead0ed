import path from 'node:path';
import { datasetOf } from '../../engine/data/index.ts';
import { Pipeline } from '../../engine/data/pipeline.ts';
import type { Document } from '../../engine/graph/document.ts';
import { diskFiles } from '../../engine/node/files.ts';
import { readWeights } from '../../engine/node/runs/folder.ts';
import { writeProject } from '../../engine/node/write-project.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { UserError } from '../../engine/problems.ts';
import { EXPORT_TARGETS, exportTargetOf } from '../../engine/targets/index.ts';
import { baseOf, type Command, out, readDocument, required, UsageError } from '../define.ts';

const IDS = EXPORT_TARGETS.map(({ id }) => id);

/** The document with its data files by whole paths: the project lies elsewhere. */
function withWholePaths(document: Document, base: string): Document {
  const { dataset } = document.data;
  const fields = dataset && datasetOf(dataset.type)?.settings;
  if (!dataset || !fields) return document;
  const settings = Object.fromEntries(Object.entries(dataset.settings).map(([name, value]) => [name, fields[name]?.kind === 'path' && typeof value === 'string' && value !== '' ? path.resolve(base, value) : value]));
  return { ...document, data: { ...document.data, dataset: { ...dataset, settings } } };
}

/** What the targets are, where the data is at hand. */
async function targetsOf(document: Document, base: string) {
  if (!document.data.dataset) return undefined;
  try {
    return (await Pipeline.open(document, diskFiles(base))).targetTypes;
  } catch (error) {
    if (error instanceof UserError) return undefined; // the code does not need the data, only its readers do
    throw error;
  }
}

export const exportCommand: Command = {
  name: 'export',
  usage: `FILE --to ${IDS.join('|')} [--weights W] --out DIR`,
  doc: 'Writes a complete project: code, and the weights where they are given.',
  positionals: 1,
  options: { to: { type: 'string' }, weights: { type: 'string' }, out: { type: 'string' } },
  async run(args) {
    const id = required(args, 'to');
    const target = exportTargetOf(id);
    if (!target) throw new UsageError(`There is no export to "${id}". Exports: ${IDS.join(', ')}.`);
    const file = args.positionals[0]!;
    const document = await readDocument(file);
    const checked = checkGraph(document.graph);
    const errors = checked.problems.filter(({ severity }) => severity === 'error');
    if (errors.length > 0) throw new UserError(errors);
    const trained = typeof args.options.weights === 'string' ? await readWeights(args.options.weights) : undefined;
    const folder = path.resolve(required(args, 'out'));
    const targets = await targetsOf(document, baseOf(file));
    const files = await writeProject(folder, target.export({ document: withWholePaths(document, baseOf(file)), checked, weights: trained?.tensors, fits: trained?.fits, targets }));
    out(args.json ? JSON.stringify({ folder, files }) : files.map((name) => path.join(folder, name)).join('\n'));
    return 0;
  },
};
