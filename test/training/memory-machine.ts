/** A machine without Node: files in memory, data that are made up, steps that the interpreter takes. */
import type { Files } from '../../engine/data/define.ts';
import { MemoryLocks } from '../../engine/files/locks.ts';
import type { MemoryFiles } from '../../engine/files/memory.ts';
import type { TrainingMachine } from '../../engine/runs/train.ts';
import type { ComputeMachine } from '../../engine/train/machine.ts';
import { openSource } from '../../engine/train/source.ts';
import { interpreterEngine } from './interpreter-engine.ts';

const missing = () => Promise.reject(new Error('there is no such thing here'));
const NO_FILES: Files = {
  read: missing,
  packaged: missing,
  shipped: missing,
  list: missing,
  table: missing,
  picture: () => new Uint8Array(),
  numbered: () => ({ height: 1, width: 1, data: Int32Array.of(0) }),
  bytes: () => new Uint8Array(),
  pictureFault: () => undefined,
};

export const memoryMachine = (files: MemoryFiles): TrainingMachine & ComputeMachine => ({
  files,
  process: 1,
  locks: new MemoryLocks(),
  versions: () => ({ host: 'memory' }),
  dataFiles: () => NO_FILES,
  tables: { list: async () => [], clean: async () => 0 },
  openSource: (document, _, options) => openSource(document, NO_FILES, options),
  engineOf: () => interpreterEngine,
  usableDevice: async (_, device) => ({ device }),
  threads: 1,
  memory: () => ({ held: 0, peak: 0, available: 2 ** 30 }),
  availableMemory: () => 2 ** 30,
  clock: () => performance.now() / 1000,
  breathe: () => new Promise((resolve) => setTimeout(resolve)),
});
