/** This machine, for evaluating, predicting and exporting: its disk, its data, its engines. */
import { availableParallelism } from 'node:os';
import type { ComputeMachine } from '../train/machine.ts';
import { availableMemory } from './available-memory.ts';
import { diskFiles } from './data/disk-files.ts';
import { engineOf } from './devices/engines.ts';
import { disk } from './files/disk.ts';
import { tablesKept } from './tables/kept.ts';

export const computeMachine: ComputeMachine = {
  files: disk,
  dataFiles: diskFiles,
  tables: tablesKept,
  engineOf,
  threads: availableParallelism(),
  availableMemory,
  breathe: () => new Promise((resolve) => setImmediate(resolve)),
};
