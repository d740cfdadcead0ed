/**
 * The process of one run, started by `start-training.ts` with the run's folder as its argument. It owns the loop; what happens
 * goes to the run's folder and to the parent. It ends itself, with a checkpoint, when the parent is gone.
 */
import path from 'node:path';
import { problem, UserError } from '../problems.ts';
import type { Control, TrainingEvent } from '../train/events.ts';
import { Controls, TrainingLoop } from '../train/loop.ts';
import { openModel } from './model.ts';
import { readWeights, RunFolder } from './runs/folder.ts';
import { assertIdle } from './runs/list.ts';

const [folder, mode] = process.argv.slice(2);
const run = new RunFolder(path.resolve(folder!));
const controls = new Controls();
process.on('message', (control: Control) => controls.ask(control));
process.on('disconnect', () => controls.ask('stop'));
// the terminal sends its interrupt to every process of its group; the parent decides what it means
process.on('SIGINT', () => {});

const emit = (event: TrainingEvent) => {
  if (process.connected) process.send!(event, undefined, undefined, () => {});
};

async function train(): Promise<void> {
  const info = await run.info();
  assertIdle(info);
  await run.writeInfo({ ...info, pid: process.pid, started: new Date().toISOString() });
  emit({ event: 'state', state: 'starting' });
  const document = await run.document();
  const damages: UserError[] = [];
  const checkpoint = mode === 'resume' ? await run.newest((damage) => damages.push(damage)) : null;
  await run.rewind(checkpoint);
  const first = checkpoint ?? (info.init === undefined ? undefined : await readWeights(info.init));
  const { data, model, session } = await openModel(document, info.base, info, { ...(first && { weights: first.tensors }), ...(checkpoint && { fits: checkpoint.fits }) });
  let peak = 0;
  const peakMb = () => (peak = Math.max(peak, Math.round(process.resourceUsage().maxRSS / 1024)));
  const loop = new TrainingLoop(
    {
      run: info.id,
      document,
      model,
      session,
      data,
      store: run,
      emit,
      engine: { id: info.engine, device: info.device, threads: info.threads },
      ...(info.steps !== undefined && { steps: info.steps }),
      checkpoint,
      clock: () => performance.now() / 1000,
      breathe: () => new Promise((resolve) => setImmediate(resolve)),
      peakMb,
    },
    controls,
  );
  for (const { message } of damages) loop.warn(`${message} Going on from the checkpoint before it, step ${checkpoint?.loop.step}.`);
  await loop.run();
  const kept = new Set(model.weights.map(({ name }) => name));
  await run.saveWeights({ tensors: new Map([...(await session.read())].filter(([name]) => kept.has(name))), fits: data.fits });
  await session.close();
}

try {
  await train();
} catch (error) {
  const problems = error instanceof UserError ? error.problems : [problem('engine-died', { reason: (error as Error).stack ?? String(error) })];
  for (const found of problems) {
    const event: TrainingEvent = { event: 'failed', problem: found };
    try {
      run.append(event);
    } catch {
      // a full disk cannot take the message either; the parent still hears it
    }
    emit(event);
  }
  emit({ event: 'state', state: 'failed' });
  process.exitCode = 1;
}
// the last messages must have left before the process does
if (process.connected) process.send!({ event: 'state', state: 'closed' }, undefined, undefined, () => process.disconnect());
