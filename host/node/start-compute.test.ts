/** The compute process of a host: gone with it however busy, and stopped where it works on what nobody wants any more. */
import { type ChildProcess, execFileSync, fork, type ForkOptions, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { UserError } from '../../engine/problems.ts';
import { ComputeProcess } from './start-compute.ts';
import { until } from '../../test/until.ts';

const home = mkdtempSync(path.join(tmpdir(), 'loom-compute-'));
const started: ChildProcess[] = [];
afterAll(() => {
  for (const child of started) child.kill('SIGKILL');
  rmSync(home, { recursive: true, force: true });
});

/** A compute process that works on a memory plan for ever, without a word in between. */
const busyProgram = path.join(home, 'busy.mts');
const here = (file: string) => JSON.stringify(path.join(import.meta.dirname, file));
writeFileSync(
  busyProgram,
  `import { endWithParent, parentChannel } from ${here('start-compute.ts')};
  import { serve } from ${here('../serve.ts')};
  endWithParent();
  serve(
    parentChannel(),
    {
      'engines.list': () => new Promise((resolve) => setTimeout(resolve, 100, [])),
      'plan.memory': async () => {
        for (;;);
      },
    },
    () => process.exit(),
  );`,
);
const forkBusy = (options: ForkOptions): ChildProcess =>
  fork(busyProgram, { ...options, execArgv: ['--import', 'tsx'], serialization: 'advanced' });
const PLAN = { document: '', dataset: 0 };

const childrenOf = (pid: number): number[] => {
  try {
    return execFileSync('pgrep', ['-P', String(pid)], { encoding: 'utf8' })
      .trim()
      .split('\n')
      .map(Number);
  } catch {
    return [];
  }
};
/** The share of a processor that it takes; undefined where it is gone. */
const loadOf = (pid: number): number | undefined => {
  try {
    return Number(execFileSync('ps', ['-o', '%cpu=', '-p', String(pid)], { encoding: 'utf8' }));
  } catch {
    return undefined;
  }
};
const caller = () => {
  const controller = new AbortController();
  return { controller, line: new AbortController().signal, signal: controller.signal };
};

it('stops what is no longer wanted, and does what was asked beside it all the same', async () => {
  const compute = new ComputeProcess(home, () => {}, forkBusy);
  expect(await compute.call('engines.list', { selfTest: false }, caller())).toEqual([]);
  const busy = caller();
  const unwanted = compute.call('plan.memory', PLAN, busy);
  const beside = compute.call('engines.list', { selfTest: false }, caller());
  await new Promise((resolve) => setTimeout(resolve, 300));
  busy.controller.abort();
  await expect(unwanted).rejects.toBeInstanceOf(UserError);
  expect(await beside).toEqual([]);
  compute.close();
});

it.skipIf(process.platform === 'win32')('is gone when its host was killed, however busy it is', async () => {
  const program = `
    import { fork } from 'node:child_process';
    import { ComputeProcess } from ${here('start-compute.ts')};
    const compute = new ComputeProcess(${JSON.stringify(home)}, () => {}, (options) =>
      fork(${JSON.stringify(busyProgram)}, { ...options, execArgv: ['--import', 'tsx'], serialization: 'advanced' }));
    const caller = { line: new AbortController().signal, signal: new AbortController().signal };
    await compute.call('engines.list', { selfTest: false }, caller);
    void compute.call('plan.memory', { document: '', dataset: 0 }, caller);
    console.log('asked');`;
  const host = spawn(process.execPath, ['--import', 'tsx', '--input-type=module'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  started.push(host);
  host.stdin!.end(program);
  await new Promise((resolve) => host.stdout!.once('data', resolve));
  const [child] = childrenOf(host.pid!);
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(loadOf(child!)).toBeGreaterThan(0);
  host.kill('SIGKILL');
  await until(() => expect(loadOf(child!)).toBeUndefined());
});
