/** Models of other programs: read apart from the host, however long that takes. */
import { serialize } from '../../engine/graph/file.ts';
import { told } from '../../engine/importers/define.ts';
import { importModel, writeImported } from '../../engine/runs/importModel.ts';
import { asLongAsWanted } from '../../engine/train/machine.ts';
import type { Calls } from '../calls/define.ts';
import { contentName } from '../../engine/files/contentName.ts';
import { keepReport, weightsFile } from '../imports.ts';
import { resolvePath } from '../places.ts';
import type { ComputeContext } from '../platform.ts';
import { described } from './weights.ts';

export function modelFileCalls(context: ComputeContext): Pick<Calls<'models'>, 'models.import'> {
  const { machine } = context;
  const { files } = machine;
  return {
    async 'models.import'({ path, sizes = {} }, { signal, progress }) {
      const file = resolvePath(context, path);
      const { breathe } = asLongAsWanted(machine, signal);
      const imported = await importModel({ file, files }, sizes, { breathe, progress });
      const text = serialize(imported.document);
      // one file for a model, however often it is opened
      const id = await contentName(`${file}\n${text}`);
      const weights = imported.weights.size > 0 ? weightsFile(context, id, file) : null;
      if (weights !== null) await writeImported(files, weights, imported);
      const report = told(imported);
      await keepReport(context, id, { name: files.paths.basename(file), report });
      const tensors = described({ tensors: imported.weights });
      return { document: text, weights: weights === null ? null : { file: weights, tensors }, id, report };
    },
  };
}
