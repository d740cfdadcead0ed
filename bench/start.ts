/** Measures a case in a process of its own, with the environment in which training runs. */
import type { ChildProcess } from 'node:child_process';
import { forkProgram, TUNED_MALLOC } from '../engine/node/programs.ts';
import type { Measurement, Where } from './measure.ts';

/** The next message of a process. */
function answer<T>(child: ChildProcess, what: string): Promise<T> {
  return new Promise((resolve, reject) => {
    child.once('message', (message) => resolve(message as T));
    child.once('error', reject);
    child.once('exit', (code, signal) =>
      reject(new Error(`the benchmark ${what} ended without a result: ${signal ?? `exit code ${code}`}`)),
    );
  });
}

export const startMeasuring = (name: string, where: Where, steps: number): Promise<Measurement> =>
  answer(
    forkProgram('bench/bench-process.ts', [name, JSON.stringify(where), String(steps)], { env: TUNED_MALLOC }),
    name,
  );

/** Milliseconds of each step, and the most memory that the process has had so far, in MB. */
export interface Taken {
  readonly times: readonly number[];
  readonly peak_mb: number;
}

/** A process that takes steps when asked. */
export interface Stepping {
  steps(count: number): Promise<Taken>;
  end(): void;
}

export function startStepping(name: string, where: Where): Stepping {
  const child = forkProgram('bench/bench-process.ts', [name, JSON.stringify(where)], { env: TUNED_MALLOC });
  child.setMaxListeners(0);
  return {
    steps(count) {
      child.send(count);
      return answer(child, name);
    },
    end: () => void child.kill(),
  };
}
