/** Bytes of every file in a folder and in the folders within it; none where it is not there. */
import { readdir, stat } from 'node:fs/promises';
import path from 'node:path';

export async function fileSizes(folder: string): Promise<number[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => []);
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) =>
        stat(path.join(entry.parentPath, entry.name)).then(
          ({ size }) => size,
          () => 0,
        ),
      ),
  );
}
