/** The runs and who trains them: starts, controls and follows the training processes, and remembers what each said for windows that come later. */
import { existsSync } from 'node:fs';
import { createRun, newRunId } from '../engine/node/runs/create.ts';
import { RunFolder, type RunInfo } from '../engine/node/runs/folder.ts';
import { assertIdle, listRuns, removeRun, summarizeRun } from '../engine/node/runs/list.ts';
import { coolDown, type RunningTraining, startTraining, warmUp } from '../engine/node/training/start-training.ts';
import { problem, UserError } from '../engine/problems.ts';
import type { CallResults, RunSummary } from '../engine/protocol.ts';
import type { Document } from '../engine/graph/document.ts';
import type { Control, RunState, TrainingEvent } from '../engine/train/events.ts';
import { runFolder, runsFolder } from './runs.ts';

/** How long a training may take to write its checkpoint when the host ends, in milliseconds. */
const LAST_WORDS = 20_000;

/** How long after a window has opened, or a training has ended, the next one's process is made ready, in milliseconds. */
const BREATH = 1500;

const ENDS: readonly RunState[] = ['finished', 'stopped', 'failed'];

interface Live {
  readonly process: RunningTraining;
  /** Everything the run said, of earlier processes too. */
  said: TrainingEvent[];
  state: RunState;
}

export class Trainings {
  readonly #home: string;
  readonly #announce: (run: string, event: TrainingEvent) => void;
  readonly #live = new Map<string, Live>();
  #warming: NodeJS.Timeout | undefined;

  constructor(home: string, announce: (run: string, event: TrainingEvent) => void) {
    this.#home = home;
    this.#announce = announce;
  }

  async start(
    document: Document,
    info: Omit<RunInfo, 'id' | 'name' | 'created' | 'versions' | 'pid' | 'started'>,
  ): Promise<string> {
    const id = newRunId(document.name);
    await createRun(runFolder(this.#home, id), document, { ...info, id });
    this.#train(id, 'start');
    return id;
  }

  /** Goes on from the newest checkpoint, or from the start where there is none yet. */
  async resume(id: string): Promise<void> {
    await this.#over(id);
    assertIdle(await this.#known(id).info());
    this.#train(id, 'resume');
  }

  async control(id: string, control: Control): Promise<void> {
    const live = this.#known(id) && this.#live.get(id);
    if (!live) throw new UserError(problem('run-idle', { run: id }));
    live.process.control(control);
  }

  async list(): Promise<RunSummary[]> {
    return (await listRuns(runsFolder(this.#home))).map((summary) => this.#now(summary));
  }

  /** What is answered and what is announced after it follow each other without a gap: the events are taken last, in one go. */
  async get(id: string): Promise<CallResults['runs.get']> {
    const run = this.#known(id);
    const [summary, document] = [await summarizeRun(run.folder), await run.text('document.loom')];
    return { summary: this.#now(summary), document, events: [...(this.#live.get(id)?.said ?? run.events())] };
  }

  async remove(id: string): Promise<void> {
    await this.#over(id);
    await removeRun(this.#known(id).folder);
  }

  /** A window is open, so that a training may be asked for; what it does first is not held up. */
  expect(): void {
    clearTimeout(this.#warming);
    this.#warming = setTimeout(warmUp, BREATH).unref();
  }

  /** Stops every training with a checkpoint; one that does not end in time is killed and keeps its last one. */
  async close(): Promise<void> {
    clearTimeout(this.#warming);
    coolDown();
    const all = [...this.#live.values()];
    for (const { process } of all) process.control('stop');
    const ended = Promise.all(all.map(({ process }) => process.ended));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((resolve) => (timer = setTimeout(resolve, LAST_WORDS, 'late')));
    if ((await Promise.race([ended, late])) === 'late') for (const { process } of all) process.kill();
    clearTimeout(timer);
  }

  /** A process that has said its last may take a moment to end. Throws a `UserError` where it still trains. */
  async #over(id: string): Promise<void> {
    const live = this.#live.get(id);
    if (!live) return;
    if (!ENDS.includes(live.state))
      throw new UserError(problem('run-in-progress', { run: id, process: live.process.pid }));
    await live.process.ended;
  }

  #known(id: string): RunFolder {
    const folder = runFolder(this.#home, id);
    if (!existsSync(folder)) throw new UserError(problem('run-unknown', { run: id }));
    return new RunFolder(folder);
  }

  /** A summary is read from the disk, where a process may not have written yet what it has said. */
  #now(summary: RunSummary): RunSummary {
    const live = this.#live.get(summary.id);
    return live ? { ...summary, state: live.state, resumable: false } : summary;
  }

  #train(id: string, mode: 'start' | 'resume'): void {
    const run = this.#known(id);
    const live: Live = {
      said: run.events(),
      state: 'starting',
      process: startTraining(run.folder, mode, (event) => this.#hear(id, event)),
    };
    this.#live.set(id, live);
    this.expect();
    void live.process.ended.then(() => {
      this.#live.delete(id);
      if (live.state === 'failed') record(run, live.said);
    });
  }

  #hear(id: string, event: TrainingEvent): void {
    const live = this.#live.get(id)!;
    // the process has taken its record back to the checkpoint before it says this
    if (event.event === 'started') live.said = upTo(event.step, this.#known(id).events());
    if (event.event === 'state') live.state = event.state;
    live.said.push(event);
    this.#announce(id, event);
  }
}

/** What was said up to a step: what the process that goes on from there has written meanwhile is heard from itself. */
function upTo(step: number, events: readonly TrainingEvent[]): TrainingEvent[] {
  if (step === 0) return [];
  const later = events.findIndex(
    (event) => (event.event === 'steps' ? event.step[0]! : 'step' in event ? event.step : 0) > step,
  );
  return events.slice(0, later < 0 ? events.length : later);
}

/** A process that died could not write how it ended. */
function record(run: RunFolder, said: readonly TrainingEvent[]): void {
  if (run.events((line) => line.startsWith('{"event":"failed"')).length > 0) return;
  for (const event of said) if (event.event === 'failed') tryAppend(run, event);
  tryAppend(run, { event: 'state', state: 'failed' });
}

function tryAppend(run: RunFolder, event: TrainingEvent): void {
  try {
    run.append(event);
  } catch {
    // a full disk: windows have heard it
  }
}
