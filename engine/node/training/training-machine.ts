/** This process, as what a training runs in: its disk, its data thread, its engines, its memory. */
import type { TrainingMachine } from '../../runs/train.ts';
import { availableMemory } from '../available-memory.ts';
import { usableDevice } from '../devices/devices.ts';
import { engineOf } from '../devices/engines.ts';
import { Loader } from '../loader/loader.ts';
import { machine } from '../machine.ts';

export const trainingMachine: TrainingMachine = {
  ...machine,
  process: process.pid,
  openSource: (document, base, options) => Loader.open(document, base, options),
  engineOf,
  usableDevice,
  memory: () => ({
    held: process.memoryUsage.rss(),
    peak: process.resourceUsage().maxRSS * 1024,
    available: availableMemory(),
  }),
  clock: () => performance.now() / 1000,
  breathe: () => new Promise((resolve) => setImmediate(resolve)),
};
