/** Starts the program's own processes and threads under Node. */
import { type ChildProcess, fork, type ForkOptions } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

/**
 * Where a program lies; `source` is its file from the repository's root. Bundled, it stands beside the bundle that starts it, or
 * above it where that is a chunk. From sources it runs through tsx, or from the folder of bundles that the tests name: they start
 * many processes, and tsx takes longer than what they test.
 */
function locate(source: string): { file: string; bundled: boolean } {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const bundle = `${path.basename(source, '.ts')}.mjs`;
  const named = import.meta.url.endsWith('.ts') ? process.env.LOOM_TEST_PROGRAMS : undefined;
  const folders = named === undefined ? [here, path.join(here, '..')] : [named];
  const file = folders.map((folder) => path.join(folder, bundle)).find((file) => existsSync(file));
  return file ? { file, bundled: true } : { file: path.join(here, '..', '..', source), bundled: false };
}

/** Typed arrays travel as they are. */
export function forkProgram(source: string, args: readonly string[], options: ForkOptions): ChildProcess {
  const { file, bundled } = locate(source);
  return fork(file, args, {
    ...options,
    // by its file: the program may start in a folder that knows no packages
    execArgv: bundled ? [] : ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href],
    // Electron's own executable is Node where it is told so
    env: { ...process.env, ...options.env, ELECTRON_RUN_AS_NODE: '1' },
    serialization: 'advanced',
  });
}

export function startThread(source: string, workerData: unknown): Worker {
  const { file, bundled } = locate(source);
  if (bundled) return new Worker(file, { workerData });
  // a thread takes no loader from its arguments (Node 20), so it registers tsx itself
  const tsx = path.join(
    path.dirname(createRequire(import.meta.url).resolve('tsx/package.json')),
    'dist',
    'esm',
    'api',
    'index.mjs',
  );
  const [loader, program] = [tsx, file].map((module) => JSON.stringify(pathToFileURL(module)));
  const script = `import(${loader}).then(({ register }) => { register(); return import(${program}); });`;
  return new Worker(script, { eval: true, workerData });
}

/**
 * For processes that take training steps: glibc gives large buffers back to the system after each step and asks for them again;
 * keeping them makes steps with large activations several times faster. Other allocators ignore these.
 */
export const TUNED_MALLOC = {
  MALLOC_MMAP_MAX_: '0',
  MALLOC_TRIM_THRESHOLD_: '8000000000',
  MALLOC_TOP_PAD_: '256000000',
};
