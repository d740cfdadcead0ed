/** Whole programs, as a person starts them: what each prints and how long it takes. */
import { spawn } from 'node:child_process';
import path from 'node:path';

export const ROOT = path.resolve(import.meta.dirname, '..');

/** What a program prints, and the seconds that it takes in all. Throws an `Error` with the end of that where it fails. */
export function run(
  program: string,
  args: readonly string[],
): Promise<{ readonly said: string; readonly seconds: number }> {
  const start = performance.now();
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let [said, progress] = ['', ''];
  child.stdout.on('data', (text: Buffer) => (said += text.toString()));
  child.stderr.on('data', (text: Buffer) => (progress = (progress + text.toString()).slice(-2000)));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) =>
      code === 0
        ? resolve({ said, seconds: (performance.now() - start) / 1000 })
        : reject(new Error(`${[program, ...args].join(' ')} ended with ${code}: ${said.slice(-500)}${progress}`)),
    );
  });
}

export const loom = (...args: readonly string[]): ReturnType<typeof run> =>
  run(process.execPath, [path.join(ROOT, 'cli', 'loom.mjs'), ...args]);

/** The last line of JSON that a command prints. */
export const answer = <T>(said: string): T => JSON.parse(said.trim().split('\n').at(-1)!) as T;

/** A program of PyTorch's side. */
export const peer = (python: string, script: string, ...args: readonly string[]): ReturnType<typeof run> =>
  run(python, ['-B', path.join(ROOT, 'bench', 'peer', script), ...args]);
