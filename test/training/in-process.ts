/**
 * A training in the test's own process, step for step the same but for the fork: most tests are about what it does, and a process of
 * its own takes longer to load than what they train. `process.test.ts` and the hosts' tests start real ones.
 */
import { trainingMachine } from '../../engine/node/training/training-machine.ts';
import type { RunningTraining } from '../../engine/runs/machine.ts';
import { type TrainingRequest, trainRun } from '../../engine/runs/train.ts';
import type { TrainingEvent } from '../../engine/train/events.ts';
import { Controls } from '../../engine/train/loop.ts';

export function startTraining(request: TrainingRequest, onEvent: (event: TrainingEvent) => void): RunningTraining {
  const controls = new Controls();
  return {
    pid: process.pid,
    control: (control) => controls.ask(control),
    kill: () => {
      throw new Error('only a process of its own can be killed');
    },
    ended: trainRun(trainingMachine, request, controls, onEvent).then(() => {}),
  };
}

/** Trains a run that was made before, to its end; gives all that it says. */
export async function follow(folder: string, mode: 'start' | 'resume'): Promise<TrainingEvent[]> {
  const events: TrainingEvent[] = [];
  await startTraining({ folder, mode }, (event) => events.push(event)).ended;
  return events;
}
