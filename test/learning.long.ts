/**
 * How well the digits network learns, from the command line as a user would run it: `npm run test:learning`. PyTorch, same network and
 * settings: 98.0, 98.2, 97.4 % after one epoch, 99.0, 99.1, 99.0 after ten (`bench/peer/pytorch_mnist.py`).
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '..');
const folder = mkdtempSync(path.join(tmpdir(), 'loom-learning-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const loom = (...args: string[]): string =>
  execFileSync(process.execPath, [path.join(root, 'cli', 'loom.mjs'), ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    stdio: ['ignore', 'pipe', 'ignore'],
  });

const document = path.join(folder, 'digits.loom');
loom('new', 'mnist-cnn', '--out', document);

it.each(
  [1, 2, 3].flatMap(
    (seed) =>
      [
        [seed, 1, 0.972],
        [seed, 10, 0.989],
      ] as const,
  ),
)('seed %i: after %i epochs at least %d of the test digits are read', (seed, epochs, least) => {
  const lines = loom(
    'train',
    document,
    '--seed',
    String(seed),
    '--epochs',
    String(epochs),
    '--out',
    path.join(folder, `${seed}-${epochs}`),
    '--json',
  )
    .trim()
    .split('\n');
  const { test } = JSON.parse(lines.at(-1)!) as { test: { accuracy: number } };
  console.log(`seed ${seed}, ${epochs} epochs: ${(100 * test.accuracy).toFixed(2)} %`);
  expect(test.accuracy).toBeGreaterThanOrEqual(least);
});
