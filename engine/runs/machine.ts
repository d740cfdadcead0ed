/** What runs ask of the machine that they are on. */
import type { FileSystem } from '../files/fileSystem.ts';
import type { Control } from '../train/events.ts';
import type { RunInfo } from './folder.ts';

export interface Machine {
  readonly files: FileSystem;
  /** Whether the process that trains a run is there. */
  isTraining(info: RunInfo): boolean;
  /** Of what computes: programs, libraries, system. */
  versions(): Readonly<Record<string, string>>;
}

/** A training in progress, apart from who started it. */
export interface RunningTraining {
  /** The number of its process. */
  readonly pid: number;
  control(control: Control): void;
  /** Ends it at once, without a checkpoint. */
  kill(): void;
  /** It has ended; every event was delivered before. */
  readonly ended: Promise<void>;
}
