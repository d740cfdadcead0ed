import { expect, it } from 'vitest';
import type { Compute } from '../platform.ts';
import { ComputeProcesses } from './compute-processes.ts';

it('answers what is asked of a row beside an evaluation, and looks up its cells where it was made', async () => {
  const heard: string[][] = [];
  const start = () => {
    const calls: string[] = [];
    heard.push(calls);
    return {
      call: (name: string) => (calls.push(name), name === 'model.evaluate' ? new Promise(() => {}) : Promise.resolve()),
      close: () => void calls.push('closed'),
    } as unknown as Compute;
  };
  const compute = new ComputeProcesses(start);
  const caller = { line: new AbortController().signal, signal: new AbortController().signal };
  void compute.call('model.evaluate', { run: 'r', split: 'test', mistakes: 1 }, caller);
  await compute.call('model.forecast', { run: 'r', split: 'test', group: null, at: 0 }, caller);
  await compute.call('model.predict', { run: 'r', inputs: {} }, caller);
  compute.close();
  expect(heard).toEqual([
    ['model.predict', 'closed'],
    ['model.evaluate', 'model.forecast', 'closed'],
  ]);
});
