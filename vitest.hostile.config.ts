/** Data files that were made to do harm, each read in a process of its own whose memory is measured: `npm run test:hostile`. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/hostile-data.long.ts'],
    globalSetup: 'test/bundles.mjs',
    pool: 'forks',
    testTimeout: 3_600_000,
    hookTimeout: 600_000,
  },
});
