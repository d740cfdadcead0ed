/** The runs and who trains them: starts, controls and follows trainings, and remembers what each said for windows that come later. */
import { exists } from '../engine/files/fileSystem.ts';
import type { Document } from '../engine/graph/document.ts';
import type { CheckedGraph } from '../engine/passes/check.ts';
import { problem, UserError } from '../engine/problems.ts';
import type { CallResults, Events, RunSummary } from '../engine/protocol.ts';
import { createRun, newRunId } from '../engine/runs/create.ts';
import { type Elsewhere, elsewhere, forgetElsewhere, openElsewhere } from '../engine/runs/elsewhere.ts';
import { RunFolder } from '../engine/runs/folder.ts';
import {
  isTraining,
  listRuns,
  removeRun,
  renameRun,
  runElsewhere,
  runInProgress,
  summarizeElsewhere,
  summarizeRun,
} from '../engine/runs/list.ts';
import { weightsWithin } from '../engine/runs/weightsWithin.ts';
import type { Control, RunState, TrainingEvent } from '../engine/train/events.ts';
import type { Machine, RunningTraining } from '../engine/runs/machine.ts';
import type { TrainingRequest } from '../engine/runs/train.ts';
import { FollowedRuns } from './followed.ts';
import type { Platform, RunSettings } from './platform.ts';
import { Queue } from './queue.ts';
import { runFolder, runsFolder } from './places.ts';
import { verbatim } from '../engine/phrases.ts';

/** How long a training may take to write its checkpoint when the host ends, in milliseconds. */
const CLOSE_TIMEOUT = 20_000;

/** How long after a window has opened, or a training has ended, the next one's process is made ready, in milliseconds. */
const WARM_UP_DELAY = 1500;

const ENDS: readonly RunState[] = ['finished', 'stopped', 'failed'];

interface LiveTraining {
  readonly process: RunningTraining;
  /** Everything the run said, of earlier processes too. */
  events: TrainingEvent[];
  state: RunState;
  /** It has ended, and all that it said was taken in. */
  readonly ended: Promise<void>;
}

type PlatformOfTrainings = Pick<Platform, 'machine' | 'home' | 'userFolder' | 'trainers'>;

export class Trainings {
  readonly #platform: PlatformOfTrainings;
  readonly #announce: (run: string, event: TrainingEvent) => void;
  readonly #live = new Map<string, LiveTraining>();
  readonly #followed: FollowedRuns;
  /** Runs that are about to be resumed or removed. */
  readonly #claimed = new Set<string>();
  #warming: ReturnType<typeof setTimeout> | undefined;

  constructor(
    platform: PlatformOfTrainings,
    announce: (run: string, event: TrainingEvent) => void,
    elsewhere: (event: Events['run.elsewhere']) => void,
  ) {
    this.#platform = platform;
    this.#announce = announce;
    this.#followed = new FollowedRuns(platform.machine, { event: announce, elsewhere });
  }

  /** Follows the run in a folder that somebody else writes to; gives its id. */
  open(folder: string): Promise<string> {
    return openElsewhere(this.#platform.machine.files, runsFolder(this.#platform), folder);
  }

  async weights(id: string): Promise<CallResults['runs.weights']> {
    return weightsWithin(this.#platform.machine.files, (await this.#known(id)).folder);
  }

  /** `checked`: the document's graph, so that nobody checks it once more. */
  async start(document: Document, checked: CheckedGraph, settings: RunSettings): Promise<string> {
    const id = newRunId(document.name);
    const run = await createRun(
      this.#platform.machine,
      this.#platform.machine.files.paths.join(runsFolder(this.#platform), id),
      document,
      { ...settings, id },
    );
    this.#train(id, run, { mode: 'start', checked }, []).catch(() => {}); // nobody else knows of the run yet
    return id;
  }

  /** Goes on from the newest checkpoint, or from the start where there is none yet. */
  resume(id: string): Promise<void> {
    return this.#claim(id, async () => {
      if (await this.#elsewhere(id)) throw runElsewhere(id);
      const run = await this.#known(id);
      await run.info();
      if (await isTraining(this.#platform.machine, run.folder)) throw runInProgress(id);
      await this.#train(id, run, { mode: 'resume' }, await run.events());
    });
  }

  /** Two windows may ask for the same at once: the second is told so. */
  async #claim(id: string, work: () => Promise<void>): Promise<void> {
    if (this.#claimed.has(id)) throw runInProgress(id);
    this.#claimed.add(id);
    try {
      await this.#over(id);
      await work();
    } finally {
      this.#claimed.delete(id);
    }
  }

  async control(id: string, control: Control): Promise<void> {
    if (await this.#elsewhere(id)) throw runElsewhere(id);
    await this.#known(id);
    const live = this.#live.get(id);
    if (!live) throw new UserError(problem('run-idle', { run: verbatim(id) }));
    live.process.control(control);
  }

  async list(): Promise<RunSummary[]> {
    const runs = await listRuns(this.#platform.machine, runsFolder(this.#platform));
    return runs.map((summary) => this.#now(summary));
  }

  /** What is answered and what is announced after it follow each other without a gap: of a live run, the events are taken last. */
  async get(id: string): Promise<CallResults['runs.get']> {
    const other = await this.#elsewhere(id);
    if (other) return this.#getElsewhere(other);
    const run = await this.#known(id);
    const summary = await summarizeRun(this.#platform.machine, run.folder);
    const document = await run.text('document.loom');
    const recorded = this.#live.has(id) ? [] : await run.events();
    return { summary: this.#now(summary), document, events: [...(this.#live.get(id)?.events ?? recorded)] };
  }

  async #getElsewhere(other: Elsewhere): Promise<CallResults['runs.get']> {
    const { machine } = this.#platform;
    const run = new RunFolder(machine.files, other.folder);
    const document = await run.text('document.loom');
    const summary = await summarizeElsewhere(machine, other);
    return { summary, document, events: await this.#followed.events(other.id, other.folder) };
  }

  #elsewhere(id: string): Promise<Elsewhere | undefined> {
    return elsewhere(this.#platform.machine.files, runsFolder(this.#platform), id);
  }

  /** One that lies elsewhere is forgotten. */
  async remove(id: string): Promise<void> {
    if (!(await this.#elsewhere(id)))
      return this.#claim(id, async () => removeRun(this.#platform.machine, (await this.#known(id)).folder));
    this.#followed.forget(id);
    await forgetElsewhere(this.#platform.machine.files, runsFolder(this.#platform), id);
  }

  /** The record of a run that lies elsewhere is its writer's. */
  async rename(id: string, label: string): Promise<void> {
    if (await this.#elsewhere(id)) throw runElsewhere(id);
    await renameRun(this.#platform.machine, (await this.#known(id)).folder, label);
  }

  /** A window is open, so that a training may be asked for; what it does first is not held up. */
  expect(): void {
    clearTimeout(this.#warming);
    this.#warming = setTimeout(() => this.#platform.trainers.warmUp(), WARM_UP_DELAY);
  }

  /** Stops every training with a checkpoint; one that does not end in time is killed and keeps its last one. */
  async close(): Promise<void> {
    clearTimeout(this.#warming);
    this.#platform.trainers.coolDown();
    this.#followed.close();
    const all = [...this.#live.values()];
    for (const { process } of all) process.control('stop');
    const ended = Promise.all(all.map((live) => live.ended));
    let timer: ReturnType<typeof setTimeout> | undefined;
    const late = new Promise<'late'>((resolve) => (timer = setTimeout(() => resolve('late'), CLOSE_TIMEOUT)));
    if ((await Promise.race([ended, late])) === 'late') for (const { process } of all) process.kill();
    clearTimeout(timer);
  }

  /** A process that has said its last may take a moment to end. Throws a `UserError` where it still trains. */
  async #over(id: string): Promise<void> {
    const live = this.#live.get(id);
    if (!live) return;
    if (!ENDS.includes(live.state)) throw runInProgress(id);
    await live.ended;
  }

  async #known(id: string): Promise<RunFolder> {
    const { files } = this.#platform.machine;
    const folder = await runFolder(this.#platform, id);
    if (!(await exists(files, folder))) throw new UserError(problem('run-unknown', { run: verbatim(id) }));
    return new RunFolder(files, folder);
  }

  /** A summary is read from the files, where a process may not have written yet what it has said. */
  #now(summary: RunSummary): RunSummary {
    const live = this.#live.get(summary.id);
    return live ? { ...summary, state: live.state, resumable: false } : summary;
  }

  /** `events`: those of earlier processes. Done once the run has begun; fails where another host was quicker. */
  #train(id: string, run: RunFolder, request: Omit<TrainingRequest, 'folder'>, events: TrainingEvent[]): Promise<void> {
    // taken in one after the other: at the start of a training the record is read anew
    const received = new Queue();
    return new Promise((begun, refused) => {
      let said = false;
      let isOurs = true;
      const process = this.#platform.trainers.start({ folder: run.folder, ...request }, (event) => {
        if (!said && event.event === 'failed' && event.problem.code === 'run-in-progress') {
          isOurs = false;
          refused(new UserError(event.problem));
        }
        said = true;
        if (!isOurs) return;
        begun();
        void received.run(() => this.#receive(id, run, event));
      });
      const ended = process.ended
        .then(() => received.run(async () => {}))
        .then(async () => {
          this.#live.delete(id);
          if (live.state === 'failed') await record(this.#platform.machine, run, live.events);
          begun();
        });
      const live: LiveTraining = { process, events, state: 'starting', ended };
      this.#live.set(id, live);
      this.expect();
    });
  }

  async #receive(id: string, run: RunFolder, event: TrainingEvent): Promise<void> {
    const live = this.#live.get(id)!;
    // the process has taken its record back to the checkpoint before it says this
    if (event.event === 'started') live.events = upTo(event.step, await run.events());
    if (event.event === 'state') live.state = event.state;
    // the newest says it all
    if (event.event !== 'reading') live.events.push(event);
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
async function record(machine: Machine, run: RunFolder, events: readonly TrainingEvent[]): Promise<void> {
  if (await isTraining(machine, run.folder)) return;
  if ((await run.events((line) => line.startsWith('{"event":"failed"'))).length > 0) return;
  for (const event of events) if (event.event === 'failed') tryAppend(run, event);
  tryAppend(run, { event: 'state', state: 'failed' });
}

function tryAppend(run: RunFolder, event: TrainingEvent): void {
  try {
    run.append(event);
  } catch {
    // a full disk: windows have heard it
  }
}
