/** Measures a case in a process of its own, with the environment in which training runs. */
import type { ChildProcess } from 'node:child_process';
import { forkProgram, TUNED_MALLOC } from '../engine/node/programs.ts';
import type { Measurement } from './measure.ts';

/** The next message of a process. */
function answer<T>(child: ChildProcess, what: string): Promise<T> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as T));
    child.once('error', reject);
    child.once('exit', (code, signal) => reject(new Error(`the benchmark ${what} ended without a result: ${signal ?? `exit code ${code}`}`)));
  });
}

export const startMeasuring = (name: string, threads: number, steps: number): Promise<Measurement> =>
  answer(forkProgram('bench/bench-process.ts', [name, String(threads), String(steps)], { env: TUNED_MALLOC }), name);

/** A process that takes steps when asked. */
export function startStepping(name: string, threads: number): { steps(count: number): Promise<number[]>; end(): void } {
  const child = forkProgram('bench/bench-process.ts', [name, String(threads)], { env: TUNED_MALLOC });
  child.setMaxListeners(0);
  return {
    steps(count) {
      child.send(count);
      return answer(child, name);
    },
    end: () => void child.kill(),
  };
}
