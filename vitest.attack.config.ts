/** Kills, double starts, hostile messages and documents with new seeds, and how many were held: `npm run test:attack`. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/attack.long.ts'],
    globalSetup: 'test/bundles.mjs',
    pool: 'forks',
    testTimeout: 3_600_000,
    hookTimeout: 600_000,
  },
});
