/** Datasets' access to files on disk. Relative paths start at the document's folder. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Files } from '../data/define.ts';
import { problem, UserError } from '../problems.ts';

export function diskFiles(base: string): Files {
  const read = async (file: string, what: string): Promise<Uint8Array<ArrayBuffer>> => {
    try {
      const bytes = await readFile(file);
      return new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === 'ENOENT' || code === 'ENOTDIR') throw new UserError(problem('dataset-missing', { what, where: file }));
      throw new UserError(problem('file-unreadable', { file, reason: code === 'EISDIR' ? 'it is a folder' : code === 'EACCES' ? 'you may not read it' : message }));
    }
  };
  return {
    read: (file) => read(path.resolve(base, file), `The data file ${file === '' ? '(none chosen)' : path.basename(file)}`),
    packaged: (packageName, file) => read(path.join(path.dirname(createRequire(import.meta.url).resolve(`${packageName}/package.json`)), file), 'The built-in data'),
  };
}
