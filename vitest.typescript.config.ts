/** All exported TypeScript projects, run and held to the engine: `npm run test:typescript`. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/export/typescript.long.ts', 'test/export/proposed.long.ts', 'test/export/tidy.long.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 3_600_000,
    hookTimeout: 3_600_000,
  },
});
