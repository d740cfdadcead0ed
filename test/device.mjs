// `npm run test:device -- DEVICE`: the conformance tests with ONNX Runtime on a device (`webgpu`) instead of the CPU.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

const [device, ...rest] = process.argv.slice(2);
if (device === undefined) {
  console.error('Usage: npm run test:device -- DEVICE [-t PATTERN]');
  process.exit(2);
}
const vitest = path.join(import.meta.dirname, '..', 'node_modules', 'vitest', 'vitest.mjs');
process.exit(
  spawnSync(process.execPath, [vitest, 'run', '--config', 'vitest.long.config.ts', '--project', 'device', ...rest], {
    stdio: 'inherit',
    env: { ...process.env, LOOM_TEST_DEVICE: device },
  }).status ?? 1,
);
