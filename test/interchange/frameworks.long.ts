/**
 * torchvision's families and Keras's applications with random weights: imported, they give the same numbers. `npm run test:interchange`,
 * one of them with `-t "swin_t as pt2"`; PYTHON has PyTorch, torchvision and Keras.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { line, rowOf } from './frameworks.ts';

const python = process.env.PYTHON;
/** Of the largest number. Behind norms with the statistics of few pictures rounding grows. */
const MOST = 1e-4;
const KINDS = ['pt2', 'onnx', 'keras'];

function make(...args: readonly string[]): string {
  const script = path.join(import.meta.dirname, 'frameworks.py');
  const made = spawnSync(python!, [script, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  expect(made.status, made.stderr.slice(-2000)).toBe(0);
  return made.stdout;
}

describe.skipIf(!python)('models of other programs', () => {
  const models = python
    ? KINDS.flatMap((kind) =>
        make('names', kind)
          .trim()
          .split('\n')
          .map((name) => [name, kind] as const),
      )
    : [];
  test.each(models)('%s as %s', async (name, kind) => {
    const folder = mkdtempSync(path.join(tmpdir(), 'interchange-'));
    try {
      make(kind, folder, name);
      const row = await rowOf(folder, `${name}.${kind}`);
      console.log(line(row));
      expect(row, row.why.join('\n')).toMatchObject({ refused: 0 });
      expect(row.difference).toBeLessThan(MOST);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
