/** Documents as files: lists folders, opens, saves. Nothing of a document is looked at here, let alone run. */
import type { FileError, FileSystem } from '../engine/files/fileSystem.ts';
import { unguarded } from '../engine/files/locks.ts';
import { contentName } from '../engine/files/contentName.ts';
import { writeFile, writeProblem } from '../engine/files/write.ts';
import { problem, UserError, reasonOf } from '../engine/problems.ts';
import type { CallResults } from '../engine/protocol.ts';
import { Queue } from './queue.ts';
import { phrase, verbatim } from '../engine/phrases.ts';

/** What the program edits. */
const DOCUMENTS = ['.loom', '.loom-block'];

/** More than this is no document. */
const LARGEST = 64 << 20;

/** Folders, and files with one of the extensions ('.loom') or all; what is hidden or cannot be looked at is left out. */
export async function listFolder(
  files: FileSystem,
  folder: string,
  extensions?: readonly string[],
): Promise<CallResults['files.list']> {
  const { paths } = files;
  let names: readonly string[];
  try {
    names = await files.list(folder);
  } catch (error) {
    throw unreadable(folder, error);
  }
  const wanted = (name: string) =>
    !extensions || extensions.some((extension) => name.toLowerCase().endsWith(extension.toLowerCase()));
  const entries = await Promise.all(
    names
      .filter((name) => !name.startsWith('.'))
      .map(async (name) => {
        const file = paths.join(folder, name);
        try {
          const { kind, modified, size } = await files.stat(file);
          if (kind !== 'folder' && !(kind === 'file' && wanted(name))) return [];
          return [{ name, path: file, folder: kind === 'folder', modified, size }];
        } catch {
          return [];
        }
      }),
  );
  const parent = paths.dirname(folder);
  return {
    folder,
    parent: parent === folder ? null : parent,
    entries: entries.flat().sort((a, b) => Number(b.folder) - Number(a.folder) || a.name.localeCompare(b.name)),
  };
}

export async function openDocument(files: FileSystem, given: string): Promise<CallResults['files.open']> {
  const file = files.paths.resolve(given);
  let bytes: Uint8Array<ArrayBuffer>;
  try {
    const { kind, size } = await files.stat(file);
    if (kind !== 'file') throw Object.assign(new Error(), { code: kind === 'folder' ? 'EISDIR' : 'ENOTREG' });
    // a link with the name of a document may lead to anything
    const names = [file, await files.realPath(file)];
    if (!names.every((name) => DOCUMENTS.includes(files.paths.extname(name).toLowerCase())))
      throw new UserError(problem('file-unreadable', { file: verbatim(file), reason: phrase('no-document') }));
    if (size > LARGEST)
      throw new UserError(
        problem('file-unreadable', {
          file: verbatim(file),
          reason: phrase('document-too-large', { size: Math.round(size / (1 << 20)), most: LARGEST >> 20 }),
        }),
      );
    bytes = await files.read(file, LARGEST);
  } catch (error) {
    throw unreadable(file, error);
  }
  const version = await contentName(bytes);
  try {
    return { path: file, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), version };
  } catch {
    throw new UserError(
      problem('file-damaged', { file: verbatim(file), where: phrase('its-letters'), reason: phrase('not-utf-8') }),
    );
  }
}

/** One save at a time, so that what was compared is what is replaced. */
const saves = new Queue();

/** `expected` is the version that may be replaced, null for no file at all, undefined for any. `guard` keeps others from saving it meanwhile. */
export const saveDocument = (
  files: FileSystem,
  given: string,
  text: string,
  expected: string | null | undefined,
  guard = unguarded,
): Promise<CallResults['files.save']> =>
  saves.run(async () => {
    const file = files.paths.resolve(given);
    if (files.paths.extname(file).toLowerCase() !== '.loom')
      throw new UserError(problem('write-failed', { path: verbatim(file), reason: phrase('name-ends-in-loom') }));
    // a link goes on pointing at the file it points at
    const real = await files.realPath(file).catch(() => file);
    const bytes = new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;
    const version = await contentName(bytes);
    const save = async () => {
      if (expected !== undefined) {
        const there = await versionAt(files, file);
        // the same text again is no conflict
        if (there !== null && there !== expected && there !== version)
          throw new UserError(problem('file-changed', { file: verbatim(file) }));
      }
      await writeFile(files, real, bytes, phrase('save-elsewhere-when-full'));
      return { path: file, version };
    };
    return guard(real, save).catch((error: unknown) => {
      throw writeProblem(file, error);
    });
  });

/** Of the file that is there now; null where there is none. */
async function versionAt(files: FileSystem, file: string): Promise<string | null> {
  try {
    return await contentName(await files.read(file));
  } catch (error) {
    if ((error as FileError).code === 'ENOENT') return null;
    throw unreadable(file, error);
  }
}

function unreadable(file: string, error: unknown): UserError {
  if (error instanceof UserError) return error;
  return new UserError(
    problem('file-unreadable', { file: verbatim(file), reason: reasonOf(error, { ENOENT: 'is-not-there' }) }),
  );
}
