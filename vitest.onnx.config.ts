/** Exported ONNX files, held to the standard and run on the web's runtime: `npm run test:onnx`. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/export/onnx*.long.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 3_600_000,
    hookTimeout: 3_600_000,
  },
});
