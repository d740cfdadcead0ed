/**
 * torchvision's families and Keras's applications with random weights: imported, they give the same numbers. `npm run test:interchange`;
 * PYTHON has PyTorch, torchvision and Keras.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { line, modelsIn, rowOf } from './frameworks.ts';

const python = process.env.PYTHON;

describe.skipIf(!python)('models of other programs', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'interchange-'));
  test.each(['pt2', 'keras'])('%s', async (kind) => {
    const script = path.join(import.meta.dirname, 'frameworks.py');
    const made = spawnSync(python!, [script, kind, folder], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
    expect(made.status, made.stderr.slice(-2000)).toBe(0);
    const files = modelsIn(folder).filter((file) => file.endsWith(kind));
    expect(files.length).toBeGreaterThan(10);
    for (const file of files) {
      const row = await rowOf(folder, file);
      console.log(line(row));
      expect(row, row.why.join('\n')).toMatchObject({ refused: 0 });
      expect(row.difference, file).toBeLessThan(1e-4);
    }
  });
});
