/** Writes an exported project. Files of another project are not overwritten. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { problem, UserError } from '../problems.ts';
import { writeAtomic } from './atomic.ts';

/** Says which program wrote the folder, so that exporting again may replace the files. */
const MARK = '.layerloom-export';

/** Gives the names of the files. Throws a `UserError` where the folder holds files of the same names that no export wrote. */
export async function writeProject(folder: string, files: Readonly<Record<string, string | Uint8Array>>): Promise<string[]> {
  const ours = existsSync(path.join(folder, MARK)) ? new Set(readFileSync(path.join(folder, MARK), 'utf8').split('\n')) : new Set<string>();
  const foreign = Object.keys(files).filter((name) => !ours.has(name) && existsSync(path.join(folder, name)));
  if (foreign.length > 0) throw new UserError(problem('write-failed', { path: folder, reason: `it holds other files of these names: ${foreign.join(', ')}. Choose an empty folder` }));
  for (const [name, content] of Object.entries(files)) await writeAtomic(path.join(folder, ...name.split('/')), content);
  await writeAtomic(path.join(folder, MARK), `${Object.keys(files).join('\n')}\n`);
  return Object.keys(files);
}
