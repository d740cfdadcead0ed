/** Writes an exported project. Files of another project are not overwritten. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { problem, UserError } from '../../problems.ts';
import { writeFile } from '../../files/write.ts';
import { disk } from '../files/disk.ts';

/** Says which program wrote the folder, so that exporting again may replace the files. */
const MARK = '.layerloom-export';
const WHEN_FULL = 'The project is not whole. Free some space and export again, or choose a folder on another disk.';

/** Gives the names of the files. Throws a `UserError` where the folder holds files of the same names that no export wrote. */
export async function writeProject(
  folder: string,
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<string[]> {
  const ours = existsSync(path.join(folder, MARK))
    ? new Set(readFileSync(path.join(folder, MARK), 'utf8').split('\n'))
    : new Set<string>();
  const foreign = Object.keys(files).filter((name) => !ours.has(name) && existsSync(path.join(folder, name)));
  if (foreign.length > 0)
    throw new UserError(
      problem('write-failed', {
        path: folder,
        reason: `it holds other files of these names: ${foreign.join(', ')}. Choose an empty folder`,
      }),
    );
  // the mark first: what is cut short can be exported again into the same folder
  const all = { [MARK]: `${Object.keys(files).join('\n')}\n`, ...files };
  for (const [name, content] of Object.entries(all))
    await writeFile(disk, path.join(folder, ...name.split('/')), content, WHEN_FULL);
  return Object.keys(files);
}
