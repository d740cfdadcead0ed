/** Documents on disk: lists folders, opens, saves. Nothing of a document is looked at here, let alone run. */
import { createHash } from 'node:crypto';
import { readdir, readFile, realpath, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { writeAtomic } from '../engine/node/files/atomic.ts';
import { problem, UserError } from '../engine/problems.ts';
import type { CallResults } from '../engine/protocol.ts';

/** More than this is no document. */
const LARGEST = 64 << 20;

/** Folders, and files with one of the extensions ('.loom') or all; what is hidden or cannot be looked at is left out. */
export async function listFolder(
  given = homedir(),
  extensions?: readonly string[],
): Promise<CallResults['files.list']> {
  const folder = path.resolve(homedir(), given);
  let names: string[];
  try {
    names = await readdir(folder);
  } catch (error) {
    throw unreadable(folder, error);
  }
  const wanted = (name: string) =>
    !extensions || extensions.some((extension) => name.toLowerCase().endsWith(extension.toLowerCase()));
  const entries = await Promise.all(
    names
      .filter((name) => !name.startsWith('.'))
      .map(async (name) => {
        const file = path.join(folder, name);
        try {
          const found = await stat(file);
          if (!found.isDirectory() && !(found.isFile() && wanted(name))) return [];
          return [{ name, path: file, folder: found.isDirectory(), modified: found.mtimeMs, size: found.size }];
        } catch {
          return [];
        }
      }),
  );
  const parent = path.dirname(folder);
  return {
    folder,
    parent: parent === folder ? null : parent,
    entries: entries.flat().sort((a, b) => Number(b.folder) - Number(a.folder) || a.name.localeCompare(b.name)),
  };
}

export async function openDocument(given: string): Promise<CallResults['files.open']> {
  const file = path.resolve(given);
  let bytes: Buffer;
  try {
    const { size } = await stat(file);
    if (size > LARGEST)
      throw new UserError(
        problem('file-unreadable', {
          file,
          reason: `it has ${Math.round(size / (1 << 20))} MB, and a document has at most ${LARGEST >> 20}`,
        }),
      );
    bytes = await readFile(file);
  } catch (error) {
    throw unreadable(file, error);
  }
  try {
    return { path: file, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), version: versionOf(bytes) };
  } catch {
    throw new UserError(problem('file-damaged', { file, where: 'its letters', reason: 'it is not UTF-8 text' }));
  }
}

let saving: Promise<unknown> = Promise.resolve();

/** `expected` is the version that may be replaced, null for no file at all, undefined for any. One save at a time: what is compared is what is replaced. */
export function saveDocument(
  given: string,
  text: string,
  expected: string | null | undefined,
): Promise<CallResults['files.save']> {
  const save = async () => {
    const file = path.resolve(given);
    if (path.extname(file).toLowerCase() !== '.loom')
      throw new UserError(problem('write-failed', { path: file, reason: 'the name of a document ends in .loom' }));
    const bytes = Buffer.from(text);
    if (expected !== undefined) {
      const there = await readFile(file).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null;
        throw unreadable(file, error);
      });
      if (there !== null && versionOf(there) !== expected && !there.equals(bytes))
        throw new UserError(problem('file-changed', { file }));
    }
    // a link goes on pointing at the file it points at
    await writeAtomic(
      await realpath(file).catch(() => file),
      bytes,
      'What was there before is untouched. Free some space and save again, or save it on another disk with Save as.',
    );
    return { path: file, version: versionOf(bytes) };
  };
  const saved = saving.then(save);
  saving = saved.catch(() => {});
  return saved;
}

const versionOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('base64url');

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there',
  ENOTDIR: 'it is not a folder',
  EISDIR: 'it is a folder',
  EACCES: 'you may not read it',
  EPERM: 'you may not read it',
};

function unreadable(file: string, error: unknown): UserError {
  if (error instanceof UserError) return error;
  const { code, message } = error as NodeJS.ErrnoException;
  return new UserError(problem('file-unreadable', { file, reason: REASONS[code ?? ''] ?? message }));
}
