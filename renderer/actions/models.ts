/** Models of other programs: read by the host, shown as a document whose next training starts from their weights. */
import { parseDocument } from '../../engine/graph/file.ts';
import { MODEL_FILES } from '../../engine/importers/endings.ts';
import { verbatim } from '../../engine/phrases.ts';
import { t, word } from '../../engine/texts/index.ts';
import { openDocument } from '../state/document/workspace.ts';
import { ask } from '../state/host.ts';
import { notify } from '../state/notices.ts';
import { baseName } from '../state/paths.ts';
import { isCancelled, whileWaiting } from '../state/work.ts';
import { chooseStart } from './start.ts';
import { type GivenFile, MOST_KEPT } from './given.ts';

/** Whether a name is that of a model which an importer reads. */
export const isModel = (name: string): boolean => MODEL_FILES.some((ending) => name.toLowerCase().endsWith(ending));

/** How many lines of what became of a model's nodes a message shows. */
const SHOWN = 4;

/** Opens a model; nothing happens where the person gives it up. */
export async function openModel(path: string): Promise<void> {
  const name = baseName(path);
  const imported = await whileWaiting(
    t('models.reading', 'Reading {{name}}', { name: verbatim(name) }),
    (signal, progress) => ask('models.import', { path }, signal, progress),
  ).catch((error: unknown) => {
    if (isCancelled(error)) return null;
    throw error;
  });
  if (!imported) return;
  const key = openDocument(parseDocument(imported.document, name), null, { unsaved: true });
  if (imported.weights !== null) await chooseStart(key, { file: imported.weights });
  const { mapped, approximated, opaque, refused } = imported.counts;
  const lines = imported.report.slice(0, SHOWN).map(({ node, why }) => `${node}: ${why ? word(why) : ''}`);
  const total = t(
    'models.counts',
    '{{name}}: {{mapped}} nodes are layers, {{opaque}} stay as they are, {{refused}} are left out.',
    {
      name: verbatim(name),
      mapped: mapped + approximated,
      opaque,
      refused,
    },
  );
  notify({ kind: 'info', text: [total, ...lines].join(' ') });
}

/** A model that was dropped: a page learns its bytes alone. */
export async function openDroppedModel(file: GivenFile): Promise<void> {
  if (file.size > MOST_KEPT) {
    notify({
      kind: 'error',
      text: t('models.large', '{{name}} is too large to be dropped. Open it with File, Open.', {
        name: verbatim(file.name),
      }),
    });
    return;
  }
  const { path } = await ask('data.keep', { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) });
  await openModel(path);
}
