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
  const tables = await keptTables();
  for (const { folder } of tables) await rm(folder, { recursive: true, force: true });
  return tables.reduce((sum, { bytes }) => sum + bytes, 0);
}

const bytesIn = async (folder: string): Promise<number> => (await fileSizes(folder)).reduce((a, b) => a + b, 0);
