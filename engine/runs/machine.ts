/** What runs ask of the machine that they are on. */
import type { FileSystem } from '../files/fileSystem.ts';
import type { RunInfo } from './folder.ts';

export interface Machine {
  readonly files: FileSystem;
  /** Whether the process that trains a run is there. */
  isTraining(info: RunInfo): boolean;
  /** Of what computes: programs, libraries, system. */
  versions(): Readonly<Record<string, string>>;
}
