import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { errorLine } from './start-training.ts';

const stderrOf = (code: string): string =>
  spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' }).stderr;

it('finds the error that a process died of among its stack and properties', () => {
  expect(errorLine(stderrOf('await import("nowhere")'))).toMatch(
    /^Error \[ERR_MODULE_NOT_FOUND\]: Cannot find package 'nowhere'/,
  );
  expect(errorLine(stderrOf('throw new TypeError("no such thing", { cause: 1 })'))).toBe('TypeError: no such thing');
});

it('takes the last line of what is no error of Node.js, and nothing of silence', () => {
  expect(errorLine('loading\nterminate called after throwing an instance\n\n')).toBe(
    'terminate called after throwing an instance',
  );
  expect(errorLine('')).toBeUndefined();
});
