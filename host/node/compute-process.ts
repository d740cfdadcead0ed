/** The process that `start-compute.ts` starts; it ends with its parent. */
import { homedir } from 'node:os';
import { computeMachine } from '../../engine/node/compute-machine.ts';
import { listDevices } from '../../engine/node/devices/devices.ts';
import { addEngine, removeEngine } from '../../engine/node/devices/engines.ts';
import { projectRunner } from '../../engine/node/export/runner.ts';
import { computeCalls } from '../compute/index.ts';
import { serve } from '../serve.ts';
import { endWithParent, parentChannel } from './start-compute.ts';

const channel = parentChannel();
const context = {
  machine: computeMachine,
  home: process.argv[2]!,
  userFolder: homedir(),
  engines: { list: listDevices, add: addEngine, remove: removeEngine },
  projects: projectRunner,
};
endWithParent();
// the terminal sends its interrupt, and its end, to every process of its group; the parent decides what they mean
for (const signal of ['SIGINT', 'SIGHUP'] as const) process.on(signal, () => {});
serve(
  channel,
  computeCalls(context, (event) => channel.send({ kind: 'event', name: 'engines.progress', event })),
  () => process.exit(),
);
