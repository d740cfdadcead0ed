/** Exported Keras projects, run by Keras: `npm run test:keras`. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/export/keras*.long.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 3_600_000,
    hookTimeout: 3_600_000,
  },
});
