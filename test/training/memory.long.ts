/** Ten thousand steps of a whole training, checkpoints and validation included, take no more memory at their end than once everything has been made. */
import { machine } from '../../engine/node/machine.ts';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import path from 'node:path';
import { expect, it } from 'vitest';
import { createRun } from '../../engine/runs/create.ts';
import { startTraining } from '../../engine/node/training/start-training.ts';
import { smallDocument, temporaryFolder, writePictures } from './small.ts';
import { wordProblem } from '../../engine/problems.ts';

const STEPS = 10_000;
/** What a garbage collector may leave lying about at its best, in MB. */
const SLACK = 24;

const base = temporaryFolder();
writePictures(path.join(base, 'pictures.npz'));

/** What a process holds of the memory, in MB; undefined where it has ended. */
const residentMb = (pid: number): Promise<number | undefined> =>
  promisify(execFile)('ps', ['-o', 'rss=', '-p', String(pid)]).then(
    ({ stdout }) => Number(stdout) / 1024 || undefined,
    () => undefined,
  );

it.skipIf(process.platform === 'win32').each([
  ['onnx', 'cpu'],
  ['tfjs', 'wasm'],
] as const)(
  'memory does not grow on %s %s',
  async (engine, device) => {
    const document = smallDocument({
      epochs: STEPS,
      statisticsEvery: engine === 'onnx' ? 50 : 0,
      averaging: { type: 'exponential', decay: 0.99, start: 0, every: 1 },
    });
    const run = await createRun(machine, path.join(base, engine), document, {
      id: engine,
      engine,
      device,
      threads: 1,
      base,
      steps: STEPS,
    });
    const seen: { step: number; mb: number }[] = [];
    let step = 0;
    const training = startTraining({ folder: run.folder, mode: 'start' }, (event) => {
      if (event.event === 'failed') throw new Error(wordProblem(event.problem));
      if (event.event === 'steps') step = event.step.at(-1)!;
    });
    const watch = setInterval(
      () => void residentMb(training.pid).then((mb) => mb !== undefined && seen.push({ step, mb })),
      200,
    );
    await training.ended;
    clearInterval(watch);
    // garbage comes and goes by a hundred MB; what is kept for good raises the least, too
    const least = (from: number, to: number) =>
      Math.min(...seen.filter((at) => at.step > from * STEPS && at.step <= to * STEPS).map(({ mb }) => mb));
    expect(step).toBe(STEPS);
    const [early, late] = [least(0.2, 0.5), least(0.7, 1)];
    console.log(
      `${engine}: at least ${early.toFixed(0)} MB before half of the steps, ${late.toFixed(0)} MB before their end`,
    );
    expect(late - early).toBeLessThan(SLACK);
  },
  3_600_000,
);
