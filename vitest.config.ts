import path from 'node:path';
import { defineConfig } from 'vitest/config';

/** Their tests leave nothing behind in a process, so files share one: loading the engine anew for each took a third of their time. */
const SHARED = [
  ...['engine', 'renderer', 'templates', 'test/conformance'].map((folder) => `${folder}/**/*.test.ts`),
  // what counts all that goes on in the window would hear what other files left going
  'test/window/!(work).test.ts',
];
const common = {
  exclude: ['node_modules/**', 'out/**'],
  globalSetup: 'test/bundles.mjs',
  env: { LOOM_TEST_PROGRAMS: path.join(import.meta.dirname, 'out') },
  pool: 'forks' as const,
  testTimeout: 60_000,
};

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      { test: { ...common, name: 'shared', include: SHARED, isolate: false } },
      { test: { ...common, name: 'alone', include: ['**/*.test.ts'], exclude: [...common.exclude, ...SHARED] } },
    ],
  },
});
