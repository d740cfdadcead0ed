/** The random tests with many more cases, each time new ones, and ten thousand steps that must not take more and more memory: `npm run test:long`. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      'test/answers.long.ts',
      'test/conformance/random-*.test.ts',
      'engine/data/formats/fuzz.test.ts',
      'engine/importers/onnx/hostile.test.ts',
      'test/training/memory.long.ts',
      'test/pictures.long.ts',
    ],
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 3_600_000,
    env: { LOOM_LONG_TESTS: '1' },
  },
});
