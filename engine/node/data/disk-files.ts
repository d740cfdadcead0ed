/** Datasets' access to files on disk. Relative paths start at the document's folder. */
import { readdir, stat } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import type { Files } from '../../data/define.ts';
import type { StudiedTable } from '../../data/study.ts';
import type { ReadingWork, TableOptions } from '../../data/tables.ts';
import { problem, Refusal, UserError, reasonOf } from '../../problems.ts';
import { assertRegular, endsSync, readRegular, readRegularSync } from '../files/regular.ts';
import { readHdf5 } from './hdf5.ts';
import { openTable } from '../tables/openTable.ts';
import { placeOf, shippedPlace } from './places.ts';
import { decodePicture, numberedPicture, pictureFileFault } from './pictures.ts';
import { type Phrase, phrase, verbatim } from '../../phrases.ts';

/** `work`: who waits for what takes long. */
export function diskFiles(base: string, work: ReadingWork = {}): Files {
  const at = (file: string): string => placeOf(base, file);
  const read = async (file: string, what: Phrase): Promise<Uint8Array<ArrayBuffer>> => {
    try {
      return await readRegular(file);
    } catch (error) {
      throw failed(error, file, what);
    }
  };
  return {
    async read(file) {
      const where = at(file);
      stopAtUnchosen(file, where);
      return read(where, calledData(file));
    },
    async hdf5(file) {
      const where = at(file);
      stopAtUnchosen(file, where);
      try {
        assertRegular(await stat(where));
        return await readHdf5(where);
      } catch (error) {
        if (error instanceof Refusal)
          throw new UserError(problem('dataset-damaged', { file: verbatim(file), reason: error.reason }));
        throw failed(error, where, calledData(file));
      }
    },
    table: (file, options) => readTable(at(file), file, options, work),
    async list(folder) {
      const where = at(folder);
      try {
        if (folder === '') throw Object.assign(new Error(), { code: 'ENOENT' });
        const entries = await readdir(where, { withFileTypes: true });
        return entries
          .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))
          .sort((a, b) => (a.name < b.name ? -1 : 1));
      } catch (error) {
        throw failed(
          error,
          where,
          folder === ''
            ? phrase('data-folder-not-chosen')
            : phrase('data-folder', { name: verbatim(path.basename(folder)) }),
        );
      }
    },
    picture: (file, shape, fit) => decodePicture(pictureBytes(at(file), file), at(file), shape, fit),
    numbered: (file) => numberedPicture(pictureBytes(at(file), file), at(file)),
    bytes: (file) => bytesOf(at(file), file),
    look(file, first) {
      try {
        return endsSync(at(file), first, 0);
      } catch {
        return undefined;
      }
    },
    pictureFault: (file) => pictureFileFault(at(file)),
    shipped: (file) => read(shippedPlace('texts', file), phrase('built-in-text')),
    packaged: (packageName, file) =>
      read(
        path.join(path.dirname(createRequire(import.meta.url).resolve(`${packageName}/package.json`)), file),
        phrase('built-in-data'),
      ),
  };
}

function bytesOf(where: string, file: string): Uint8Array {
  try {
    return readRegularSync(where);
  } catch (error) {
    throw failed(error, where, calledData(file));
  }
}

function pictureBytes(where: string, file: string): Uint8Array {
  try {
    return readRegularSync(where);
  } catch (error) {
    throw failed(error, where, phrase('the-picture', { name: verbatim(path.basename(file)) }));
  }
}

/** Why a file or folder of the data cannot be read. */
function failed(error: unknown, file: string, what: Phrase): UserError {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return new UserError(problem('dataset-missing', { what, where: verbatim(file) }));
  return new UserError(
    problem('file-unreadable', {
      file: verbatim(file),
      reason: reasonOf(error),
    }),
  );
}

const calledData = (file: string): Phrase => phrase('data-file', { name: verbatim(path.basename(file)) });

/** No path is no file. */
function stopAtUnchosen(file: string, where: string): void {
  if (file === '')
    throw new UserError(problem('dataset-missing', { what: phrase('data-file-not-chosen'), where: verbatim(where) }));
}

async function readTable(where: string, file: string, options: TableOptions, work: ReadingWork): Promise<StudiedTable> {
  stopAtUnchosen(file, where);
  try {
    return await openTable(where, options, work);
  } catch (error) {
    work.signal?.throwIfAborted();
    if (error instanceof UserError) throw error;
    if (error instanceof Refusal)
      throw new UserError(problem('dataset-damaged', { file: verbatim(file), reason: error.reason }));
    throw failed(error, where, calledData(file));
  }
}
