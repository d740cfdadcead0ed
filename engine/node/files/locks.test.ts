/** Locks across processes: held by one, and let go of however it ends. */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { takeWithin } from '../../files/locks.ts';
import { locks } from './locks.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'loom-locks-'));
const file = path.join(folder, 'deep', 'one.lock');
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

/** A process that takes the lock, says whether it got it, and stays. */
function holder(): Promise<{ readonly child: ChildProcess; readonly got: string }> {
  const program = `import { locks } from ${JSON.stringify(path.join(import.meta.dirname, 'locks.ts'))};
    console.log((await locks.take(${JSON.stringify(file)})) ? 'got' : 'held');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  children.push(child);
  return new Promise((resolve) =>
    child.stdout!.once('data', (text: Buffer) => resolve({ child, got: text.toString().trim() })),
  );
}

it('is held once, and free again when it is let go of', async () => {
  const first = await locks.take(file);
  expect(first).toBeDefined();
  expect(await locks.take(file)).toBeUndefined();
  expect(await locks.isHeld(file)).toBe(true);
  setTimeout(() => first!.release(), 50);
  const second = await takeWithin(locks, file, 5000);
  expect(second).toBeDefined();
  second!.release();
  expect(await locks.isHeld(file)).toBe(false);
  expect(existsSync(file)).toBe(false);
});

it('is nobody’s once its holder was killed, whatever the file says and whoever has its number now', async () => {
  const { child, got } = await holder();
  expect(got).toBe('got');
  expect(await locks.take(file)).toBeUndefined();
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
  // a process that lives, by its number
  writeFileSync(file, JSON.stringify({ pid: process.pid, started: new Date().toISOString() }));
  expect(await locks.isHeld(file)).toBe(false);
  const lock = await locks.take(file);
  expect(lock).toBeDefined();
  expect((await holder()).got).toBe('held');
  lock!.release();
});
