/** What runs say: for each run its curves, progress, log and end. A run that goes on in its own process is caught up with when the window opens. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import type { Problem } from '../../engine/problems.ts';
import type { RunSummary } from '../../engine/protocol.ts';
import type { Metrics, RunState, TrainingEvent } from '../../engine/train/events.ts';
import { ask, host } from './host.ts';
import { Series } from './series.ts';

type Said<E extends TrainingEvent['event']> = Extract<TrainingEvent, { event: E }>;

export interface RunView {
  readonly id: string;
  readonly state: RunState;
  readonly started: Said<'started'> | null;
  /** One entry for each step: numbers grow in place, `version` says that they did. */
  readonly step: Series;
  readonly loss: Series;
  readonly metrics: Readonly<Record<string, Series>>;
  readonly epochs: readonly Said<'epoch'>[];
  readonly progress: Pick<Said<'steps'>, 'stepsPerSecond' | 'secondsLeft' | 'learningRate'> | null;
  readonly log: readonly { readonly level: 'info' | 'warning' | 'error'; readonly message: string }[];
  readonly failure: Problem | null;
  readonly finished: Said<'finished'> | null;
  readonly version: number;
}

interface Runs {
  readonly views: Readonly<Record<string, RunView>>;
  /** All runs on disk, the newest first. */
  readonly list: readonly RunSummary[];
}

export const runs = createStore<Runs>(() => ({ views: {}, list: [] }));
export const useRuns = <T>(pick: (runs: Runs) => T): T => useStore(runs, pick);
export const useRun = (id: string | null | undefined): RunView | undefined => useRuns(({ views }) => (id ? views[id] : undefined));

export const isLive = (state: RunState): boolean => state === 'starting' || state === 'running' || state === 'paused';

export function emptyRun(id: string): RunView {
  return { id, state: 'starting', started: null, step: new Series(), loss: new Series(), metrics: {}, epochs: [], progress: null, log: [], failure: null, finished: null, version: 0 };
}

/** The run after one more event. */
export function withEvent(run: RunView, event: TrainingEvent): RunView {
  const next = { ...run, version: run.version + 1 };
  switch (event.event) {
    case 'started':
      return { ...next, started: event, failure: null, finished: null };
    case 'steps': {
      // a resumed run repeats nothing, but a reloaded window may hear an event twice
      if ((run.step.at(-1) ?? 0) >= event.step.at(-1)!) return run;
      run.step.push(event.step);
      run.loss.push(event.loss);
      const metrics = { ...run.metrics };
      for (const [name, values] of Object.entries(event.metrics)) (metrics[name] ??= new Series()).push(values);
      return { ...next, metrics, progress: event };
    }
    case 'epoch':
      return { ...next, epochs: [...run.epochs.filter(({ epoch }) => epoch < event.epoch), event] };
    case 'state':
      return { ...next, state: event.state };
    case 'log':
      return { ...next, log: [...run.log, event] };
    case 'failed':
      return { ...next, failure: event.problem, log: [...run.log, { level: 'error', message: event.problem.message }] };
    case 'finished':
      return { ...next, finished: event };
    case 'checkpoint':
      return next;
  }
}

function hear(id: string, events: readonly TrainingEvent[]): void {
  runs.setState(({ views }) => ({ views: { ...views, [id]: events.reduce(withEvent, views[id] ?? emptyRun(id)) } }));
}

/** Loads what a run has said so far. */
export async function loadRun(id: string): Promise<void> {
  const { events, summary } = await ask('runs.get', { run: id });
  const heard = events.reduce(withEvent, emptyRun(id));
  runs.setState(({ views }) => ({ views: { ...views, [id]: { ...heard, state: summary.state } } }));
}

export async function refreshRuns(): Promise<void> {
  runs.setState({ list: await ask('runs.list', {}) });
}

/** Listens from now on, and catches up with the runs that are going on. */
export async function followRuns(): Promise<void> {
  host().on('run.event', ({ run, event }) => {
    hear(run, [event]);
    if (event.event === 'state' || event.event === 'epoch') void refreshRuns();
  });
  await refreshRuns();
  await Promise.all(runs.getState().list.filter(({ state }) => isLive(state)).map(({ id }) => loadRun(id)));
}

/** The newest metrics of a run by split, for lists and the top bar. */
export const lastEpoch = (run: RunView): { train: Metrics; validation: Metrics | null } | undefined => run.epochs.at(-1);
