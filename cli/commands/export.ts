import path from 'node:path';
import { readWeights } from '../../engine/node/runs/folder.ts';
import { writeProject } from '../../engine/node/write-project.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { exportTypeScript } from '../../engine/targets/typescript/index.ts';
import { UserError } from '../../engine/problems.ts';
import { type Command, out, readDocument, required, UsageError } from '../define.ts';

export const exportCommand: Command = {
  name: 'export',
  usage: 'FILE --to typescript [--weights W] --out DIR',
  doc: 'Writes a complete project: code, and the weights where they are given.',
  positionals: 1,
  options: { to: { type: 'string' }, weights: { type: 'string' }, out: { type: 'string' } },
  async run(args) {
    const target = required(args, 'to');
    if (target !== 'typescript') throw new UsageError(`There is no export to "${target}". Exports: typescript.`);
    const document = await readDocument(args.positionals[0]!);
    const checked = checkGraph(document.graph);
    const errors = checked.problems.filter(({ severity }) => severity === 'error');
    if (errors.length > 0) throw new UserError(errors);
    const weights = typeof args.options.weights === 'string' ? (await readWeights(args.options.weights)).tensors : undefined;
    const folder = path.resolve(required(args, 'out'));
    const files = await writeProject(folder, exportTypeScript(document, checked, weights).files);
    out(args.json ? JSON.stringify({ folder, files }) : files.map((file) => path.join(folder, file)).join('\n'));
    return 0;
  },
};
