/** What the calls of one topic are made of. Each file here answers one topic; `index.ts` puts them together. */
import path from 'node:path';
import { homedir } from 'node:os';
import type { CallArguments, CallHandlers, CallName, EventName, Events } from '../../engine/protocol.ts';
import { runFolder } from '../runs.ts';
import type { Shell } from '../shell.ts';
import type { Trainings } from '../trainings.ts';
import type { ComputeProcess } from '../node/start-compute.ts';

export interface HostContext {
  readonly shell: Shell;
  /** The folder of everything that is kept. */
  readonly home: string;
  readonly trainings: Trainings;
  readonly compute: ComputeProcess;
  /** Tells every window. */
  announce<E extends EventName>(name: E, event: Events[E]): void;
}

/** The calls whose names begin with a topic: `files.open`, `files.save`. */
export type Calls<Topic extends string> = Pick<CallHandlers, Extract<CallName, `${Topic}.${string}`>>;

/** Where weights to start from lie. */
export const weightsAt = (home: string, weights: CallArguments['weights.describe']['weights']): string =>
  'run' in weights ? runFolder(home, weights.run) : path.resolve(weights.file);

/** Where relative paths of a document's data start: in its own folder, or the person's where it is not saved yet. */
export const baseOf = (document: string | null | undefined): string =>
  document ? path.dirname(path.resolve(document)) : homedir();
