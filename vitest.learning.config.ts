/** Trains the digits network to its end, and the demonstrations with and without their cures, with several seeds: `npm run test:learning`. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['test/learning.long.ts', 'test/demonstrations.long.ts'], pool: 'forks', testTimeout: 3_600_000 },
});
