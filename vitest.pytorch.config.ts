/** Exported PyTorch projects, run by PyTorch: `npm run test:pytorch`. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/export/pytorch*.long.ts', 'test/export/notebook.long.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 3_600_000,
    hookTimeout: 3_600_000,
  },
});
