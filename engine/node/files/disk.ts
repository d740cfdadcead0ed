/** The files of this machine. What is written is whole or not there, also where the machine loses its power. */
import { randomUUID } from 'node:crypto';
import { appendFileSync } from 'node:fs';
import { mkdir, open, readdir, readFile, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Content, FileSystem } from '../../files/fileSystem.ts';

export const disk: FileSystem = {
  paths: path,
  async read(file) {
    const { buffer, byteOffset, byteLength } = await readFile(file);
    return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
  },
  /** Under a temporary name beside it, which is then changed. */
  async write(file, content) {
    const temporary = path.join(path.dirname(file), `.${path.basename(file)}.${randomUUID()}`);
    try {
      await mkdir(path.dirname(file), { recursive: true });
      await writeThrough(temporary, content);
      await rename(temporary, file);
    } catch (error) {
      await rm(temporary, { force: true }).catch(() => {}); // what kept it from being written may keep it from being removed
      throw error;
    }
  },
  append: (file, content) => appendFileSync(file, content),
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
  rename,
  remove: (file) => rm(file, { force: true }),
  removeFolder: (folder) => rm(folder, { recursive: true, force: true }),
};

/** Writes a new file and waits until the disk has it. */
async function writeThrough(file: string, content: Content): Promise<void> {
  const handle = await open(file, 'wx');
  try {
    // each goes on where the one before it ended
    for (const part of typeof content === 'string' || content instanceof Uint8Array ? [content] : content)
      await handle.writeFile(part);
    await handle.sync();
  } finally {
    await handle.close();
  }
}
