/** What runs say: for each run its curves, progress, log and end. A run that goes on in its own process is caught up with when the window opens. */
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { type Value, verbatim } from '../../../engine/phrases.ts';
import { type Problem, problemPhrase } from '../../../engine/problems.ts';
import { t, toSay } from '../../../engine/texts/index.ts';
import type { RunSummary } from '../../../engine/protocol.ts';
import { metricPhrase, valueText } from '../../../engine/learn/metricText.ts';
import type { Control, RunState, TrainingEvent } from '../../../engine/train/events.ts';
import { grouped } from '../../ui/bytes.ts';
import { ask, host } from '../host.ts';
import { dismiss, notify } from '../notices.ts';
import { type StatisticsHistory, noStatistics, samplesUpTo, withSample } from './statistics.ts';
import { Series } from './series.ts';

type Said<E extends TrainingEvent['event']> = Extract<TrainingEvent, { event: E }>;

export interface LogLine {
  readonly level: 'info' | 'warning' | 'error';
  /** Said where it is shown. */
  readonly message: Value;
}

export interface RunView {
  readonly id: string;
  readonly state: RunState;
  /** Somebody else trains it: it is followed, and cannot be told what to do. */
  readonly elsewhere: boolean;
  /** What was asked of it that it has not done yet: said at once, however long the run takes to get there. */
  readonly wanted: Control | null;
  readonly started: Said<'started'> | null;
  /** One entry for each step: numbers grow in place, `version` says that they did. */
  readonly step: Series;
  readonly loss: Series;
  readonly metrics: Readonly<Record<string, Series>>;
  readonly epochs: readonly Said<'epoch'>[];
  /** The step of its newest checkpoint. */
  readonly checkpoint: number | null;
  readonly statistics: StatisticsHistory;
  readonly progress: Pick<Said<'steps'>, 'stepsPerSecond' | 'secondsLeft' | 'learningRate'> | null;
  /** How far the files of its data are read, while they are. */
  readonly reading: Said<'reading'> | null;
  readonly log: readonly LogLine[];
  readonly failure: Problem | null;
  readonly finished: Said<'finished'> | null;
  readonly version: number;
}

interface Runs {
  readonly views: Readonly<Record<string, RunView>>;
  /** All runs on disk, the newest first. */
  readonly list: readonly RunSummary[];
  /** The host has answered what there is. */
  readonly listed: boolean;
}

export const runs = createStore<Runs>(() => ({ views: {}, list: [], listed: false }));
export const useRuns = <T>(pick: (runs: Runs) => T): T => useStore(runs, pick);
export const useRun = (id: string | null | undefined): RunView | undefined =>
  useRuns(({ views }) => (id ? views[id] : undefined));

const LIVE: readonly RunState[] = ['starting', 'running', 'paused', 'stopping'];
export const isLive = (state: RunState): boolean => LIVE.includes(state);

/** Whether it goes on here, where it can be paused and stopped. */
export const isOurs = ({ state, elsewhere }: RunView): boolean => isLive(state) && !elsewhere;

export function emptyRun(id: string): RunView {
  return {
    id,
    state: 'starting',
    elsewhere: runs.getState().list.some((run) => run.id === id && run.elsewhere !== undefined),
    wanted: null,
    started: null,
    step: new Series(),
    loss: new Series(),
    metrics: {},
    epochs: [],
    checkpoint: null,
    statistics: noStatistics(),
    progress: null,
    reading: null,
    log: [],
    failure: null,
    finished: null,
    version: 0,
  };
}

/** The run after one more event. */
export function withEvent(run: RunView, event: TrainingEvent): RunView {
  const line = lineOf(event);
  const next = { ...run, version: run.version + 1, ...(line && { log: [...run.log, line] }) };
  switch (event.event) {
    case 'started': {
      // what a run that was killed did behind its last checkpoint is done again
      const { step, loss } = run;
      const length = firstAfter(step.values, event.step);
      for (const series of [step, loss, ...Object.values(run.metrics)]) series.truncate(length);
      return {
        ...next,
        started: event,
        epochs: run.epochs.filter((epoch) => epoch.step <= event.step),
        statistics: samplesUpTo(run.statistics, event.step),
        failure: null,
        finished: null,
      };
    }
    case 'steps': {
      // a window that opens meanwhile may hear steps twice
      const last = run.step.at(-1) ?? 0;
      const known = event.step.findIndex((step) => step > last);
      if (known < 0) return run;
      run.step.push(event.step.slice(known));
      run.loss.push(event.loss.slice(known));
      const metrics = { ...run.metrics };
      for (const [name, values] of Object.entries(event.metrics))
        (metrics[name] ??= new Series()).push(values.slice(known).map((value) => value ?? Number.NaN));
      return { ...next, metrics, progress: event };
    }
    case 'epoch':
      return { ...next, epochs: [...run.epochs.filter(({ epoch }) => epoch < event.epoch), event] };
    case 'state':
      return { ...next, state: event.state, wanted: left(run.wanted, event.state), reading: null };
    case 'log':
      return next;
    case 'failed':
      return { ...next, failure: event.problem };
    case 'finished':
      return { ...next, finished: event };
    case 'statistics':
      return { ...next, statistics: withSample(run.statistics, event) };
    case 'checkpoint':
      return { ...next, checkpoint: event.step };
    case 'reading':
      return { ...next, reading: event.done < event.total ? event : null };
  }
}

/** Whoever told it to: a window, or the terminal that it was started in. */
export const isStopping = ({ state, wanted }: RunView): boolean =>
  state === 'stopping' || (isLive(state) && (wanted === 'stop' || wanted === 'stopAndKeepBest'));

/** What of a wish is still to be done in a state. */
function left(wanted: Control | null, state: RunState): Control | null {
  if (!isLive(state) || (wanted === 'pause' && state === 'paused') || (wanted === 'resume' && state === 'running'))
    return null;
  return wanted;
}

/** Tells a run what to do next. */
export async function controlRun(id: string, wanted: Control): Promise<void> {
  const wish = (now: Control | null) =>
    runs.setState(({ views }) => {
      const view = views[id];
      return view && isLive(view.state) ? { views: { ...views, [id]: { ...view, wanted: now } } } : {};
    });
  wish(wanted);
  await ask('train.control', { run: id, control: wanted }).catch((error: unknown) => {
    wish(null);
    throw error;
  });
}

const ENGINES: Readonly<Record<string, string>> = { onnx: 'ONNX Runtime', tfjs: 'TensorFlow.js' };

/** What the log says of an event. */
function lineOf(event: TrainingEvent): LogLine | undefined {
  switch (event.event) {
    case 'started':
      return { level: 'info', message: startOf(event) };
    case 'epoch':
      return { level: 'info', message: epochOf(event) };
    case 'state':
      return event.state === 'paused'
        ? { level: 'info', message: toSay('runs.log.paused', 'Paused; a checkpoint is written.') }
        : undefined;
    case 'log':
      return event;
    case 'failed':
      return { level: 'error', message: problemPhrase(event.problem) };
    default:
      return undefined;
  }
}

function startOf({ rows: { train, validation, test }, step, threads, engine, device }: Said<'started'>): Value {
  const runtime = toSay(
    'runs.log.runtime',
    { one: '{{engine}} on {{device}}, {{count}} thread', other: '{{engine}} on {{device}}, {{count}} threads' },
    { engine: verbatim(ENGINES[engine] ?? engine), device: verbatim(device.toUpperCase()), count: threads },
  );
  const rows = toSay(
    'runs.log.rows',
    '{{train}} rows to learn from, {{validation}} for validation, {{test}} for the test',
    { train: grouped(train), validation: grouped(validation), test: grouped(test) },
  );
  return step > 0
    ? toSay('runs.log.goesOn', 'Goes on from step {{step}}: {{runtime}}; {{rows}}.', {
        step: grouped(step),
        runtime,
        rows,
      })
    : toSay('runs.log.begins', 'Begins: {{runtime}}; {{rows}}.', { runtime, rows });
}

function epochOf({ epoch, validation, train, best, seconds }: Said<'epoch'>): Value {
  const values = {
    epoch,
    seconds: Math.round(seconds),
    metrics: Object.entries(validation ?? train).flatMap(([name, value]) =>
      value === null || typeof value === 'number'
        ? [
            toSay('runs.log.metric', '{{name}} {{value}}', {
              name: metricPhrase(name),
              value: valueText(name, value),
            }),
          ]
        : [],
    ),
  };
  if (!validation) return toSay('runs.log.epoch', 'Epoch {{epoch}}: training {{metrics}} ({{seconds}} s).', values);
  return best
    ? toSay('runs.log.bestEpoch', 'Epoch {{epoch}}: validation {{metrics}}, the best so far ({{seconds}} s).', values)
    : toSay('runs.log.validatedEpoch', 'Epoch {{epoch}}: validation {{metrics}} ({{seconds}} s).', values);
}

/** The place of the first number above `limit` in a rising list. */
function firstAfter(values: Float64Array, limit: number): number {
  let [low, high] = [0, values.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (values[middle]! <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function hear(id: string, events: readonly TrainingEvent[]): void {
  runs.setState(({ views }) => ({ views: { ...views, [id]: events.reduce(withEvent, views[id] ?? emptyRun(id)) } }));
}

const loading = new Map<string, Promise<void>>();

/** Loads what a run has said so far. What it says meanwhile is in the answer, what it says later follows it. */
export function loadRun(id: string): Promise<void> {
  const under = loading.get(id);
  if (under) return under;
  const load = ask('runs.get', { run: id })
    .then(({ events, summary }) => {
      const heard = events.reduce(withEvent, emptyRun(id));
      runs.setState(({ views }) => ({
        views: { ...views, [id]: { ...heard, state: summary.state, elsewhere: summary.elsewhere !== undefined } },
      }));
    })
    .finally(() => loading.delete(id));
  loading.set(id, load);
  return load;
}

export async function refreshRuns(): Promise<void> {
  runs.setState({ list: await ask('runs.list', {}), listed: true });
}

/** Between two questions for the list while runs go on, in milliseconds. */
const ASK_EVERY = 500;
let waiting = false;

/** Epochs may be shorter than an answer takes: those that end meanwhile are seen together. */
function refreshSoon(): void {
  if (waiting) return;
  waiting = true;
  setTimeout(() => {
    waiting = false;
    void refreshRuns().catch(() => {});
  }, ASK_EVERY);
}

async function catchUp(): Promise<void> {
  await refreshRuns();
  const { list, views } = runs.getState();
  const stale = list.filter(({ id, state }) => isLive(state) || (views[id] && isLive(views[id].state)));
  await Promise.all(stale.map(({ id }) => loadRun(id)));
}

/** Listens from now on, and catches up with the runs that are going on: now, and whenever the line was broken. */
export async function followRuns(onConnection?: (listener: (connected: boolean) => void) => void): Promise<void> {
  host().on('run.event', ({ run, event }) => {
    if (loading.has(run)) return;
    if (runs.getState().views[run] || event.event === 'started') hear(run, [event]);
    else void loadRun(run).catch(() => {});
    if (event.event === 'state' || event.event === 'epoch' || event.event === 'finished') refreshSoon();
  });
  host().on('run.elsewhere', ({ run, what }) => {
    if (what === 'gone') tellGone(run);
    else {
      tellNoMore(run);
      void loadRun(run).catch(() => {});
    }
    refreshSoon();
  });
  onConnection?.((connected) => void (connected && catchUp().catch(() => {})));
  await catchUp();
}

/** What is said of runs whose folders are out of reach: the runs' notices, which go once there is nothing to them any more. */
const toldGone = new Map<string, number>();

function tellGone(id: string): void {
  const run = runs.getState().list.find((one) => one.id === id);
  if (!run) return;
  tellNoMore(id);
  const notice = notify({
    kind: 'error',
    text: t(
      'runs.gone',
      'The folder of the run {{name}} is out of reach: {{folder}}. Its curves stay as they are, and go on once it is back.',
      { name: verbatim(run.name), folder: verbatim(run.folder) },
    ),
  });
  toldGone.set(id, notice);
}

function tellNoMore(id: string): void {
  const notice = toldGone.get(id);
  if (notice === undefined) return;
  toldGone.delete(id);
  dismiss(notice);
}

export async function removeRun(id: string): Promise<void> {
  await ask('runs.remove', { run: id });
  tellNoMore(id);
  runs.setState(({ views, list }) => ({
    views: Object.fromEntries(Object.entries(views).filter(([key]) => key !== id)),
    list: list.filter((run) => run.id !== id),
  }));
}
