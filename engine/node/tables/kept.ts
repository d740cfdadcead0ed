/** The tables that are kept as typed rows among the program's own data: how large they are, and how they are cleaned up. */
import { readdir, readFile, realpath, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { KeptTables } from '../../data/tables.ts';
import { placeOf } from '../data/places.ts';
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

/** Beside the rows: the file that they are of, and for each process that opened them a mark with its number. */
const SOURCE = 'source.txt';
const MARK = /^used\.(\d+)$/;

/** Says of what file a table is, and that this process uses it, until it ends. Marks of processes that are gone are taken away. */
export async function markUsed(folder: string, file: string): Promise<void> {
  await writeFile(path.join(folder, SOURCE), file, { mode: 0o600, flag: 'wx' }).catch(() => {}); // said before
  await writeFile(path.join(folder, `used.${process.pid}`), '', { mode: 0o600 }).catch(() => {}); // a disk that is full
  for (const pid of await usersOf(folder))
    if (!isAlive(pid)) await rm(path.join(folder, `used.${pid}`), { force: true }).catch(() => {});
}

const usersOf = async (folder: string): Promise<number[]> =>
  (await readdir(folder).catch(() => [])).flatMap((name) => {
    const mark = MARK.exec(name);
    return mark ? [Number(mark[1])] : [];
  });

/** What is kept, with what of it is in use: by another process, or by the files that are wanted here. */
export const tablesKept: KeptTables = {
  async list(wanted) {
    const places = wanted.map(({ path: file, base }) => placeOf(base, file));
    const files = new Set(await Promise.all(places.map((place) => realpath(place).catch(() => place))));
    const all = await keptTables();
    return Promise.all(
      all.map(async ({ folder, bytes, used }) => {
        if (isDraft(folder)) return { file: null, bytes, used, inUse: isAlive(writerOf(folder)), folder };
        const file = await readFile(path.join(folder, SOURCE), 'utf8').catch(() => null);
        const users = (await usersOf(folder)).filter((pid) => pid !== process.pid && isAlive(pid));
        return { file, bytes, used, inUse: users.length > 0 || (file !== null && files.has(file)), folder };
      }),
    );
  },
  async clean(wanted) {
    const unused = (await this.list(wanted)).filter(({ inUse }) => !inUse);
    for (const { folder } of unused) await rm(folder, { recursive: true, force: true });
    return unused.reduce((sum, { bytes }) => sum + bytes, 0);
  },
};

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
