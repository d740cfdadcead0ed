import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { wordProblem } from '../../problems.ts';
import { RunFolder } from './folder.ts';

it('reads what an earlier version recorded in words', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'loom-run-'));
  const problem = { code: 'engine-died', severity: 'error', message: 'The training process ended.', repairs: [] };
  writeFileSync(
    path.join(folder, 'metrics.jsonl'),
    `${JSON.stringify({ event: 'failed', problem, time: 1 })}\n{"event":"fai`,
  );
  const [event, ...others] = new RunFolder(folder).events();
  expect(others).toEqual([]);
  expect(event?.event === 'failed' && wordProblem(event.problem)).toBe('The training process ended.');
  rmSync(folder, { recursive: true });
});
