/** What evaluating, predicting and exporting ask of where they run. */
import type { Files } from '../data/define.ts';
import type { KeptTables, ReadingWork } from '../data/tables.ts';
import type { FileSystem } from '../files/fileSystem.ts';
import type { Engine } from './engine.ts';

export interface ComputeMachine {
  readonly files: FileSystem;
  /** How datasets reach their bytes; relative paths start at `base`. `work`: who waits for files that take long to read. */
  dataFiles(base: string, work?: ReadingWork): Files;
  /** What is kept of tables that were read. */
  readonly tables: KeptTables;
  /** Throws a `UserError` (engine-unavailable) where there is none of that name. */
  engineOf(id: string): Engine;
  readonly threads: number;
  /** Bytes that a training may take. */
  availableMemory(): number;
  /** Lets other work be done, in the midst of long work. */
  breathe(): Promise<void>;
}

/** The same machine for work that may be given up: it goes no further than its next breath. */
export const asLongAsWanted = (machine: ComputeMachine, signal: AbortSignal): ComputeMachine => ({
  ...machine,
  async breathe() {
    await machine.breathe();
    if (signal.aborted) throw new Error('the answer is no longer wanted');
  },
});
