/** What the calls of one topic are made of. Each file here answers one topic; `index.ts` puts them together. */
import type { CallArguments, CallHandlers, CallName, EventName, Events } from '../../engine/protocol.ts';
import type { Compute, Platform } from '../platform.ts';
import { runFolder } from '../runs.ts';
import type { Shell } from '../shell.ts';
import type { Trainings } from '../trainings.ts';

export interface HostContext {
  readonly platform: Platform;
  readonly shell: Shell;
  readonly trainings: Trainings;
  readonly compute: Compute;
  /** Tells every window. */
  announce<E extends EventName>(name: E, event: Events[E]): void;
}

/** The calls whose names begin with a topic: `files.open`, `files.save`. */
export type Calls<Topic extends string> = Pick<CallHandlers, Extract<CallName, `${Topic}.${string}`>>;

/** What places are made of. */
export type Places = Pick<Platform, 'home' | 'userFolder'> & { readonly machine: Pick<Platform['machine'], 'files'> };

/** Where weights to start from lie. */
export function weightsAt(
  { machine: { files }, home }: Places,
  weights: CallArguments['weights.describe']['weights'],
): string {
  return 'run' in weights ? runFolder(files, home, weights.run) : files.paths.resolve(weights.file);
}

/** Where relative paths of a document's data start: in its own folder, or the person's where it is not saved yet. */
export function baseOf({ machine, userFolder }: Places, document: string | null | undefined): string {
  const { paths } = machine.files;
  return document ? paths.dirname(paths.resolve(document)) : userFolder;
}
