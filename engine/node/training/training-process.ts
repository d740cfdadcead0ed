/**
 * The process of one run, started by `start-training.ts` with the run's folder as its argument, or told it later. It owns the loop; what happens
 * goes to the run's folder and to the parent. It ends itself, with a checkpoint, when the parent is gone.
 */
import path from 'node:path';
import { problem, UserError, problemPhrase } from '../../problems.ts';
import type { Control, TrainingEvent } from '../../train/events.ts';
import { fitPhrase, fitWeights } from '../../train/fit.ts';
import { Controls, TrainingLoop } from '../../train/loop.ts';
import { learnedNames } from '../../passes/check.ts';
import { compileChecked } from '../../passes/compile.ts';
import { usableDevice } from '../devices/devices.ts';
import { engineOf } from '../devices/engines.ts';
import { formatBytes } from '../../types/bytes.ts';
import { memoryParts } from '../../train/memory.ts';
import { disk } from '../files/disk.ts';
import { machine } from '../machine.ts';
import { Loader } from '../loader/loader.ts';
import { availableMemory } from '../available-memory.ts';
import { assertFits } from '../../train/memoryReport.ts';
import { openSession } from '../../train/openModel.ts';
import { keptUpTo, readWeights, RunFolder } from '../../runs/folder.ts';
import { assertIdle } from '../../runs/list.ts';
import { phrase, verbatim } from '../../phrases.ts';

/** Seconds between checkpoints within a long epoch. */
const CHECKPOINT_EVERY = 300;

const [folder, mode] = process.argv.length > 2 ? process.argv.slice(2) : await assignedRun();
const run = new RunFolder(disk, path.resolve(folder!));
const controls = new Controls();
/** No other process trains the run, so the record is ownsRecord to write. */
let ownsRecord = false;
process.on('message', (control: Control) => controls.ask(control));
process.on('disconnect', () => controls.ask('stop'));
// the terminal sends its interrupt to every process of its group; the parent decides what it means
process.on('SIGINT', () => {});

/** Of a process that was started before its run: the parent's first message says which. It ends with a parent that has none. */
function assignedRun(): Promise<string[]> {
  const leave = () => process.exit();
  process.once('disconnect', leave);
  return new Promise((resolve) =>
    process.once('message', (run: string[]) => (process.off('disconnect', leave), resolve(run))),
  );
}

const emit = (event: TrainingEvent) => {
  if (process.connected) process.send!(event, undefined, undefined, () => {});
};

async function train(): Promise<void> {
  const info = await run.info();
  assertIdle(machine, info);
  ownsRecord = true;
  await run.writeInfo({ ...info, pid: process.pid, started: new Date().toISOString() });
  emit({ event: 'state', state: 'starting' });
  const document = await run.document();
  const damages: UserError[] = [];
  const checkpoint = mode === 'resume' ? await run.newest((damage) => damages.push(damage)) : null;
  await run.rewind(checkpoint);
  const first = checkpoint ?? (info.init === undefined ? undefined : await readWeights(disk, info.init));
  const loader = await Loader.open(document, info.base, {
    ...(checkpoint && { fits: checkpoint.fits }),
    depth: info.prefetch,
  });
  const { targetTypes, ...facts } = loader.facts;
  const { checked } = loader;
  const model = compileChecked(document, targetTypes, checked);
  const { device, warning } = await usableDevice(info.engine, info.device, info.threads);
  if (device !== info.device) await run.writeInfo({ ...(await run.info()), device });
  const engine = engineOf(info.engine);
  const plan =
    engine.estimateMemory &&
    assertFits(
      { document, checked, model },
      { held: process.memoryUsage.rss() },
      engine.estimateMemory,
      availableMemory(),
    );
  const session = await openSession(engine, document, model, { ...info, device }, first?.tensors, checkpoint === null);
  const loop = new TrainingLoop(
    {
      run: info.id,
      document,
      model,
      session,
      source: loader,
      ...facts,
      store: run,
      emit,
      engine: { id: info.engine, device, threads: info.threads },
      ...(info.steps !== undefined && { steps: info.steps }),
      checkpoint,
      checkpointEvery: info.checkpointEvery ?? CHECKPOINT_EVERY,
      clock: () => performance.now() / 1000,
      breathe: () => new Promise((resolve) => setImmediate(resolve)),
      peakMb: () => Math.round(process.resourceUsage().maxRSS / 1024),
    },
    controls,
  );
  if (first && !checkpoint)
    loop.tell(
      phrase('from-file', {
        file: verbatim(path.basename(info.init!)),
        what: fitPhrase(fitWeights(model, first.tensors)),
      }),
    );
  if (warning !== undefined) loop.warn(warning);
  for (const found of damages.flatMap(({ problems }) => problems))
    loop.warn(phrase('going-on-from-before', { problem: problemPhrase(found), step: checkpoint?.loop.step ?? 0 }));
  if (plan) loop.tell(phrase('takes-memory', { memory: verbatim(formatBytes(plan.peak)), parts: memoryParts(plan) }));
  await loop.run();
  const kept = new Set(model.weights.map(({ name }) => name));
  await run.saveWeights({
    tensors: new Map([...(await session.read())].filter(([name]) => kept.has(name))),
    fits: facts.fits,
    ...(document.training.savedAs === 'float16' && { half: learnedNames(checked) }),
  });
  await session.close();
  await loader.close();
}

try {
  await train();
} catch (error) {
  const problems =
    error instanceof UserError
      ? error.problems
      : [
          problem('engine-died', {
            reason: verbatim((error as Error).stack ?? String(error)),
            kept: keptUpTo(await run.lastCheckpoint()),
          }),
        ];
  const events: TrainingEvent[] = [
    ...problems.map((found): TrainingEvent => ({ event: 'failed', problem: found })),
    { event: 'state', state: 'failed' },
  ];
  for (const event of events) {
    try {
      if (ownsRecord) run.append(event);
    } catch {
      // a full disk cannot take the message either; the parent still hears it
    }
    emit(event);
  }
  process.exitCode = 1;
}
// the last messages must have left before the process does
if (process.connected)
  process.send!({ event: 'state', state: 'closed' }, undefined, undefined, () => process.disconnect());
