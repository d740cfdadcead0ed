/** Starts the program's own processes under Node. */
import { type ChildProcess, fork, type ForkOptions } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * `source` is the program's file from the repository's root. Bundled, it stands beside the bundle that starts it, or above it where
 * that is a chunk; from sources it runs through tsx, as tests do. Typed arrays travel as they are.
 */
export function forkProgram(source: string, args: readonly string[], options: ForkOptions): ChildProcess {
  const here = path.dirname(fileURLToPath(import.meta.url));
  const bundle = `${path.basename(source, '.ts')}.mjs`;
  const bundled = [path.join(here, bundle), path.join(here, '..', bundle)].find((file) => existsSync(file));
  return fork(bundled ?? path.join(here, '..', '..', source), args, {
    ...options,
    execArgv: bundled ? [] : ['--import', 'tsx'],
    // Electron's own executable is Node where it is told so
    env: { ...process.env, ...options.env, ELECTRON_RUN_AS_NODE: '1' },
    serialization: 'advanced',
  });
}
