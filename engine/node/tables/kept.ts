/** The tables that are kept as typed rows among the program's own data: how large they are, and how they are cleaned up. */
import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileSizes } from '../files/sizes.ts';
import { homePath } from '../home.ts';

export interface KeptTable {
  readonly folder: string;
  /** Bytes of all its files. */
  readonly bytes: number;
  /** When it was last used, in milliseconds since 1970. */
  readonly used: number;
}

/** Those that were used last come first. */
export async function keptTables(): Promise<KeptTable[]> {
  const home = homePath('tables');
  const names = await readdir(home).catch(() => []);
  const found = await Promise.all(
    names.map(async (name) => {
      const folder = path.join(home, name);
      const used = await stat(folder).catch(() => undefined);
      return used?.isDirectory() ? [{ folder, bytes: await bytesIn(folder), used: used.mtimeMs }] : [];
    }),
  );
  return found.flat().sort((a, b) => b.used - a.used);
}

/** Takes all of them away; their files are read anew when they are next asked for. Gives the bytes that are free again. */
export async function clearKeptTables(): Promise<number> {
  const tables = (await keptTables()).filter(({ folder }) => !isDraft(folder) || !isAlive(writerOf(folder)));
  for (const { folder } of tables) await rm(folder, { recursive: true, force: true });
  return tables.reduce((sum, { bytes }) => sum + bytes, 0);
}

const bytesIn = async (folder: string): Promise<number> => (await fileSizes(folder)).reduce((a, b) => a + b, 0);

/** Bytes of all tables that are kept; those that were not used for longest go first. */
const MOST_KEPT = 20 * 2 ** 30;

/** How long rows of a file as it was before its last change are kept for those who may still read them, in milliseconds. */
const UNUSED = 3_600_000;

/** Whether two tables are the same file read in the same way, whatever was in it. */
export const isOfSameFile = (a: string, b: string): boolean => fileOf(a) === fileOf(b);
const fileOf = (folder: string): string => path.basename(folder).split('-')[0]!;

/** Takes away what was used longest ago, until the rest is small enough, and drafts of readings whose process is gone. */
export async function tidyKept(keep: string): Promise<void> {
  let total = 0;
  for (const { folder, bytes, used } of await keptTables()) {
    total += bytes;
    const outdated = folder !== keep && isOfSameFile(folder, keep) && Date.now() - used > UNUSED;
    const stale = isDraft(folder) ? !isAlive(writerOf(folder)) : outdated || (total > MOST_KEPT && folder !== keep);
    if (stale) await rm(folder, { recursive: true, force: true }).catch(() => {});
  }
}

const writerOf = (draft: string): number => Number(draft.split('.').at(-2));
/** Called after the table, the process that reads it, and by chance. */
const isDraft = (folder: string): boolean => path.basename(folder).includes('.');

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // another user's
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
