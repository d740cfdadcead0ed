import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { defineConfig } from 'vitest/config';

const root = import.meta.dirname;
const FOLDERS = ['bench', 'cli', 'docs', 'electron', 'engine', 'host', 'renderer', 'templates', 'test'];
const tests = FOLDERS.flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.test.ts'))
    .map((file) => path.posix.join(folder, file.replaceAll(path.sep, '/'))),
);
/** What replaces a module, or the process's folder and output, does so for whoever comes after it. */
const replaces = (file: string) => /vi\.mock\(|\bcommandLineIn\b/.test(readFileSync(path.join(root, file), 'utf8'));
const ALONE = [
  ...tests.filter(replaces),
  // what counts all that goes on in the window would hear what other files left going
  'test/window/work.test.ts',
];
const common = {
  globalSetup: 'test/bundles.mjs',
  env: { LOOM_TEST_PROGRAMS: path.join(root, 'out') },
  pool: 'forks' as const,
  // a slow machine is not a wrong one
  testTimeout: 120_000,
};

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      // they leave nothing behind in a process, so files share one: loading the engine anew for each took a third of their time
      { test: { ...common, name: 'shared', include: tests.filter((file) => !ALONE.includes(file)), isolate: false } },
      { test: { ...common, name: 'alone', include: ALONE } },
    ],
  },
});
