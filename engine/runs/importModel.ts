/** A model of another program as a document, and its weights in a file that a training or a prediction starts from. */
import type { FileSystem } from '../files/fileSystem.ts';
import { writeFile } from '../files/write.ts';
import { type Given, type Imported, type ImportWork, type ModelSource, sayUnreadable } from '../importers/define.ts';
import { IMPORTERS, importerOf } from '../importers/index.ts';
import { phrase, verbatim } from '../phrases.ts';
import { problem, UserError } from '../problems.ts';
import { encodeWeights } from '../train/weights.ts';

/** Reads a model by whichever importer knows it. Throws a `UserError` where none does, or it cannot be read. */
export async function importModel(source: ModelSource, given: Given, work: ImportWork): Promise<Imported> {
  const { file } = source;
  try {
    const importer = await importerOf(source);
    if (importer) return await importer.read(source, given, work);
  } catch (error) {
    throw sayUnreadable(file, error);
  }
  const titles = IMPORTERS.map(({ title }) => verbatim(title));
  throw new UserError(
    problem('file-unreadable', { file: verbatim(file), reason: phrase('no-model', { formats: titles }) }),
  );
}

/** Writes the weights of an import, whole or not at all. */
export const writeImported = (files: FileSystem, file: string, { weights }: Imported): Promise<void> =>
  writeFile(files, file, encodeWeights({ tensors: weights }));
