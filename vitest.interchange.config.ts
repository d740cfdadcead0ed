/** Models of other programs in and out, held against those programs: `npm run test:interchange` (PYTHON=...). */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/interchange/*.long.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 3_600_000,
    hookTimeout: 3_600_000,
  },
});
