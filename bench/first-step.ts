/**
 * `npm run bench:first [-- --rounds N] [CASE...]`: the seconds to the first training step, each time in a new process whose code is
 * loaded, beside what is wanted: from a document (compiling, loading, the step itself), and of a whole training (its data, its checks
 * and what it takes in memory besides). Where `LOOM_TEST_PROGRAMS` names a folder of bundles, trainings run those.
 */
import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { machine } from '../engine/node/machine.ts';
import { createRun } from '../engine/runs/create.ts';
import { startTraining, warmUp } from '../engine/node/training/start-training.ts';
import { UserError } from '../engine/problems.ts';
import { randomData } from './data.ts';
import { caseOf } from './index.ts';
import { median } from './measure.ts';
import { chosen, temporaryFolder } from './script.ts';
import { startMeasuring } from './start.ts';

const WANTED = [
  { name: 'seed-cnn/32', seconds: 0.5 },
  { name: 'resnet50/2', seconds: 5 },
  { name: 'lstm-500/32', seconds: 5 },
] as const;
/** A process has loaded its code by then, in milliseconds. */
const LOADED = 4000;

const folder = temporaryFolder('first');

/** Seconds from asking for a training to hearing of its first step. */
async function firstOfTraining(name: string): Promise<number> {
  const one = caseOf(name)!;
  const document = one.document();
  const run = path.join(folder, 'run');
  await createRun(
    machine,
    run,
    { ...document, data: randomData(one, document, folder) },
    { id: 'run', engine: 'onnx', device: 'cpu', threads: availableParallelism(), base: folder, steps: 1 },
  );
  warmUp();
  await new Promise((resolve) => setTimeout(resolve, LOADED));
  const start = performance.now();
  return new Promise((resolve, reject) => {
    let seconds: number | undefined;
    const training = startTraining({ folder: run, mode: 'start' }, (event) => {
      if (seconds !== undefined) return;
      if (event.event === 'failed') reject(new UserError(event.problem));
      if (event.event !== 'steps') return;
      const found = (seconds = (performance.now() - start) / 1000);
      training.kill();
      void training.ended.then(() => {
        rmSync(run, { recursive: true, force: true });
        resolve(found);
      });
    });
  });
}

const { values, positionals } = parseArgs({ options: { rounds: { type: 'string' } }, allowPositionals: true });
for (const { name, seconds: wanted } of chosen(WANTED, positionals)) {
  const alone: number[] = [];
  const training: number[] = [];
  while (alone.length < Number(values.rounds ?? 3)) {
    alone.push((await startMeasuring(name, { threads: availableParallelism() }, 0)).first_ms / 1000);
    training.push(await firstOfTraining(name));
  }
  const line = (found: readonly number[]) =>
    `${median(found).toFixed(2)} s (${found.map((each) => each.toFixed(2)).join(', ')})`;
  console.log(`${name.padEnd(14)} ${line(alone)}, wanted ${wanted} s; of a training ${line(training)}`);
}
