/** Measures a case in a process of its own, with the environment in which training runs. */
import { forkProgram, TUNED_MALLOC } from '../engine/node/programs.ts';
import type { Measurement } from './measure.ts';

export function startMeasuring(name: string, threads: number, steps: number): Promise<Measurement> {
  const child = forkProgram('bench/bench-process.ts', [name, String(threads), String(steps)], { env: TUNED_MALLOC });
  return new Promise((resolve, reject) => {
    child.on('message', (measured) => resolve(measured as Measurement));
    child.on('error', reject);
    child.on('exit', (code, signal) => reject(new Error(`the benchmark ${name} ended without a result: ${signal ?? `exit code ${code}`}`)));
  });
}
