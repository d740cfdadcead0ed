/** The process that `start-compute.ts` starts; it ends with its parent. */
import { dataCalls } from './compute/data.ts';
import { engineCalls } from './compute/engines.ts';
import { exportCalls } from './compute/export.ts';
import { modelCalls } from './compute/model.ts';
import { planCalls } from './compute/plan.ts';
import { weightsCalls } from './compute/weights.ts';
import { serve } from '../serve.ts';
import type { ComputeCalls } from '../platform.ts';
import { nodePlatform } from './platform.ts';
import { parentChannel } from './start-compute.ts';

const places = nodePlatform(process.argv[2]!);
const channel = parentChannel();
const calls: ComputeCalls = {
  ...engineCalls((event) => channel.send({ kind: 'event', name: 'engines.progress', event })),
  ...dataCalls(places),
  ...modelCalls(places),
  ...weightsCalls(places),
  ...exportCalls(places),
  ...planCalls(),
};
// the terminal sends its interrupt to every process of its group; the parent decides what it means
process.on('SIGINT', () => {});
serve(channel, calls, () => process.exit());
