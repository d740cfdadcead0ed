/** What runs ask of the machine that they are on. */
import type { FileSystem } from '../files/fileSystem.ts';
import type { Locks } from '../files/locks.ts';
import type { Control } from '../train/events.ts';

export interface Machine {
  readonly files: FileSystem;
  /** By these, a run is trained by one process at a time. */
  readonly locks: Locks;
  /** Of what computes: programs, libraries, system. */
  versions(): Readonly<Record<string, string>>;
}

/** A training in progress, apart from who started it. */
export interface RunningTraining {
  /** The number of its process. */
  readonly pid: number;
  control(control: Control): void;
  /** Ends it at once, without a checkpoint; where a person wants that it has stopped, and not failed. */
  kill(wanted?: boolean): void;
  /** It has ended; every event was delivered before. */
  readonly ended: Promise<void>;
}
