import { contentName } from '../../engine/files/contentName.ts';
import { writeFile } from '../../engine/files/write.ts';
import { parseDocument, serialize } from '../../engine/graph/file.ts';
import { givenOf } from '../../engine/train/fit.ts';
import { keptWeights } from '../../engine/train/fitting/kept.ts';
import { encodeWeights } from '../../engine/train/weights.ts';
import type { DescribedTensor } from '../../engine/protocol.ts';
import { adapterFolder, importAdapters } from '../../engine/runs/adapters.ts';
import { readWeights } from '../../engine/runs/folder.ts';
import type { Calls } from '../calls/define.ts';
import { weightsFile } from '../imports.ts';
import { resolvePath, weightsAt } from '../places.ts';
import type { ComputeContext } from '../platform.ts';

export const described = (weights: Parameters<typeof givenOf>[0]): DescribedTensor[] =>
  [...givenOf(weights)].map(([name, { shape, type, unread }]) => ({
    name,
    shape,
    ...(type !== undefined && { type }),
    ...(unread && { unread }),
  }));

export function weightsCalls(context: ComputeContext): Calls<'weights'> {
  return {
    async 'weights.describe'({ weights }) {
      return described(await readWeights(context.machine.files, await weightsAt(context, weights)));
    },
    async 'weights.rename'({ weights, document, names }) {
      const { machine } = context;
      const location = await weightsAt(context, weights);
      const renames = Object.entries(names).map(([name, file]) => ({ name, file }));
      const kept = keptWeights(
        parseDocument(document, 'The document'),
        await readWeights(machine.files, location),
        renames,
      );
      // one file for the same names of the same weights
      const file = weightsFile(context, await contentName(JSON.stringify([location, renames])), location);
      await writeFile(machine.files, file, encodeWeights(kept.weights));
      return { file };
    },
    async 'weights.adapt'({ path, document, weights }) {
      const { files } = context.machine;
      const place = resolvePath(context, path);
      const folder = (await adapterFolder(files, place)) ?? files.paths.dirname(place);
      const base = weights ? await weightsAt(context, weights) : null;
      const put = await importAdapters(files, folder, parseDocument(document, 'The document'), base);
      const text = serialize(put.document);
      // one file for the same adapters on the same network
      const file = weightsFile(context, await contentName(JSON.stringify([folder, base, text])), folder);
      await writeFile(files, file, encodeWeights(put.weights));
      return { document: text, file };
    },
  };
}
