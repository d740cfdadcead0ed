/** Layers, losses, optimizers, operators and whole networks on the device that LOOM_TEST_DEVICE names: `npm run test:device -- webgpu`. */
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['layers', 'learning', 'weighting', 'onnx-nodes', 'networks', 'onnx-forms', 'random-primitives'].map(
      (name) => `test/conformance/${name}.test.ts`,
    ),
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 300_000,
  },
});
