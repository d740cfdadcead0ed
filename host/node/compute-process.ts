/** The process that `start-compute.ts` starts; it ends with its parent. */
import { dataCalls } from '../calls/data.ts';
import { engineCalls } from '../calls/engines.ts';
import { exportCalls } from '../calls/export.ts';
import { modelCalls } from '../calls/model.ts';
import { planCalls } from '../calls/plan.ts';
import { weightsCalls } from '../calls/weights.ts';
import { serve } from '../serve.ts';
import { parentChannel, type ComputeCalls } from './start-compute.ts';

const home = process.argv[2]!;
const channel = parentChannel();
const calls: ComputeCalls = {
  ...engineCalls((event) => channel.send({ kind: 'event', name: 'engines.progress', event })),
  ...dataCalls(home),
  ...modelCalls(home),
  ...weightsCalls(home),
  ...exportCalls(home),
  ...planCalls(),
};
// the terminal sends its interrupt to every process of its group; the parent decides what it means
process.on('SIGINT', () => {});
serve(channel, calls, () => process.exit());
