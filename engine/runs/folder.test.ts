import { expect, it } from 'vitest';
import { MemoryFiles } from '../files/memory.ts';
import { wordProblem } from '../problems.ts';
import { RunFolder } from './folder.ts';

it('reads what an earlier version recorded in words', async () => {
  const files = new MemoryFiles();
  const problem = { code: 'engine-died', severity: 'error', message: 'The training process ended.', repairs: [] };
  await files.write('/run/metrics.jsonl', `${JSON.stringify({ event: 'failed', problem, time: 1 })}\n{"event":"fai`);
  const [event, ...others] = await new RunFolder(files, '/run').events();
  expect(others).toEqual([]);
  expect(event?.event === 'failed' && wordProblem(event.problem)).toBe('The training process ended.');
});
