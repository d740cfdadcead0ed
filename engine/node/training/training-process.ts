/**
 * The process of one run, started by `start-training.ts`, which tells it its run. What happens goes to the run's folder and to the
 * parent. It ends itself, with a checkpoint, when the parent is gone.
 */
import path from 'node:path';
import type { Control } from '../../train/events.ts';
import { type TrainingRequest, trainRun } from '../../runs/train.ts';
import { Controls } from '../../train/loop.ts';
import { trainingMachine } from './training-machine.ts';

const controls = new Controls();
// the terminal sends its interrupt, and its end, to every process of its group; the parent decides what they mean
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});
const { folder, ...request } = await assignedRun();

/**
 * The parent's first message says which run, which it may not have had when it started the process; later ones are controls, some
 * of which may come together with the first. The process ends where the parent is gone before it has said a run.
 */
function assignedRun(): Promise<TrainingRequest> {
  const leave = () => process.exit();
  process.once('disconnect', leave).once('SIGTERM', leave);
  return new Promise((resolve) =>
    process.once('message', (request: TrainingRequest) => {
      process.off('disconnect', leave).off('SIGTERM', leave);
      // a system that shuts down sends it to every process
      for (const end of ['disconnect', 'SIGTERM']) process.on(end, () => controls.ask('stop'));
      process.on('message', (control: Control) => controls.ask(control));
      resolve(request);
    }),
  );
}

const trained = await trainRun(trainingMachine, { folder: path.resolve(folder), ...request }, controls, (event) => {
  if (process.connected) process.send!(event, undefined, undefined, () => {});
});
if (!trained) process.exitCode = 1;
// the last messages must have left before the process does
if (process.connected)
  process.send!({ event: 'state', state: 'closed' }, undefined, undefined, () => process.disconnect());
