// Bundles the programs that run under Node into out/. Packages stay outside: they are installed beside it.
import { statSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { root } from './install.mjs';

export const PROGRAMS = {
  cli: 'cli/main.ts',
  'training-process': 'engine/node/training-process.ts',
  host: 'host/main.ts',
};
const SOURCES = ['engine', 'templates', 'host', 'cli', 'build', 'package.json'];

/** The newest change of any source, in milliseconds. */
function newest(entry) {
  const stat = statSync(entry, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(entry).reduce((latest, name) => Math.max(latest, newest(path.join(entry, name))), 0);
}

/** Bundles where a source is newer than what lies in out/. */
export async function bundle() {
  const built = statSync(path.join(root, 'out', 'cli.mjs'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (built > Math.max(...SOURCES.map((source) => newest(path.join(root, source))))) return;
  const { build } = await import('esbuild');
  await build({
    absWorkingDir: root,
    entryPoints: Object.fromEntries(Object.entries(PROGRAMS).filter(([, file]) => statSync(path.join(root, file), { throwIfNoEntry: false }))),
    outdir: 'out',
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    chunkNames: 'chunks/[name]-[hash]',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    packages: 'external',
    sourcemap: true,
    logLevel: 'warning',
  });
}
