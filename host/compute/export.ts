import { parseDocument } from '../../engine/graph/file.ts';
import { exportProject } from '../../engine/export/project.ts';
import { problem, UserError } from '../../engine/problems.ts';
import { exportTargetOf } from '../../engine/targets/index.ts';
import type { Calls } from '../calls/define.ts';
import { baseOf, resolvePath, runFolder } from '../places.ts';
import type { ComputeContext } from '../platform.ts';
import { phrase, verbatim } from '../../engine/phrases.ts';

export function exportCalls(context: ComputeContext): Calls<'export'> {
  const { machine } = context;
  return {
    async 'export.write'({ document: text, path: file, target: id, run, folder }) {
      const target = exportTargetOf(id);
      if (!target)
        throw new UserError(
          problem('export-unsupported', { target: phrase('quoted', { name: verbatim(id) }), what: phrase('anything') }),
        );
      const to = resolvePath(context, folder);
      return {
        folder: to,
        files: await exportProject(machine, parseDocument(text, 'The document'), target, {
          folder: to,
          base: baseOf(context, file),
          weights: run === undefined ? undefined : runFolder(context, run),
        }),
      };
    },
  };
}
