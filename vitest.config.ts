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
const files = Object.fromEntries(tests.map((file) => [file, readFileSync(path.join(root, file), 'utf8')]));
/** What runs commands of `loom` in its own process has its trainings there, too, in place of the module that forks them. */
const COMMANDS = tests.filter((file) => /\bcommandLineIn\b/.test(files[file]!));
/** What replaces a module of its own choice does so for whoever comes after it. */
const ALONE = [
  ...tests.filter((file) => files[file]!.includes('vi.mock(')),
  // what counts all that goes on in the window would hear what other files left going
  'test/window/work.test.ts',
];
const shared = tests.filter((file) => !ALONE.includes(file) && !COMMANDS.includes(file));
const common = {
  globalSetup: 'test/bundles.mjs',
  env: { LOOM_TEST_PROGRAMS: path.join(root, 'out') },
  pool: 'forks' as const,
  // a slow machine is not a wrong one: these end what hangs
  testTimeout: 900_000,
  hookTimeout: 900_000,
};

export default defineConfig({
  test: {
    // one more than there are cores: they wait for each other's modules, for disks, and for programs that they start
    maxWorkers: 3,
    projects: [
      // they leave nothing behind in a process, so files share one: loading the engine anew for each took a third of their time
      { test: { ...common, name: 'shared', include: shared, isolate: false } },
      { test: { ...common, name: 'commands', include: COMMANDS, isolate: false } },
      { test: { ...common, name: 'alone', include: ALONE } },
    ],
  },
});
