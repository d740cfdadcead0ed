/** The document as code: copied, and written as a project. */
import { type Value, verbatim } from '../../engine/phrases.ts';
import { UserError } from '../../engine/problems.ts';
import { askDialog } from '../state/dialogs.ts';
import { t } from '../../engine/texts/index.ts';
import { serialize } from '../../engine/graph/file.ts';
import type { CallArguments, CallResults } from '../../engine/protocol.ts';
import type { ExportTarget } from '../../engine/targets/define.ts';
import { projectOf } from '../state/document/code.ts';
import { activeDocument } from '../state/document/workspace.ts';
import { askForData } from '../state/document/consent.ts';
import { inBackground } from '../state/work.ts';
import { notify } from '../state/notices.ts';
import { page } from '../state/page.ts';

type Wanted = Pick<
  CallArguments['export.write'],
  'target' | 'folder' | 'run' | 'opset' | 'precision' | 'preprocess' | 'form'
>;

/** Writes the active document as a project into a folder, with a run's weights where wanted. */
export async function exportProject(wanted: Wanted): Promise<CallResults['export.write'] | undefined> {
  const open = activeDocument();
  if (!open) return undefined;
  const order = { document: serialize(open.document), path: open.path, ...wanted };
  const write = (overwrite: boolean) =>
    inBackground(t('work.exporting', 'Exporting'), (signal) =>
      askForData('export.write', { ...order, overwrite }, signal),
    );
  try {
    return await write(false);
  } catch (error) {
    const changed = error instanceof UserError && error.problems.find(({ code }) => code === 'export-changed');
    if (!changed) throw error;
    if (!(await mayOverwrite(changed.values.files!))) return undefined;
    return write(true);
  }
}

/** Whether files that the person changed may be written over. */
async function mayOverwrite(files: Value): Promise<boolean> {
  const answer = await askDialog('confirm', {
    title: t('export.overwrite', 'Overwrite what was changed?'),
    description: t('export.overwrite.which', 'These files of an earlier export were changed since: {{files}}.', {
      files,
    }),
    answers: [
      { id: 'no', title: t('export.overwrite.no', 'Leave them') },
      { id: 'yes', title: t('export.overwrite.yes', 'Overwrite them') },
    ],
  });
  return answer === 'yes';
}

export const PROVING = () => t('work.proving', 'Comparing the export with the engine');

/** Holds what `exportProject` wrote to the engine. */
export async function proveExport(wanted: Wanted): Promise<CallResults['export.prove'] | undefined> {
  const open = activeDocument();
  if (!open) return undefined;
  const order = { document: serialize(open.document), path: open.path, ...wanted };
  return inBackground(PROVING(), (signal, progress) => askForData('export.prove', order, signal, progress));
}

export const BENCHING = () => t('work.benching', 'Measuring latency');

/** Times every form of the active document's ONNX file. */
export async function benchExport(
  wanted: Omit<CallArguments['export.bench'], 'document' | 'path'>,
): Promise<CallResults['export.bench'] | undefined> {
  const open = activeDocument();
  if (!open) return undefined;
  const order = { document: serialize(open.document), path: open.path, ...wanted };
  return inBackground(BENCHING(), (signal, progress) => askForData('export.bench', order, signal, progress));
}

/** Puts a file of the active document's project on the clipboard: the main one where the project has none of that name. */
export async function copyCode(target: ExportTarget, wanted: string): Promise<void> {
  const open = activeDocument();
  const project = open && projectOf(open.document, target);
  if (!project || 'problems' in project) return;
  const { file, text } = await project.read(project.names.includes(wanted) ? wanted : target.mainFile);
  await page().clipboard.writeText(text);
  notify({ kind: 'info', text: t('notices.copied', '{{file}} is on the clipboard.', { file: verbatim(file) }) });
}
