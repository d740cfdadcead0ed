import path from 'node:path';
import { parseDocument } from '../../engine/graph/file.ts';
import { readWeights } from '../../engine/node/runs/folder.ts';
import { writeProject } from '../../engine/node/write-project.ts';
import { checkGraph } from '../../engine/passes/check.ts';
import { problem, UserError } from '../../engine/problems.ts';
import { exportTargetOf } from '../../engine/targets/index.ts';
import { runFolder } from '../runs.ts';
import type { Calls } from './define.ts';

export function exportCalls(home: string): Calls<'export'> {
  return {
    async 'export.write'({ document: text, target: id, run, folder }) {
      const target = exportTargetOf(id);
      if (!target) throw new UserError(problem('export-unsupported', { target: `"${id}"`, what: 'anything' }));
      const document = parseDocument(text, 'The document');
      const checked = checkGraph(document.graph);
      const errors = checked.problems.filter(({ severity }) => severity === 'error');
      if (errors.length > 0) throw new UserError(errors);
      const trained = run === undefined ? undefined : await readWeights(runFolder(home, run));
      const to = path.resolve(folder);
      return { folder: to, files: await writeProject(to, target.export({ document, checked, weights: trained?.tensors, fits: trained?.fits })) };
    },
  };
}
