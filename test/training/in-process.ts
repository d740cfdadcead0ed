/**
 * A training in the test's own process, step for step the same but for the fork and the threads that read its data: most tests are about
 * what it does, and to load processes and threads takes longer than what they train. `process.test.ts` and the hosts' tests start real
 * ones; a run that says how many batches lie ready has its threads here, too.
 */
import { diskFiles } from '../../engine/node/data/disk-files.ts';
import { trainingMachine } from '../../engine/node/training/training-machine.ts';
import type { RunningTraining } from '../../engine/runs/machine.ts';
import { type TrainingMachine, type TrainingRequest, trainRun } from '../../engine/runs/train.ts';
import type { TrainingEvent } from '../../engine/train/events.ts';
import { Controls } from '../../engine/train/loop.ts';
import { openSource } from '../../engine/train/source.ts';

const machine: TrainingMachine = {
  ...trainingMachine,
  openSource: (document, base, options) =>
    options.depth === undefined
      ? openSource(document, diskFiles(base, options.work), options)
      : trainingMachine.openSource(document, base, options),
};

export function startTraining(request: TrainingRequest, onEvent: (event: TrainingEvent) => void): RunningTraining {
  const controls = new Controls();
  return {
    pid: process.pid,
    control: (control) => controls.ask(control),
    kill: () => {
      throw new Error('only a process of its own can be killed');
    },
    ended: trainRun(machine, request, controls, onEvent).then(() => {}),
  };
}

/** Trains a run that was made before, to its end; gives all that it says. */
export async function follow(folder: string, mode: 'start' | 'resume'): Promise<TrainingEvent[]> {
  const events: TrainingEvent[] = [];
  await startTraining({ folder, mode }, (event) => events.push(event)).ended;
  return events;
}
