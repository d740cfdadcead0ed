/** The runs in a folder of runs: what each is doing or has come to. */
import { type Lock, takeWithin } from '../files/locks.ts';
import { writeProblem } from '../files/write.ts';
import { problem, UserError } from '../problems.ts';
import type { RunSummary } from '../protocol.ts';
import type { RunState } from '../train/events.ts';
import { mainSettings } from '../graph/flatSettings.ts';
import { type Elsewhere, listElsewhere } from './elsewhere.ts';
import { RunFolder } from './folder.ts';
import type { Machine } from './machine.ts';
import { verbatim } from '../phrases.ts';

/** A run that was made this many seconds ago and has had no process yet is shown as one that is about to start. */
const STARTS_WITHIN = 60;

/** Every run, the newest first; folders that are no runs are passed over. */
export async function listRuns(machine: Machine, runs: string): Promise<RunSummary[]> {
  const { files } = machine;
  const names = await files.list(runs).catch((): readonly string[] => []);
  const own = names.map((name) => summarizeRun(machine, files.paths.join(runs, name)).catch(() => undefined));
  const others = (await listElsewhere(files, runs)).map((one) => summarizeElsewhere(machine, one));
  const found = await Promise.all([...own, ...others]);
  return found.filter((summary) => summary !== undefined).sort((a, b) => (a.created < b.created ? 1 : -1));
}

/** A run of somebody else: what its record says it is doing, which nobody here knows better. One that is out of reach is told as that. */
export async function summarizeElsewhere(
  machine: Machine,
  { id, folder, name, created }: Elsewhere,
): Promise<RunSummary> {
  try {
    // its own program may have been told other epochs than the document says
    const { started: _, told, ...summary } = await recordedRun(machine, folder);
    const heard = await machine.files.stat(new RunFolder(machine.files, folder).metricsFile).catch(() => null);
    return {
      ...summary,
      id,
      epochs: told ?? summary.epochs,
      resumable: false,
      elsewhere: { there: true, heard: heard?.modified ?? null },
    };
  } catch {
    return {
      id,
      name,
      folder,
      created,
      state: 'stopped',
      epoch: 0,
      epochs: 0,
      seed: 0,
      seconds: 0,
      best: null,
      hasWeights: false,
      verdict: null,
      resumable: false,
      elsewhere: { there: false, heard: null },
    };
  }
}

/** Throws a `UserError` where the folder is no run. */
export async function summarizeRun(machine: Machine, folder: string): Promise<RunSummary> {
  const run = new RunFolder(machine.files, folder);
  const { started, told: _, ...summary } = await recordedRun(machine, folder);
  const trains = await isTraining(machine, folder);
  const { state: recorded } = summary;
  const over = recorded === 'finished' || recorded === 'stopped' || recorded === 'failed';
  const starting = !started && Date.now() - Date.parse(summary.created) < STARTS_WITHIN * 1000;
  const state = over || trains || starting ? recorded : 'failed';
  return { ...summary, state, resumable: !trains && state !== 'finished' && (await run.lastCheckpoint()) !== null };
}

/** What a run's files say of it. `started`: it has or had a process. `told`: how many epochs it was begun with. */
async function recordedRun(
  { files }: Machine,
  folder: string,
): Promise<Omit<RunSummary, 'resumable'> & { readonly started: boolean; readonly told: number | undefined }> {
  const run = new RunFolder(files, folder);
  const [info, document] = [await run.info(), await run.document()];
  const { training } = document;
  let state: RunState = 'starting';
  let told: number | undefined;
  let epoch = 0;
  let hasWeights = false;
  let seconds = 0;
  let best: RunSummary['best'] = null;
  let verdict: RunSummary['verdict'] = null;
  // steps are most of the file and say nothing that is needed here
  for (const event of await run.events((line) => !/^\{"event": ?"steps"/.test(line))) {
    if (event.event === 'state') state = event.state;
    if (event.event === 'started') told = event.epochs;
    if (event.event === 'finished') ({ seconds, verdict = null } = event);
    hasWeights ||= event.event === 'checkpoint' || event.event === 'epoch';
    if (event.event !== 'epoch') continue;
    ({ epoch, seconds } = event);
    if (event.best) best = event.validation ?? event.train;
  }
  return {
    id: files.paths.basename(folder),
    name: info.name,
    ...(info.label !== undefined && { label: info.label }),
    settings: mainSettings(document),
    folder,
    created: info.created,
    state,
    epoch,
    epochs: training.epochs,
    seed: training.seed,
    seconds,
    best,
    hasWeights,
    verdict,
    started: info.pid !== undefined,
    told,
  };
}

/** Deletes a run. Throws a `UserError` where it is being trained, or the folder is no run. */
export async function removeRun(machine: Machine, folder: string): Promise<void> {
  await new RunFolder(machine.files, folder).info();
  await withRun(machine, folder, () => machine.files.removeFolder(folder));
}

/** Calls a run as the person says, in its record; without a name it is called by what it is again. */
export async function renameRun(machine: Machine, folder: string, label: string): Promise<void> {
  const run = new RunFolder(machine.files, folder);
  const { label: _, ...info } = await run.info();
  const name = label.trim();
  await run.writeInfo({ ...info, ...(name !== '' && { label: name }) });
}

/** Who looks at a run holds its lock for a moment, too, in milliseconds. */
const LOOKS = 500;

const lockOf = ({ files }: Machine, folder: string): string => files.paths.join(folder, '.lock');

/** Whether somebody trains or removes the run now. */
export const isTraining = (machine: Machine, folder: string): Promise<boolean> =>
  machine.locks.isHeld(lockOf(machine, folder));

/** Makes the run one's own until the lock is let go of. Throws a `UserError` (run-in-progress) where it is somebody else's. */
export async function lockRun(machine: Machine, folder: string): Promise<Lock> {
  const lock = await takeWithin(machine.locks, lockOf(machine, folder), LOOKS).catch((error: unknown) => {
    throw writeProblem(folder, error);
  });
  if (!lock) throw runInProgress(machine.files.paths.basename(folder));
  return lock;
}

/** Does something with a run that nobody trains meanwhile. Throws a `UserError` (run-in-progress) where somebody does. */
export async function withRun<T>(machine: Machine, folder: string, work: () => Promise<T>): Promise<T> {
  const lock = await lockRun(machine, folder);
  try {
    return await work();
  } finally {
    lock.release();
  }
}

export const runElsewhere = (id: string): UserError => new UserError(problem('run-elsewhere', { run: verbatim(id) }));

export const runInProgress = (id: string): UserError =>
  new UserError(problem('run-in-progress', { run: verbatim(id) }));
