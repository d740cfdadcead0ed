/** `loom` as a user types it. */
import { spawn } from 'node:child_process';
import path from 'node:path';

export interface Answer {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** The command line in a folder, in a process of its own. */
export const commandLineIn =
  (folder: string) =>
  (...args: string[]): Promise<Answer> =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [path.resolve('cli', 'loom.mjs'), ...args], { cwd: folder });
      let [out, err] = ['', ''];
      child.stdout.on('data', (text: Buffer) => (out += text.toString()));
      child.stderr.on('data', (text: Buffer) => (err += text.toString()));
      child.on('close', (code) => resolve({ code, out, err }));
    });
