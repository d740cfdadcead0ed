/** Models of other programs: read by the host, shown as a document whose next training starts from their weights. */
import { parseDocument } from '../../engine/graph/file.ts';
import { MODEL_FILES } from '../../engine/importers/endings.ts';
import { verbatim } from '../../engine/phrases.ts';
import type { CallArguments } from '../../engine/protocol.ts';
import { t, word } from '../../engine/texts/index.ts';
import { locate } from '../../engine/graph/blocks.ts';
import { openDialog } from '../state/dialogs.ts';
import { activate, activeDocument, openDocument, showImport } from '../state/document/workspace.ts';
import { ask } from '../state/host.ts';
import { notify } from '../state/notices.ts';
import { baseName } from '../state/paths.ts';
import { isCancelled, whileWaiting } from '../state/work.ts';
import { startFromKnown } from './start.ts';
import { reveal } from './graph/navigation.ts';

/** Whether a name is that of a model which an importer reads. */
export const isModel = (name: string): boolean => MODEL_FILES.some((ending) => name.toLowerCase().endsWith(ending));

/** How many lines of what became of a model's nodes a message shows. */
const SHOWN = 4;

/** Shows what became of the nodes of the model that a document was made of. */
async function showReport(key: string): Promise<void> {
  activate(key);
  if (activeDocument()?.key === key) await openDialog('imported');
}

/** Selects what became of a node of the model, where it stands; what stands in another block than the first of it is left out. */
export function showImported(layers: readonly string[]): void {
  const open = activeDocument();
  if (!open) return;
  const placeOf = (flat: string) => JSON.stringify(locate(open.document.graph, flat).path);
  reveal(...layers.filter((flat) => placeOf(flat) === placeOf(layers[0]!)));
}

/** The report of an import from before, which a document came of: it is there again as far as the host has kept it. */
export async function recallImport(key: string, from: CallArguments['models.report']['from']): Promise<void> {
  const kept = await ask('models.report', { from }).catch(() => null);
  if (kept) showImport(key, { ...kept.report, id: kept.id, name: kept.name });
}

/** Opens a model; nothing happens where the person gives it up. */
export async function openModel(path: string): Promise<void> {
  const name = baseName(path);
  const imported = await whileWaiting(
    t('models.reading', 'Reading {{name}}', { name: verbatim(name) }),
    (signal, progress) => ask('models.import', { path }, signal, progress),
    'parts',
  ).catch((error: unknown) => {
    if (isCancelled(error)) return null;
    throw error;
  });
  if (!imported) return;
  const { report, id } = imported;
  const document = parseDocument(imported.document, name);
  const key = openDocument(document, null, { unsaved: true, imported: { ...report, id, name } });
  // what is in the file is known: it need not be read for that
  if (imported.weights) startFromKnown(key, imported.weights.file, imported.weights.tensors);
  const { mapped, approximated, opaque, refused } = report.counts;
  if (approximated + opaque + refused > 0) return showReport(key);
  const lines = report.rows.slice(0, SHOWN).map(({ node, why }) => `${node}: ${why ? word(why) : ''}`);
  const total = t('models.counts', '{{name}}: all {{mapped}} nodes of the model are layers.', {
    name: verbatim(name),
    mapped,
  });
  notify({
    kind: 'info',
    about: key,
    text: [total, ...lines].join(' '),
    action: { title: t('imported.open', 'Report'), run: () => void showReport(key) },
  });
}
