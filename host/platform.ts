/** What the host asks of where it runs: under Node it is `node/`, in a page's worker something else. */
import type { CallArguments, Caller, CallHandlers, CallResults, Events } from '../engine/protocol.ts';
import type { ModelRunner } from '../engine/export/deploy.ts';
import type { ProjectRunner } from '../engine/export/parity/prove.ts';
import type { RunInfo } from '../engine/runs/folder.ts';
import type { Machine, RunningTraining } from '../engine/runs/machine.ts';
import type { TrainingRequest } from '../engine/runs/train.ts';
import type { Device } from '../engine/train/engine.ts';
import type { TrainingEvent } from '../engine/train/events.ts';
import type { ComputeMachine } from '../engine/train/machine.ts';
import type { Places } from './places.ts';

export interface Platform extends Places {
  readonly machine: Machine;
  /** As Node names it: `linux`, `win32`, `darwin`. */
  readonly name: string;
  readonly threads: number;
  readonly trainers: Trainers;
  /** `progress` hears of add-ons that are fetched. */
  startCompute(progress: (event: Events['engines.progress']) => void): Compute;
}

/** Trains runs, each apart from the host: what happens to one takes nothing else along. */
export interface Trainers {
  /** A trainer that dies is heard of as the problem `engine-died`. */
  start(request: TrainingRequest, onEvent: (event: TrainingEvent) => void): RunningTraining;
  /** Makes the next one ready, so that its training begins at once. */
  warmUp(): void;
  /** Lets go of one that was made ready. */
  coolDown(): void;
}

/** What a run is told by who starts it. */
export type RunSettings = Omit<RunInfo, 'id' | 'name' | 'created' | 'versions' | 'pid' | 'started'>;

/** The calls that keep a processor busy, which are answered apart from the host, so that the host always answers. */
export const COMPUTE_CALLS = [
  'engines.list',
  'engines.add',
  'engines.remove',
  'data.describe',
  'data.propose',
  'data.recognize',
  'data.columns',
  'data.table',
  'data.findings',
  'data.tables',
  'data.cleanTables',
  'data.statistics',
  'data.augmented',
  'data.steps',
  'data.rows',
  'data.sample',
  'model.evaluate',
  'model.cell',
  'model.forecast',
  'model.predict',
  'model.write',
  'model.draw',
  'weights.describe',
  'weights.rename',
  'weights.adapt',
  'models.import',
  'export.write',
  'export.prove',
  'export.bench',
  'plan.memory',
] as const;
export type ComputeCall = (typeof COMPUTE_CALLS)[number];
export type ComputeCalls = Pick<CallHandlers, ComputeCall>;

/** What answers those calls. */
export interface ComputeContext extends Places {
  readonly machine: ComputeMachine;
  readonly engines: Engines;
  /** What runs exported projects; undefined where nothing can. */
  readonly projects?: ProjectRunner & ModelRunner;
}

/** The engines and what they can compute on. */
export interface Engines {
  list(options?: { readonly selfTest: boolean }): Promise<readonly Device[]>;
  /** Fetches an add-on, from a file where one is given. */
  add(name: string, options: AddOptions): Promise<void>;
  remove(name: string): Promise<boolean>;
}
export interface AddOptions {
  readonly from?: string;
  readonly onProgress?: (progress: Omit<Events['engines.progress'], 'name'>) => void;
}

export interface Compute {
  call<C extends ComputeCall>(name: C, args: CallArguments[C], caller: Caller): Promise<CallResults[C]>;
  close(): void;
}
