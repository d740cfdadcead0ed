// Builds what runs into out/: the programs that run under Node, and the pages. What is newer than its sources is left alone.
import { mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './install.mjs';

/** Packages stay outside the bundles: they are installed beside them. */
export const PROGRAMS = {
  cli: 'cli/start.ts',
  host: 'host/web/main.ts',
  'training-process': 'engine/node/training/training-process.ts',
  'self-test-process': 'engine/node/devices/self-test-process.ts',
  'data-thread': 'engine/node/loader/data-thread.ts',
  'project-process': 'engine/node/export/project-process.ts',
  'bench-process': 'bench/bench-process.ts',
  'compute-process': 'host/node/compute-process.ts',
  electron: 'electron/main.ts',
  'host-process': 'electron/host-process.ts',
};

const SHARED = ['engine', 'templates', 'build', 'package.json', 'package-lock.json'];

/** When a file was last written. */
const modified = (file) => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
const built = (...name) => modified(path.join(root, 'out', ...name));

/** The newest change of a file or folder, in milliseconds; tests are no sources. */
function newest(entry) {
  const stat = statSync(entry, { throwIfNoEntry: false });
  if (!stat) return 0;
  if (!stat.isDirectory()) return /\.test\.tsx?$/.test(entry) ? 0 : stat.mtimeMs;
  return readdirSync(entry).reduce((latest, name) => Math.max(latest, newest(path.join(entry, name))), stat.mtimeMs);
}

const changed = (since, sources) => sources.some((source) => newest(path.join(root, source)) > since);

/** Whether a file is older than any of the sources, files and folders of the repository. */
export const isOlder = (file, sources) => changed(modified(file), sources);

/** Puts a file into place whole: another command may be starting from it, or building it too. */
function put(file, contents) {
  mkdirSync(path.dirname(file), { recursive: true });
  const draft = `${file}.${process.pid}`;
  writeFileSync(draft, contents);
  renameSync(draft, file);
}

/** Bundles the programs for Node. */
export async function bundle() {
  // the last file that is written says that the others are whole
  if (!changed(built('programs.json'), [...SHARED, 'host', 'cli', 'bench', 'electron'])) return;
  const { build } = await import('esbuild');
  const chunks = path.join(root, 'out', 'chunks');
  const started = Date.now();
  const programs = await build({
    absWorkingDir: root,
    entryPoints: PROGRAMS,
    write: false,
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
  // a sandboxed page's preload is one CommonJS file
  const preload = await build({
    absWorkingDir: root,
    write: false,
    entryPoints: { preload: 'electron/preload/preload.ts' },
    outdir: 'out',
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'chrome140',
    external: ['electron'],
    logLevel: 'warning',
  });
  // programs last: what they import is there before them
  const isChunk = (file) => path.dirname(file) === chunks;
  const files = [...programs.outputFiles, ...preload.outputFiles].sort(
    (a, b) => Number(isChunk(b.path)) - Number(isChunk(a.path)),
  );
  for (const { path: file, contents } of files) put(file, contents);
  const written = new Set(files.map((file) => file.path));
  for (const name of readdirSync(chunks))
    if (built('chunks', name) < started && !written.has(path.join(chunks, name)))
      rmSync(path.join(chunks, name), { force: true });
  put(path.join(root, 'out', 'programs.json'), `${JSON.stringify(Object.keys(PROGRAMS))}\n`);
}

/** Builds the pages. */
export async function buildPages() {
  if (!changed(built('renderer', 'index.html'), [...SHARED, 'renderer'])) return;
  const { build } = await import('vite');
  // whoever builds: React's development form is slower, and says what only concerns a developer
  const { NODE_ENV } = process.env;
  process.env.NODE_ENV = 'production';
  try {
    await build({ configFile: path.join(root, 'renderer', 'vite.config.ts'), logLevel: 'warn' });
  } finally {
    if (NODE_ENV === undefined) delete process.env.NODE_ENV;
    else process.env.NODE_ENV = NODE_ENV;
  }
  (await import('./notices.mjs')).writeNotices();
}
