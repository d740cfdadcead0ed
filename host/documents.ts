/** Documents as files: lists folders, opens, saves. Nothing of a document is looked at here, let alone run. */
import type { FileError, FileSystem } from '../engine/files/fileSystem.ts';
import { writeFile } from '../engine/files/write.ts';
import { problem, UserError } from '../engine/problems.ts';
import type { CallResults } from '../engine/protocol.ts';
import { Queue } from './queue.ts';

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
    const { size } = await files.stat(file);
    if (size > LARGEST)
      throw new UserError(
        problem('file-unreadable', {
          file,
          reason: `it has ${Math.round(size / (1 << 20))} MB, and a document has at most ${LARGEST >> 20}`,
        }),
      );
    bytes = await files.read(file);
  } catch (error) {
    throw unreadable(file, error);
  }
  const version = await versionOf(bytes);
  try {
    return { path: file, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), version };
  } catch {
    throw new UserError(problem('file-damaged', { file, where: 'its letters', reason: 'it is not UTF-8 text' }));
  }
}

/** One save at a time, so that what was compared is what is replaced. */
const saves = new Queue();

/** `expected` is the version that may be replaced, null for no file at all, undefined for any. */
export const saveDocument = (
  files: FileSystem,
  given: string,
  text: string,
  expected: string | null | undefined,
): Promise<CallResults['files.save']> =>
  saves.run(async () => {
    const file = files.paths.resolve(given);
    if (files.paths.extname(file).toLowerCase() !== '.loom')
      throw new UserError(problem('write-failed', { path: file, reason: 'the name of a document ends in .loom' }));
    const bytes = new TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;
    const version = await versionOf(bytes);
    if (expected !== undefined) {
      const there = await versionAt(files, file);
      // the same text again is no conflict
      if (there !== null && there !== expected && there !== version)
        throw new UserError(problem('file-changed', { file }));
    }
    // a link goes on pointing at the file it points at
    await writeFile(
      files,
      await files.realPath(file).catch(() => file),
      bytes,
      'What was there before is untouched. Free some space and save again, or save it on another disk with Save as.',
    );
    return { path: file, version };
  });

/** Of the file that is there now; null where there is none. */
async function versionAt(files: FileSystem, file: string): Promise<string | null> {
  try {
    return await versionOf(await files.read(file));
  } catch (error) {
    if ((error as FileError).code === 'ENOENT') return null;
    throw unreadable(file, error);
  }
}

/** Another for every content: its SHA-256 in base64url. */
async function versionOf(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return btoa(String.fromCharCode(...digest))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there',
  ENOTDIR: 'it is not a folder',
  EISDIR: 'it is a folder',
  EACCES: 'you may not read it',
  EPERM: 'you may not read it',
};

function unreadable(file: string, error: unknown): UserError {
  if (error instanceof UserError) return error;
  const { code, message } = error as FileError;
  return new UserError(problem('file-unreadable', { file, reason: REASONS[code ?? ''] ?? message }));
}
