/** This machine, for runs: its disk, its locks, its versions. */
import { createRequire } from 'node:module';
import type { Machine } from '../runs/machine.ts';
import { disk } from './files/disk.ts';
import { locks } from './files/locks.ts';

export const machine: Machine = {
  files: disk,
  locks,
  versions: () => ({
    node: process.version,
    'onnxruntime-node': (createRequire(import.meta.url)('onnxruntime-node/package.json') as { version: string })
      .version,
    platform: `${process.platform}-${process.arch}`,
  }),
};
