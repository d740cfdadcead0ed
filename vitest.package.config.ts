/** Packs the desktop program around a stand-in for Electron and runs what was packed: `npm run test:package`. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['test/electron/package.pack.ts'], pool: 'forks', testTimeout: 600_000, hookTimeout: 600_000 },
});
