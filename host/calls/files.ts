import { problem, UserError } from '../../engine/problems.ts';
import { type Guard, guardedBy } from '../../engine/files/locks.ts';
import { contentName } from '../../engine/files/contentName.ts';
import { listFolder, openDocument, saveDocument } from '../documents.ts';
import { resolvePath } from '../places.ts';
import { RecentFiles } from '../recent.ts';
import type { Dialogs } from '../shell.ts';
import type { Calls, HostContext } from './define.ts';
import { phrase } from '../../engine/phrases.ts';

export function fileCalls({ platform, shell }: HostContext): Calls<'files'> {
  const { machine, home, userFolder } = platform;
  const { files } = machine;
  const guard = guardedBy(machine.locks);
  /** Of every program of this home: a lock beside the document would be in the way there. */
  const guardSaving: Guard = async (file, work) =>
    guard(files.paths.join(home, 'locks', `${await contentName(file)}.lock`), work);
  const recent = new RecentFiles(files, files.paths.join(home, 'recent.json'), guard);
  const choose = async (ask: (dialogs: Dialogs) => Promise<string | null>): Promise<{ path: string } | null> => {
    if (!shell.dialogs)
      throw new UserError(problem('unsupported', { what: phrase('system-dialog'), todo: phrase('use-window-dialog') }));
    const chosen = await ask(shell.dialogs);
    return chosen === null ? null : { path: chosen };
  };
  return {
    'files.list': ({ folder = '', extensions }) =>
      listFolder(files, resolvePath(platform, folder, userFolder), extensions),
    'files.open': ({ path: file }) => openDocument(files, resolvePath(platform, file)),
    async 'files.save'({ path: file, text, version = null, overwrite }) {
      const saved = await saveDocument(
        files,
        resolvePath(platform, file),
        text,
        overwrite ? undefined : version,
        guardSaving,
      );
      await recent.add(saved.path);
      return saved;
    },
    'files.chooseOpen': ({ extensions }) => choose((dialogs) => dialogs.chooseOpen(extensions)),
    'files.chooseSave': ({ suggested }) => choose((dialogs) => dialogs.chooseSave(suggested)),
    'files.chooseFolder': () => choose((dialogs) => dialogs.chooseFolder()),
    'files.recent': () => recent.list(),
    async 'files.remember'({ path: file }) {
      await recent.add(file);
      return null;
    },
    async 'files.forget'({ path: file }) {
      await recent.remove(file);
      return null;
    },
  };
}
