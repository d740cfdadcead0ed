import path from 'node:path';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.ts'],
    exclude: ['node_modules/**', 'out/**'],
    globalSetup: 'test/bundles.mjs',
    env: { LOOM_TEST_PROGRAMS: path.join(import.meta.dirname, 'out') },
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 60_000,
  },
});
