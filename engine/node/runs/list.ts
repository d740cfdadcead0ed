/** The runs in a folder of runs: what each is doing or has come to. */
import { readdir, rm } from 'node:fs/promises';
import { uptime } from 'node:os';
import path from 'node:path';
import { problem, UserError } from '../../problems.ts';
import type { RunSummary } from '../../protocol.ts';
import type { RunState } from '../../train/events.ts';
import { RunFolder, type RunInfo } from './folder.ts';

/** A run that was made this many seconds ago and has no process yet is about to start. */
const STARTS_WITHIN = 60;

/** Every run, the newest first; folders that are no runs are passed over. */
export async function listRuns(runs: string): Promise<RunSummary[]> {
  const names = await readdir(runs).catch((): string[] => []);
  const found = await Promise.all(names.map((name) => summarizeRun(path.join(runs, name)).catch(() => undefined)));
  return found.filter((summary) => summary !== undefined).sort((a, b) => (a.created < b.created ? 1 : -1));
}

/** Throws a `UserError` where the folder is no run. */
export async function summarizeRun(folder: string): Promise<RunSummary> {
  const run = new RunFolder(folder);
  const [info, { training }] = [await run.info(), await run.document()];
  let recorded: RunState = 'starting';
  let epoch = 0;
  let seconds = 0;
  let best: RunSummary['best'] = null;
  // steps are most of the file and say nothing that is needed here
  for (const event of run.events((line) => !line.startsWith('{"event":"steps"'))) {
    if (event.event === 'state') recorded = event.state;
    if (event.event === 'finished') seconds = event.seconds;
    if (event.event !== 'epoch') continue;
    ({ epoch, seconds } = event);
    if (event.best) best = event.validation ?? event.train;
  }
  const trains = isTraining(info);
  const over = recorded === 'finished' || recorded === 'stopped' || recorded === 'failed';
  const starting = info.pid === undefined && Date.now() - Date.parse(info.created) < STARTS_WITHIN * 1000;
  const state = over || trains || starting ? recorded : 'failed';
  return {
    id: path.basename(folder),
    name: info.name,
    folder,
    created: info.created,
    state,
    epoch,
    epochs: training.epochs,
    seed: training.seed,
    seconds,
    best,
    resumable: !trains && !starting && state !== 'finished' && run.lastCheckpoint !== null,
  };
}

/** Deletes a run. Throws a `UserError` where it is being trained, or the folder is no run. */
export async function removeRun(folder: string): Promise<void> {
  assertIdle(await new RunFolder(folder).info());
  await rm(folder, { recursive: true, force: true });
}

/** Throws a `UserError` where a process is training the run. */
export function assertIdle(info: RunInfo): void {
  if (isTraining(info)) throw new UserError(problem('run-in-progress', { run: info.id, process: info.pid! }));
}

/** Whether the process that trains it is there. A number given out again after the machine was started anew does not count. */
function isTraining({ pid, started }: RunInfo): boolean {
  if (pid === undefined || pid === process.pid) return false;
  if (started !== undefined && Date.parse(started) < Date.now() - uptime() * 1000) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
