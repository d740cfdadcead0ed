/** The long tests, each group a project of its name: `npm run test:NAME`. README.md says what each of them is. */
import { defineConfig } from 'vitest/config';

const HOUR = 3_600_000;

interface Group {
  readonly include: readonly string[];
  readonly maxWorkers?: number;
  /** It starts the bundled programs. */
  readonly programs?: boolean;
  readonly env?: Record<string, string>;
}

const GROUPS: Readonly<Record<string, Group>> = {
  long: {
    include: [
      'test/answers.long.ts',
      'test/conformance/random-*.test.ts',
      'engine/data/formats/fuzz.test.ts',
      'engine/importers/onnx/hostile.test.ts',
      'engine/runs/untrusted.test.ts',
      'engine/targets/hostile.test.ts',
      'test/training/memory.long.ts',
      'test/pictures.long.ts',
    ],
    maxWorkers: 2,
    env: { LOOM_LONG_TESTS: '1' },
  },
  learning: { include: ['test/learning.long.ts', 'test/demonstrations.long.ts'], maxWorkers: 2 },
  templates: { include: ['test/conformance/templates.long.ts'] },
  interchange: { include: ['test/interchange/*.long.ts'] },
  typescript: {
    include: [
      'test/export/typescript.long.ts',
      'test/export/proposed.long.ts',
      'test/export/tidy.long.ts',
      'test/export/pages.long.ts',
    ],
  },
  pytorch: { include: ['test/export/pytorch*.long.ts', 'test/export/notebook.long.ts'] },
  keras: { include: ['test/export/keras*.long.ts'] },
  onnx: { include: ['test/export/onnx*.long.ts'] },
  hostile: { include: ['test/hostile-data.long.ts'], programs: true },
  attack: { include: ['test/attack.long.ts'], programs: true },
  package: { include: ['test/electron/package.pack.ts'] },
  // on the device that LOOM_TEST_DEVICE names (test/device.mjs)
  device: {
    include: ['layers', 'learning', 'weighting', 'onnx-nodes', 'networks', 'onnx-forms', 'random-primitives'].map(
      (name) => `test/conformance/${name}.test.ts`,
    ),
    maxWorkers: 2,
  },
};

export default defineConfig({
  test: {
    projects: Object.entries(GROUPS).map(([name, { include, maxWorkers = 1, programs = false, env = {} }]) => ({
      test: {
        name,
        include: [...include],
        pool: 'forks' as const,
        maxWorkers,
        testTimeout: HOUR,
        hookTimeout: HOUR,
        env,
        ...(programs ? { globalSetup: 'test/bundles.mjs' } : {}),
      },
    })),
  },
});
