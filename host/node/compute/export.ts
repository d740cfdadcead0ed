import { parseDocument } from '../../../engine/graph/file.ts';
import { exportProject } from '../../../engine/node/export/export.ts';
import { problem, UserError } from '../../../engine/problems.ts';
import { exportTargetOf } from '../../../engine/targets/index.ts';
import { runFolder } from '../../runs.ts';
import { baseOf, type Calls, type Places } from '../../calls/define.ts';

export function exportCalls(places: Places): Calls<'export'> {
  const { files } = places.machine;
  return {
    async 'export.write'({ document: text, path: file, target: id, run, folder }) {
      const target = exportTargetOf(id);
      if (!target) throw new UserError(problem('export-unsupported', { target: `"${id}"`, what: 'anything' }));
      const to = files.paths.resolve(folder);
      return {
        folder: to,
        files: await exportProject(parseDocument(text, 'The document'), target, {
          folder: to,
          base: baseOf(places, file),
          weights: run === undefined ? undefined : runFolder(files, places.home, run),
        }),
      };
    },
  };
}
