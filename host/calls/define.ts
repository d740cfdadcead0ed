/** What the calls of one topic are made of. Each file here answers one topic; `index.ts` puts them together. */
import type { CallHandlers, CallName, EventName, Events } from '../../engine/protocol.ts';
import type { OutsideData } from '../outside.ts';
import type { Compute, Platform } from '../platform.ts';
import type { Shell } from '../shell.ts';
import type { Trainings } from '../trainings.ts';

export interface HostContext {
  readonly platform: Platform;
  readonly shell: Shell;
  readonly trainings: Trainings;
  readonly compute: Compute;
  readonly outside: OutsideData;
  /** Tells every window. */
  announce<E extends EventName>(name: E, event: Events[E]): void;
}

/** The calls whose names begin with a topic: `files.open`, `files.save`. */
export type Calls<Topic extends string> = Pick<CallHandlers, Extract<CallName, `${Topic}.${string}`>>;
