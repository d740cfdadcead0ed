/** All importers, and which of them reads a file. */
import { HEAD, type Importer, type ModelSource } from './define.ts';
import { keras } from './keras/index.ts';
import { onnx } from './onnx/index.ts';
import { pytorch } from './pytorch/index.ts';
import { tfjs } from './tfjs/index.ts';

export const IMPORTERS: readonly Importer[] = [onnx, keras, pytorch, tfjs];

/** The importer for a file by its name, where that tells: the one with the longest ending that fits. */
export function importerByName(file: string, importers = IMPORTERS): Importer | undefined {
  const name = file.toLowerCase();
  const fitting = importers.flatMap((importer) =>
    importer.endings.filter((ending) => name.endsWith(ending)).map((ending) => ({ importer, ending })),
  );
  return fitting.sort((a, b) => b.ending.length - a.ending.length)[0]?.importer;
}

/** The importer for a file, by its name, else by its first bytes. Throws a `FileError` where it cannot be read. */
export async function importerOf({ file, files }: ModelSource, importers = IMPORTERS): Promise<Importer | undefined> {
  const named = importerByName(file, importers);
  if (named) return named;
  const head = (await files.read(file)).subarray(0, HEAD);
  return importers.find(({ recognizes }) => recognizes?.(head));
}
