/**
 * The files of this machine. What is written is whole or not there, also where the machine loses its power. What is Layerloom's own is
 * its person's alone to read; what is written over keeps its permissions.
 */
import { randomBytes } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, realpath, rename, rm, stat, unlink } from 'node:fs/promises';
import path from 'node:path';
import type { Content, FileError, FileSystem } from '../../files/fileSystem.ts';
import { homePath } from '../home.ts';
import { isAt, lockHandle } from './locks.ts';
import { assertRegular, openRegular, readRegular, readRegularPart } from './regular.ts';

const PRIVATE_FOLDER = 0o700;
const PRIVATE_FILE = 0o600;
const isWindows = process.platform === 'win32';

/** Whether a place is in the folder of what Layerloom keeps. */
const isOwn = (file: string): boolean => {
  const within = path.relative(homePath(), path.resolve(file));
  return within !== '..' && !within.startsWith(`..${path.sep}`) && !path.isAbsolute(within);
};

export const disk: FileSystem = {
  paths: path,
  read: readRegular,
  readPart: readRegularPart,
  open: async (file) => openRegular(file),
  /** Under a temporary name beside it, which is then changed. */
  async write(file, content) {
    const mode = await modeOf(file);
    await makeFolderOf(file);
    const { handle, name } = await openTemporary(path.dirname(file), mode);
    try {
      await writeThrough(handle, content);
      // the lock says until then that somebody still writes it; Windows renames no open file
      if (isWindows) await handle.close();
      await rename(name, file);
    } catch (error) {
      await rm(name, { force: true }).catch(() => {}); // what kept it from being written may keep it from being removed
      throw error;
    } finally {
      await handle.close();
    }
  },
  append: (file, content) => appendFileSync(file, content, isOwn(file) ? { mode: PRIVATE_FILE } : {}),
  list: (folder) => readdir(folder),
  async stat(file) {
    const found = await stat(file);
    return {
      kind: found.isFile() ? 'file' : found.isDirectory() ? 'folder' : 'other',
      size: found.size,
      modified: found.mtimeMs,
    };
  },
  realPath: (file) => realpath(file),
  async rename(from, to) {
    await makeFolderOf(to);
    await rename(from, to);
  },
  remove: (file) => rm(file, { force: true }),
  removeFolder: (folder) => rm(folder, { recursive: true, force: true }),
};

const makeFolderOf = (file: string): Promise<unknown> =>
  mkdir(path.dirname(file), { recursive: true, ...(isOwn(file) && { mode: PRIVATE_FOLDER }) });

/** The permissions that a file is written with: its own, where it is there. Throws where something other than a file is. */
async function modeOf(file: string): Promise<number | undefined> {
  try {
    const found = await stat(file);
    assertRegular(found);
    return isOwn(file) ? PRIVATE_FILE : found.mode & 0o7777;
  } catch (error) {
    if ((error as FileError).code !== 'ENOENT') throw error;
    return isOwn(file) ? PRIVATE_FILE : undefined;
  }
}

/** Short, so that a name as long as the system allows has one, too. */
const TEMPORARY = /^\.loom~[0-9a-f]{8}$/;

/** A new file with its lock, by which `sweep` knows that somebody writes it. */
async function openTemporary(folder: string, mode: number | undefined): Promise<{ handle: FileHandle; name: string }> {
  for (;;) {
    const name = path.join(folder, `.loom~${randomBytes(4).toString('hex')}`);
    const handle = await open(name, 'wx', mode === undefined ? undefined : mode & 0o777).catch((error: FileError) => {
      if (error.code === 'EEXIST') return undefined;
      throw error;
    });
    if (!handle) continue;
    try {
      // what the process may not give a new file it may give one that is there
      if (mode !== undefined) await handle.chmod(mode).catch(() => {});
      if (isWindows || (lockHandle(handle.fd) && isAt(handle.fd, name))) return { handle, name };
    } catch (error) {
      await handle.close();
      await rm(name, { force: true });
      throw error;
    }
    await handle.close();
  }
}

/** Writes an open file and waits until the disk has it. */
async function writeThrough(handle: FileHandle, content: Content): Promise<void> {
  // each goes on where the one before it ended
  for (const part of typeof content === 'string' || content instanceof Uint8Array ? [content] : content)
    await handle.writeFile(part);
  await handle.sync();
}

/** Removes what writers left behind in a folder that ended before they were done; what is being written now is locked. */
export async function sweep(folder: string): Promise<void> {
  if (isWindows) return;
  const names = await readdir(folder).catch((): string[] => []);
  for (const name of names.filter((name) => TEMPORARY.test(name))) {
    const file = path.join(folder, name);
    const handle = await open(file, 'r+').catch(() => undefined);
    if (!handle) continue;
    try {
      if ((await handle.stat()).isFile() && lockHandle(handle.fd) && isAt(handle.fd, file)) await unlink(file);
    } catch {
      // it may not be removed
    } finally {
      await handle.close();
    }
  }
}
