/** `loom` as a user types it. */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { vi } from 'vitest';
import { main } from '../cli/main.ts';

vi.mock('../engine/node/training/start-training.ts', () => import('./training/in-process.ts'));

export interface Answer {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The command line in a folder, in a process of its own: for what only a whole program shows. */
export const programIn =
  (folder: string, locale = 'C') =>
  (...args: string[]): Promise<Answer> =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [path.resolve('cli', 'loom.mjs'), ...args], {
        cwd: folder,
        env: { ...process.env, LC_ALL: locale },
      });
      let [out, err] = ['', ''];
      child.stdout.on('data', (text: Buffer) => (out += text.toString()));
      child.stderr.on('data', (text: Buffer) => (err += text.toString()));
      child.on('close', (code) => resolve({ code, out, err }));
    });

/** The command that runs last: there is one folder to stand in and one output to write to, so each waits for the one before. */
let last: Promise<unknown> = Promise.resolve();

/** The command line in a folder, without a process of its own, for its trainings neither. */
export const commandLineIn =
  (folder: string) =>
  (...args: string[]): Promise<Answer> => {
    const answer = last.then(() => runIn(folder, args));
    last = answer.catch(() => {});
    return answer;
  };

async function runIn(folder: string, args: readonly string[]): Promise<Answer> {
  const before = process.cwd();
  const written = { stdout: '', stderr: '' };
  const { stdout, stderr } = process;
  const writers = [stdout.write, stderr.write] as const;
  const into = (name: keyof typeof written) => (text: string | Uint8Array) => {
    written[name] += String(text);
    return true;
  };
  process.chdir(folder);
  stdout.write = into('stdout') as typeof stdout.write;
  stderr.write = into('stderr') as typeof stderr.write;
  try {
    const code = await main(args);
    return { code, out: written.stdout, err: written.stderr };
  } finally {
    [stdout.write, stderr.write] = writers;
    process.chdir(before);
  }
}
