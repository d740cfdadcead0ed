/** What the host asks of this machine, under Node. */
import { availableParallelism, homedir } from 'node:os';
import { homePath } from '../../engine/node/home.ts';
import { machine } from '../../engine/node/machine.ts';
import { coolDown, startTraining, warmUp } from '../../engine/node/training/start-training.ts';
import type { Platform } from '../platform.ts';
import { ComputeProcesses } from './compute-processes.ts';
import { ComputeProcess } from './start-compute.ts';

export const nodePlatform = (home = homePath()): Platform => ({
  machine,
  home,
  userFolder: homedir(),
  name: process.platform,
  threads: availableParallelism(),
  trainers: { start: startTraining, warmUp, coolDown },
  startCompute: (progress) => new ComputeProcesses(() => new ComputeProcess(home, progress)),
});
